// SPDX-License-Identifier: GPL-3.0-or-later
// safetensors, npz and model files: what is written comes back, what is damaged is refused.
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/base/files/byte_reader.h"
#include "core/base/rng.h"
#include "core/io/tensors/model_file.h"
#include "core/io/tensors/npz.h"
#include "core/io/tensors/safetensors.h"
#include "core/nn/model.h"
#include "core/train/setup/presets.h"
#include "tests/support/errors.h"
#include "tests/support/npz_file.h"
#include "tests/support/program.h"
#include "tests/support/temp_folder.h"
#include <csignal>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace convscope;
using test::TempFolder;
using testing::HasSubstr;

namespace {

std::vector<NamedTensor> someTensors()
{
    Rng rng(3);
    std::vector<NamedTensor> tensors { { "b", Tensor({ 3 }) },
        { "a.weight", Tensor({ 2, 3, 1, 5 }) }, { "empty", Tensor({ 0, 4 }) },
        { "single", Tensor(std::vector<std::size_t> {}) } };
    for (NamedTensor &tensor : tensors)
        for (Scalar &v : tensor.value.values())
            v = static_cast<Scalar>(rng.normal());
    return tensors;
}

const Tensor &find(const std::vector<NamedTensor> &tensors, const std::string &name)
{
    return std::ranges::find(tensors, name, &NamedTensor::name)->value;
}

/// A safetensors file with this header and so many zero bytes of data.
std::string safetensorsBytes(const std::string &header, std::size_t data)
{
    std::string bytes(8, '\0');
    for (std::size_t i = 0; i < 8; ++i)
        bytes[i] = static_cast<char>(header.size() >> (8 * i));
    return bytes + header + std::string(data, '\0');
}

TrainedModel digitsModel()
{
    const Preset &preset = *findPreset("digits");
    Model model(preset.config.model, 7);
    return { .spec = model.spec(),
        .classes = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "ünïcode" },
        .preprocessing = preset.config.preprocessing,
        .parameters = model.parameterValues(),
        .batch = 12,
        .epoch = 3 };
}

} // namespace

TEST(Safetensors, ComesBackToTheBitSortedByName)
{
    const TempFolder folder;
    writeSafetensors(
        folder / "x.safetensors", { someTensors(), { { "key", "välue \"quoted\"" } } });
    const TensorFile file = readSafetensors(folder / "x.safetensors");
    ASSERT_EQ(file.tensors.size(), 4U);
    for (const NamedTensor &tensor : someTensors())
        EXPECT_EQ(find(file.tensors, tensor.name), tensor.value) << tensor.name;
    EXPECT_EQ(file.metadata.at("key"), "välue \"quoted\"");
    const auto bytes = readFile(folder / "x.safetensors", 1U << 20U);
    EXPECT_EQ(bytes[0] % 8, 0) << "the data is aligned";
}

TEST(Safetensors, ReadsTheSixteenBitAndDoubleFormats)
{
    const TempFolder folder;
    const std::string header
        = R"({"h":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[1],"data_offsets":[4,6]},"d":{"dtype":"F64","shape":[],"data_offsets":[6,14]}})";
    std::string bytes = safetensorsBytes(header, 14);
    const std::size_t data = 8 + header.size();
    bytes.replace(data, 6, std::string("\x00\x3c\x00\xc1\x40\x40", 6)); // 1, −2.5; 3
    bytes[data + 13] = 0x40; // 2.0
    const TensorFile file = readSafetensors(folder.write("x", bytes));
    EXPECT_EQ(find(file.tensors, "h").values()[0], 1);
    EXPECT_EQ(find(file.tensors, "h").values()[1], Scalar(-2.5));
    EXPECT_EQ(find(file.tensors, "b").values()[0], 3);
    EXPECT_EQ(find(file.tensors, "d").values()[0], 2);
}

