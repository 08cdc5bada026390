// SPDX-License-Identifier: GPL-3.0-or-later
// Exports prove themselves: every format holds a golden image, is read again when it is written,
// and refuses to open once its weights are others.
#include "core/base/error.h"
#include "core/base/files/byte_reader.h"
#include "core/io/export/c_header.h"
#include "core/io/export/model_export.h"
#include "core/io/export/onnx_file.h"
#include "core/io/export/text_weights.h"
#include "core/io/import/weight_import.h"
#include "core/io/tensors/model_file.h"
#include "core/io/tensors/npz.h"
#include "core/io/tensors/safetensors.h"
#include "tests/support/exported_models.h"
#include "tests/support/program.h"
#include "tests/support/temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>

using namespace convscope;
using test::NamedModel;
using test::TempFolder;
using testing::HasSubstr;

namespace {

namespace fs = std::filesystem;

fs::path pathFor(const fs::path &folder, const ExportFormat &format)
{
    return folder
        / ("net"
            + (format.extension.empty() ? std::string("_folder") : std::string(format.extension)));
}

TrainedModel smallModel(std::uint64_t seed)
{
    Rng rng(seed);
    return *test::randomModel(test::randomSpec(rng), rng);
}

template<typename F>
std::string errorOf(F &&f)
{
    try {
        f();
    } catch (const Error &error) {
        return error.what();
    }
    return "nothing was wrong";
}

/// What check_arrays.py compares with; returns how many arrays.
std::size_t writeExpected(
    const TempFolder &folder, const NamedModel &one, const GoldenSample &golden)
{
    std::vector<NamedTensor> arrays = one.model->parameters;
    nlohmann::json about;
    std::string raw;
    for (NamedTensor &array : goldenArrays(golden, one.model->spec.input))
        arrays.push_back(std::move(array));
    const auto texts = textWeightFiles(one.model->spec);
    for (std::size_t i = 0; i < arrays.size(); ++i) {
        const std::string text = i < texts.size() ? texts[i].file : arrays[i].name + ".txt";
        about.push_back(
            { { "name", arrays[i].name }, { "dims", arrays[i].value.dims() }, { "text", text } });
        raw.append(reinterpret_cast<const char *>(arrays[i].value.data()),
            arrays[i].value.size() * sizeof(float));
    }
    folder.write(one.name + ".json", about.dump());
    folder.write(one.name + ".raw", raw);
    return arrays.size();
}

/// Stands for a disk or a writer that loses the weights.
ExportFormat forgetful(ExportFormat format)
{
    format.read = [](const fs::path &, const TrainedModel &model) {
        std::pair<std::vector<NamedTensor>, std::optional<GoldenSample>> read { model.parameters,
            std::nullopt };
        for (NamedTensor &parameter : read.first)
            std::ranges::fill(parameter.value.values(), Scalar(0));
        return read;
    };
    return format;
}

/// Every file and folder below, hidden ones too, with what is in them.
std::map<std::string, std::string> contentOf(const fs::path &folder)
{
    std::map<std::string, std::string> content;
    for (const auto &entry : fs::recursive_directory_iterator(folder)) {
        std::string &text = content[entry.path().string()];
        if (entry.is_directory())
            continue;
        const auto bytes = readFile(entry.path(), 1U << 26U);
        text.assign(bytes.begin(), bytes.end());
    }
    return content;
}

class EveryFormat : public testing::TestWithParam<ExportFormat> { };

} // namespace

TEST_P(EveryFormat, ReadsBackToTheBitForEveryPresetAndRandomNetworks)
{
    const TempFolder folder;
    const ExportFormat &format = GetParam();
    std::vector<NamedModel> models = test::presetModels();
    for (NamedModel &one : test::randomModels(20))
        models.push_back(std::move(one));
    for (const NamedModel &one : models) {
        const fs::path path = pathFor(folder / one.name, format);
        fs::create_directory(folder / one.name);
        const ExportResult result = exportModel(format, path, *one.model);
        EXPECT_EQ(result.largestDifference, 0) << one.name;
        const auto [parameters, golden] = format.read(path, *one.model);
        for (const NamedTensor &parameter : one.model->parameters)
            EXPECT_EQ(std::ranges::count(parameters, parameter), 1) << parameter.name;
        EXPECT_EQ(parameters.size(), one.model->parameters.size());
        EXPECT_EQ(golden, goldenSample(*one.model)) << one.name;
        for (const fs::path &file : result.files)
            EXPECT_TRUE(fs::is_regular_file(file)) << file;
        fs::remove_all(folder / one.name);
    }
}