TEST(Safetensors, RefusesEveryDamageWithItsReason)
{
    const TempFolder folder;
    const auto error = [&](const std::string &bytes) {
        const auto path = folder.write("bad.safetensors", bytes);
        const std::string text = test::errorOf([&] { readSafetensors(path); });
        EXPECT_THAT(text, HasSubstr("bad.safetensors"));
        return text;
    };
    const auto header = [&](const std::string &text, std::size_t data) {
        return error(safetensorsBytes(text, data));
    };
    const std::string one = R"("a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]})";
    EXPECT_THAT(error(""), HasSubstr("header's length"));
    EXPECT_THAT(error(std::string(8, '\x7f')), HasSubstr("more than the format allows"));
    EXPECT_THAT(error(std::string("\x40\0\0\0\0\0\0\0{}", 10)),
        HasSubstr("ends in the middle of the header"));
    EXPECT_THAT(header("[]", 0), HasSubstr("does not begin with '{'"));
    EXPECT_THAT(header("{", 0), HasSubstr("not valid JSON"));
    EXPECT_THAT(header("{\"\xff\":1}", 0), HasSubstr("not valid JSON"));
    EXPECT_THAT(header("{" + one + "," + one + "}", 4), HasSubstr("twice"));
    EXPECT_THAT(
        header(R"({"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4),
        HasSubstr("twice"));
    EXPECT_THAT(header("{" + one + "}", 3), HasSubstr("there are 3"));
    EXPECT_THAT(header("{" + one + "}", 5), HasSubstr("there are 5"));
    EXPECT_THAT(
        header(R"({"a":{"dtype":"I9","shape":[1],"data_offsets":[0,4]}})", 4), HasSubstr("dtype"));
    EXPECT_THAT(header(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", 4),
        HasSubstr("shape"));
    EXPECT_THAT(header(R"({"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}})", 4),
        HasSubstr("shape"));
    EXPECT_THAT(
        header(R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}})", 4),
        HasSubstr("too large"));
    EXPECT_THAT(header(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4),
        HasSubstr("do not fit its shape"));
    EXPECT_THAT(header(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", 4),
        HasSubstr("do not fit its shape"));
    EXPECT_THAT(
        header(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", 8), HasSubstr("hole"));
    EXPECT_THAT(header("{" + one + R"(,"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4),
        HasSubstr("overlaps"));
    EXPECT_THAT(header(R"({"__metadata__":{"a":1}})", 0), HasSubstr("__metadata__"));
    EXPECT_THAT(header(R"({"a":{"dtype":"F32","shape":[1]}})", 4), HasSubstr("data_offsets"));
    EXPECT_THAT(header("{\"a\":" + std::string(500, '[') + std::string(500, ']') + "}", 0),
        HasSubstr("deeply"));
}

TEST(Npz, ComesBackToTheBit)
{
    const TempFolder folder;
    writeNpz(folder / "x.npz", someTensors());
    EXPECT_EQ(readNpz(folder / "x.npz"), someTensors());
    writeNpz(folder / "y.npz", someTensors());
    EXPECT_EQ(readFile(folder / "x.npz", 1U << 20U), readFile(folder / "y.npz", 1U << 20U))
        << "same arrays, same bytes";
}

TEST(Npz, NumpyReadsOursAndWeReadNumpys)
{
    const TempFolder folder;
    writeNpz(folder / "ours.npz", someTensors());
    const std::string script
        = "import sys\n"
          "try:\n import numpy as np\nexcept ImportError: sys.exit(77)\n"
          "a = np.load(sys.argv[1])\n"
          "assert a['a.weight'].shape == (2, 3, 1, 5) and a['a.weight'].dtype == np.float32\n"
          "assert a['single'].shape == () and a['b'].shape == (3,) and a['empty'].shape == (0, 4)\n"
          "v = np.arange(-3, 3)\n"
          "arrays = {k: v.astype(k) for k in "
          "('<f4','>f4','<f8','>f8','<f2','<i4','>i4','<i8','>i8')}\n"
          "np.savez(sys.argv[2], u=np.arange(4, dtype='u1'), **arrays)\n"
          "np.savez_compressed(sys.argv[3], m=np.eye(3), o=np.zeros(2))\n"
          "np.savez(sys.argv[4], o=np.array([{}], dtype=object))\n";
    const auto path = [&](const char *name) {
        return (folder / name).string();
    };
    const auto result = test::runProgram(test::python(),
        { "-c", script, path("ours.npz"), path("n.npz"), path("c.npz"), path("o.npz") });
    if (result.status == 77 || result.status == 127)
        GTEST_SKIP() << "python3-numpy is not installed";
    ASSERT_EQ(result.status, 0) << result.err;
    for (const NamedTensor &array : readNpz(path("n.npz")))
        for (std::size_t i = 0; i < array.value.size(); ++i)
            EXPECT_EQ(array.value.values()[i], array.name == "u" ? Scalar(i) : Scalar(i) - 3)
                << array.name;
    EXPECT_EQ(find(readNpz(path("c.npz")), "m").dims(), (std::vector<std::size_t> { 3, 3 }));
    EXPECT_THAT(test::errorOf([&] { readNpz(path("o.npz")); }), HasSubstr("pickled objects never"));
}

TEST(Npz, ReadsEveryVersionOfTheFormatAndFortranOrder)
{
    using namespace std::string_literals;
    const TempFolder folder;
    const std::vector<float> values { 0, 1, 2, 3, 4, 5 };
    const auto read = [&](const std::string &front, const std::string &header) {
        std::string array = "\x93NUMPY" + front + header;
        array.append(reinterpret_cast<const char *>(values.data()), values.size() * sizeof(float));
        return readNpz(
            folder.write("x.npz",
                test::npzFile({ { .name = "a.npy", .bytes = { array.begin(), array.end() } } })))
            .at(0)
            .value;
    };
    const std::string plain = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n";
    const std::string turned = "{\"shape\":(2L,3L,),'fortran_order':True,'descr':'<f4'}";
    const std::string length { static_cast<char>(plain.size()) };
    const std::string turnedLength { static_cast<char>(turned.size()) };
    const Tensor expected({ 2, 3 }, values);
    EXPECT_EQ(read("\1\0"s + length + "\0"s, plain), expected);
    EXPECT_EQ(read("\2\0"s + length + "\0\0\0"s, plain), expected);
    EXPECT_EQ(read("\3\0"s + length + "\0\0\0"s, plain), expected);
    const std::vector<float> rows { 0, 2, 4, 1, 3, 5 };
    EXPECT_EQ(read("\1\0"s + turnedLength + "\0"s, turned), Tensor({ 2, 3 }, rows));
}

TEST(Npz, RefusesDamage)
{
    const TempFolder folder;
    EXPECT_THAT(test::errorOf([&] { readNpz(folder / "absent.npz"); }), HasSubstr("absent.npz"));
    EXPECT_THAT(test::errorOf([&] { readNpz(folder.write("x.npz", "PK no archive")); }),
        HasSubstr("no .npz archive"));
    writeNpz(folder / "good.npz", someTensors());
    auto bytes = readFile(folder / "good.npz", 1U << 20U);
    auto cut = bytes;
    cut.resize(cut.size() / 2);
    EXPECT_THAT(
        test::errorOf([&] { readNpz(folder.write("x.npz", cut)); }), HasSubstr("no .npz archive"));
    for (std::size_t i = 0; i + 1 < bytes.size();
         i += 7) { // any one flipped byte: refused, or harmless, but never worse
        auto flipped = bytes;
        flipped[i] ^= 0x55U;
        const auto path = folder.write("x.npz", flipped);
        test::errorOf([&] { readNpz(path); });
    }
}

TEST(ModelFile, ComesBackAsItWas)
{
    const TempFolder folder;
    const TrainedModel model = digitsModel();
    writeModelFile(folder / "m.safetensors", model);
    const TrainedModel read = readModelFile(folder / "m.safetensors");
    EXPECT_EQ(read.spec, model.spec);
    EXPECT_EQ(read.classes, model.classes);
    EXPECT_EQ(read.preprocessing, model.preprocessing);
    EXPECT_EQ(read.parameters, model.parameters);
    EXPECT_EQ(read.batch, 12);
    EXPECT_EQ(read.epoch, 3);
}

TEST(ModelFile, RefusesWhatDoesNotFitTogether)
{
    const TempFolder folder;
    const auto error = [&](const std::function<void(TensorFile &)> &damage) {
        writeModelFile(folder / "m.safetensors", digitsModel());
        TensorFile file = readSafetensors(folder / "m.safetensors");
        damage(file);
        writeSafetensors(folder / "m.safetensors", file);
        return test::errorOf([&] { readModelFile(folder / "m.safetensors"); });
    };
    EXPECT_THAT(error([](TensorFile &f) { f.metadata.clear(); }), HasSubstr("no ConvScope model"));
    EXPECT_THAT(error([](TensorFile &f) { f.metadata["format_version"] = "9"; }),
        HasSubstr("newer ConvScope"));
    EXPECT_THAT(error([](TensorFile &f) { f.metadata.erase("classes"); }), HasSubstr("classes"));
    EXPECT_THAT(error([](TensorFile &f) { f.metadata["classes"] = "[\"a\"]"; }),
        HasSubstr("10 outputs but 1 classes"));
    EXPECT_THAT(error([](TensorFile &f) { f.metadata["model"] = "{"; }), HasSubstr("its model"));
    EXPECT_THAT(error([](TensorFile &f) { f.tensors.pop_back(); }), HasSubstr("missing"));
    EXPECT_THAT(error([](TensorFile &f) { f.tensors[0].name = "conv9.weight"; }),
        HasSubstr("conv9.weight"));
    EXPECT_THAT(
        error([](TensorFile &f) { f.tensors[0].value = Tensor({ 2 }); }), HasSubstr("needs"));
}

TEST(AtomicFile, WithoutCommitTheOldFileStaysAndNothingElse)
{
    const TempFolder folder;
    folder.write("x", "old");
    {
        AtomicFile file(folder / "x");
        file.write("new and longer");
    }
    EXPECT_EQ(readFile(folder / "x", 100), (std::vector<std::uint8_t> { 'o', 'l', 'd' }));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
    writeFileAtomically(folder / "x", "new");
    EXPECT_EQ(readFile(folder / "x", 100), (std::vector<std::uint8_t> { 'n', 'e', 'w' }));
    EXPECT_THAT(test::errorOf([&] { writeFileAtomically(folder / "no/such/folder/x", ""); }),
        HasSubstr("cannot create it"));
}

TEST(AtomicFile, AFullDiskIsReportedAndTheOldFileStays)
{
    const TempFolder folder;
    const auto path = folder.write("x", "old");
    // A child process may write 4 kB a file and no more, as on a full disk.
    const pid_t child = ::fork();
    if (child == 0) {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit { 4096, 4096 };
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const std::string error
            = test::errorOf([&] { writeFileAtomically(path, std::string(10000, 'n')); });
        ::_exit(error.find("cannot write it") != std::string::npos ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(readFile(path, 100), (std::vector<std::uint8_t> { 'o', 'l', 'd' }));
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}