TEST_P(EveryFormat, TheGoldenImageMayBeOnesOwn)
{
    const TempFolder folder;
    const TrainedModel model = smallModel(3);
    const std::vector<float> image(model.spec.input.size(), 0.25F);
    const fs::path path = pathFor(folder.path(), GetParam());
    exportModel(GetParam(), path, model, image);
    const auto golden = GetParam().read(path, model).second;
    ASSERT_TRUE(golden);
    EXPECT_EQ(golden->input, image);
    EXPECT_EQ(golden->probabilities, goldenSample(model, image).probabilities);
    EXPECT_THAT(errorOf([&] { exportModel(GetParam(), path, model, std::vector<float>(3)); }),
        HasSubstr("has 3 values"));
}

TEST_P(EveryFormat, WhatDoesNotReadBackIsNotKept)
{
    const TempFolder folder;
    const ExportFormat format = forgetful(GetParam());
    const fs::path path = pathFor(folder.path(), format);
    EXPECT_THAT(errorOf([&] { exportModel(format, path, smallModel(3)); }),
        testing::AllOf(testing::StartsWith(path.string() + ": "), HasSubstr("was not kept")));
    EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST_P(EveryFormat, AnOlderExportOutlivesOneThatFails)
{
    const TempFolder folder;
    const ExportFormat &format = GetParam();
    const fs::path path = pathFor(folder.path(), format);
    TrainedModel model = smallModel(3);
    exportModel(format, path, model);
    const auto before = contentOf(folder.path());
    for (NamedTensor &parameter : model.parameters)
        for (Scalar &value : parameter.value.values())
            value /= 2;
    EXPECT_THAT(
        errorOf([&] { exportModel(forgetful(format), path, model); }), HasSubstr("was not kept"));
    EXPECT_EQ(contentOf(folder.path()), before);

    const ExportResult result = exportModel(format, path, model);
    EXPECT_EQ(result.largestDifference, 0);
    const auto after = contentOf(folder.path());
    EXPECT_NE(after, before);
    ASSERT_EQ(after.size(), before.size()) << "nothing unfinished is left";
    for (const fs::path &file : result.files)
        EXPECT_TRUE(after.contains(file.string())) << file;
    EXPECT_EQ(format.read(path, model).first.size(), model.parameters.size());
}

TEST_P(EveryFormat, ErrorsNameThePlaceThatWasAskedFor)
{
    const TempFolder folder;
    const TrainedModel model = smallModel(3);
    const fs::path path = pathFor(folder / "absent", GetParam());
    EXPECT_THAT(errorOf([&] { exportModel(GetParam(), path, model); }),
        testing::AllOf(testing::StartsWith(path.string() + ": cannot create it"),
            testing::Not(HasSubstr(".part"))));
    TrainedModel incomplete = model;
    incomplete.parameters.clear();
    const fs::path there = pathFor(folder.path(), GetParam());
    EXPECT_THAT(errorOf([&] { exportModel(GetParam(), there, incomplete); }),
        testing::Not(HasSubstr(".part")));
    EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST_P(EveryFormat, WhereTheHowtoCannotBeWrittenTheOldModelStays)
{
    const TempFolder folder;
    const fs::path path = pathFor(folder.path(), GetParam());
    TrainedModel model = smallModel(3);
    const ExportResult older = exportModel(GetParam(), path, model);
    fs::remove(older.files.back());
    fs::create_directory(older.files.back());
    const auto before = contentOf(folder.path());
    for (NamedTensor &parameter : model.parameters)
        for (Scalar &value : parameter.value.values())
            value /= 2;
    EXPECT_THAT(errorOf([&] { exportModel(GetParam(), path, model); }),
        testing::StartsWith(older.files.back().string() + ": it is a folder"));
    EXPECT_EQ(contentOf(folder.path()), before);
}

TEST_P(EveryFormat, TheLongestNamesAreWritten)
{
    const TempFolder folder;
    const std::string ending(GetParam().extension);
    std::string name = std::string(255 % 2 == ending.size() % 2 ? 0 : 1, 'n');
    while (name.size() + ending.size() < 255)
        name += "ö";
    const ExportResult result = exportModel(GetParam(), folder / (name + ending), smallModel(3));
    for (const fs::path &file : result.files)
        EXPECT_TRUE(fs::is_regular_file(file)) << file;
    if (ending.empty())
        return;
    const std::string howto = result.files.back().filename().string();
    EXPECT_THAT(howto, testing::EndsWith(".howto.txt"));
    EXPECT_THAT(howto, testing::Not(HasSubstr("\xc3."))) << "no half of a letter";
    EXPECT_THAT(howto.size(), testing::AllOf(testing::Le(255U), testing::Ge(254U)));
}

TEST_P(EveryFormat, ANameThatTellsOfAnotherFormatIsRefused)
{
    const TempFolder folder;
    for (const ExportFormat &other : exportFormats()) {
        if (other.name == GetParam().name || other.extension.empty())
            continue;
        const fs::path path = pathFor(folder.path(), other);
        EXPECT_THAT(errorOf([&] { exportModel(GetParam(), path, smallModel(3)); }),
            testing::StartsWith(path.string() + ": "));
    }
    EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST_P(EveryFormat, WhatADeadProcessLeftBesideIsSwept)
{
    const TempFolder folder;
    const fs::path path = pathFor(folder.path(), GetParam());
    folder.write(".net.onnx.77-1.part/net.onnx", "of the first version");
    folder.write(".convscope.77-1.part", "half");
    const ExportResult result = exportModel(GetParam(), path, smallModel(3));
    const std::size_t folders = GetParam().extension.empty() ? 1 : 0;
    EXPECT_EQ(contentOf(folder.path()).size(), result.files.size() + folders);
}

TEST_P(EveryFormat, CarriesWeightsThatAreNoNumbers)
{
    const TempFolder folder;
    TrainedModel model = smallModel(3);
    model.parameters.back().value.values()[0] = std::numeric_limits<Scalar>::quiet_NaN();
    const fs::path path = pathFor(folder.path(), GetParam());
    EXPECT_EQ(exportModel(GetParam(), path, model).largestDifference, 0);
}

INSTANTIATE_TEST_SUITE_P(Export, EveryFormat, testing::ValuesIn(exportFormats()),
    [](const auto &test) { return std::string(test.param.name); });

TEST(Export, NumPyGetsEveryArrayToTheBit)
{
    const TempFolder folder;
    std::vector<NamedModel> models = test::presetModels();
    for (NamedModel &one : test::randomModels(200))
        models.push_back(std::move(one));
    std::size_t arrays = 0;
    for (const NamedModel &one : models) {
        const GoldenSample golden = goldenSample(*one.model);
        for (const ExportFormat &format : exportFormats())
            if (format.name == "npz" || format.name == "safetensors" || format.name == "text")
                format.write(
                    folder / (one.name + std::string(format.extension)), *one.model, golden);
        arrays += writeExpected(folder, one, golden);
    }
    const auto result = test::runProgram(test::python(),
        { TEST_SOURCE_DIR "/core/io/export/check_arrays.py", folder.path().string() });
    if (result.status == 77 || result.status == 127)
        GTEST_SKIP() << "python3-numpy is not installed";
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.out, std::to_string(3 * arrays) + "\n");
}

TEST(GoldenSample, AModelFileWithOtherWeightsIsRefused)
{
    const TempFolder folder;
    const fs::path path = folder / "m.safetensors";
    const auto error = [&](const std::function<void(TensorFile &)> &change) {
        writeModelFile(path, smallModel(3), goldenSample(smallModel(3)));
        TensorFile file = readSafetensors(path);
        change(file);
        writeSafetensors(path, file);
        return errorOf([&] { readModelFile(path); });
    };
    EXPECT_EQ(error([](TensorFile &) {}), "nothing was wrong");
    EXPECT_THAT(error([](TensorFile &file) {
        for (NamedTensor &tensor : file.tensors)
            for (Scalar &value : tensor.value.values())
                value = -value;
    }),
        testing::AllOf(HasSubstr("m.safetensors: its golden image gets other probabilities"),
            HasSubstr("damaged or changed")));
    EXPECT_THAT(error([](TensorFile &file) { file.metadata.erase("golden_input"); }),
        HasSubstr("only one of"));
    EXPECT_THAT(error([](TensorFile &file) { file.metadata["golden_input"] += "00"; }),
        HasSubstr("golden_input is cut off"));
    EXPECT_THAT(error([](TensorFile &file) { file.metadata["golden_input"] += "00000000"; }),
        HasSubstr("does not fit its model"));
    EXPECT_THAT(error([](TensorFile &file) { file.metadata["golden_probabilities"][3] = 'x'; }),
        HasSubstr("golden_probabilities is damaged"));
    EXPECT_EQ(error([](TensorFile &file) {
        file.metadata.erase("golden_input");
        file.metadata.erase("golden_probabilities");
    }),
        "nothing was wrong")
        << "as in files of older versions";
}

TEST(GoldenSample, ImportingRunsItFirst)
{
    const TempFolder folder;
    const TrainedModel model = smallModel(3);
    for (const ExportFormat &format : exportFormats()) {
        if (format.name == "onnx" || format.name == "c")
            continue; // ways out only
        const fs::path path = pathFor(folder.path(), format);
        exportModel(format, path, model);
        EXPECT_EQ(WeightImport(path, model.spec, {}).parameters(), model.parameters);

        GoldenSample other = goldenSample(model);
        std::ranges::rotate(other.probabilities, other.probabilities.begin() + 1);
        format.write(path, model, other);
        EXPECT_THAT(errorOf([&] { WeightImport(path, model.spec, {}); }),
            testing::AllOf(HasSubstr(path.string()), HasSubstr("gets other probabilities")));
    }
}

TEST(GoldenSample, ArraysAndTextsWithOnlyOneHalfAreRefused)
{
    const TempFolder folder;
    const TrainedModel model = smallModel(3);
    const GoldenSample golden = goldenSample(model);
    auto arrays = goldenArrays(golden, model.spec.input);
    EXPECT_EQ(arrays[0].value.dims().size(), 3U);
    arrays.pop_back();
    EXPECT_THAT(errorOf([&] { takeGoldenArrays("x.npz", arrays); }),
        HasSubstr("x.npz: it has only one of"));
    std::vector<NamedTensor> none = model.parameters;
    EXPECT_EQ(takeGoldenArrays("x.npz", none), std::nullopt);
    EXPECT_EQ(none, model.parameters);

    EXPECT_EQ(readGoldenFiles(folder.path()), std::nullopt);
    writeGoldenFiles(folder.path(), golden);
    EXPECT_EQ(readGoldenFiles(folder.path()), golden);
    folder.write("golden_probabilities.txt", "0.5\nhalf\n");
    EXPECT_THAT(
        errorOf([&] { readGoldenFiles(folder.path()); }), HasSubstr("value 2 is no number"));
    fs::remove(folder / "golden_probabilities.txt");
    EXPECT_THAT(errorOf([&] { readGoldenFiles(folder.path()); }), HasSubstr("only one of"));
}

TEST(GoldenSample, ImagesTooLargeForATextAreExcludedAndTheRestIsChecked)
{
    const TempFolder folder;
    Rng rng(9);
    ModelSpec spec;
    spec.input = { 1, 2048, 2048 };
    spec.layers = { { "global_avgpool", "mean", {} }, { "dense", "dense", { { "units", 2.0 } } } };
    const TrainedModel model = *test::randomModel(spec, rng);
    ASSERT_GT(spec.input.size(), kLargestGoldenText);
    for (const ExportFormat &format : exportFormats()) {
        if (format.name == "npz" || format.name == "text")
            continue; // those are arrays, and hold any image
        const fs::path path = pathFor(folder.path(), format);
        const ExportResult result = exportModel(format, path, model);
        EXPECT_EQ(result.largestDifference, 0);
        EXPECT_LT(fs::file_size(path), 100'000U);
        EXPECT_FALSE(format.read(path, model).second);
        const auto text = readFile(result.files.back(), 1U << 20U);
        EXPECT_EQ(
            std::string(text.begin(), text.end()).find("golden_probabilities"), std::string::npos);
    }
    EXPECT_EQ(readModelFile(folder / "net.safetensors").parameters, model.parameters);
}

TEST(GoldenSample, SizesThatDoNotFitAreFarApart)
{
    const TrainedModel model = smallModel(3);
    Model network(model.spec);
    network.setParameterValues(model.parameters);
    GoldenSample golden = goldenSample(model);
    EXPECT_EQ(largestDifference(network, golden), 0);
    golden.probabilities[0] += 0.5F;
    EXPECT_NEAR(largestDifference(network, golden), 0.5, 1e-6);
    golden.probabilities.pop_back();
    EXPECT_EQ(largestDifference(network, golden), HUGE_VAL);
    golden.input.push_back(0);
    EXPECT_EQ(largestDifference(network, golden), HUGE_VAL);
}

// Written once, by version 0.1.0, and kept as they are: tests/golden/exports.
TEST(GoldenExports, FilesOfTheFirstVersionStillOpen)
{
    const fs::path folder = TEST_SOURCE_DIR "/golden/exports";
    const TrainedModel model = readModelFile(folder / "net.safetensors");
    EXPECT_EQ(model.classes, (std::vector<std::string> { "disc", "ring", "squäre" }));
    EXPECT_EQ(
        test::kindsOf({ { "net", std::make_shared<TrainedModel>(model) } }), test::firstKinds());
    Model network(model.spec);
    for (const ExportFormat &format : exportFormats()) {
        const auto [parameters, golden] = format.read(pathFor(folder, format), model);
        network.setParameterValues(parameters);
        for (const NamedTensor &parameter : model.parameters)
            EXPECT_EQ(std::ranges::count(parameters, parameter), 1)
                << format.name << ' ' << parameter.name;
        ASSERT_TRUE(golden) << format.name;
        EXPECT_LE(largestDifference(network, *golden), 1e-5) << format.name;
    }
    const TrainedModel older = readModelFile(folder / "without_golden.safetensors");
    EXPECT_EQ(older.parameters, model.parameters);
}
