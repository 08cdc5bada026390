// SPDX-License-Identifier: GPL-3.0-or-later
// The programs in the texts beside exports are taken out of them and run as they stand. ONNX
// Runtime is not in Debian 12, where its program is only compiled; ./dev compat runs it.
#include "core/base/error.h"
#include "core/base/files/byte_reader.h"
#include "core/io/export/howto.h"
#include "core/io/export/model_export.h"
#include "tests/support/exported_models.h"
#include "tests/support/program.h"
#include "tests/support/temp_folder.h"
#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

using namespace convscope;
using test::NamedModel;
using test::TempFolder;
using testing::HasSubstr;

namespace {

namespace fs = std::filesystem;

std::string readText(const fs::path &path)
{
    const auto bytes = readFile(path, 1U << 24U);
    return { bytes.begin(), bytes.end() };
}

/// The indented lines under the heading, without their indent.
std::string programUnder(const std::string &text, const std::string &heading)
{
    const std::size_t at = text.find("\n" + heading + "\n---");
    EXPECT_NE(at, std::string::npos) << heading << " is missing in\n" << text;
    std::istringstream lines(text.substr(at == std::string::npos ? text.size() : at + 1));
    std::string line, program;
    std::getline(lines, line);
    std::getline(lines, line);
    while (std::getline(lines, line) && (line.empty() || line.starts_with("    ")))
        program += (line.empty() ? "" : line.substr(4)) + "\n";
    return program;
}

test::ProgramResult runIn(const fs::path &folder, const std::string &command)
{
    return test::runProgram("/bin/sh", { "-c", "cd '" + folder.string() + "' && " + command });
}

void expectGolden(const std::string &said, const TrainedModel &model)
{
    const GoldenSample golden = goldenSample(model);
    std::vector<double> numbers;
    std::istringstream lines(said);
    for (std::string line; std::getline(lines, line);)
        for (const std::string &name : model.classes)
            if (line.starts_with(name + ": "))
                numbers.push_back(std::strtod(line.c_str() + name.size() + 2, nullptr));
    ASSERT_EQ(numbers.size(), golden.probabilities.size()) << said;
    for (std::size_t i = 0; i < numbers.size(); ++i)
        EXPECT_NEAR(numbers[i], double(golden.probabilities[i]), 1e-5) << said;
    EXPECT_THAT(said, HasSubstr("difference: "));
}

/// Enough random networks to have every kind of layer, and two presets.
std::vector<NamedModel> someModels()
{
    std::vector<NamedModel> models;
    std::set<std::string> kinds;
    for (const NamedModel &one : test::randomModels(200)) {
        const auto its = test::kindsOf({ one });
        if (std::ranges::includes(kinds, its))
            continue;
        kinds.insert(its.begin(), its.end());
        models.push_back(one);
    }
    EXPECT_EQ(kinds, test::registeredKinds());
    for (const NamedModel &one : test::presetModels())
        if (one.name == "compact" || one.name == "tiny-vgg")
            models.push_back(one);
    return models;
}

const ExportFormat &formatOf(std::string_view name)
{
    return *std::ranges::find(exportFormats(), name, &ExportFormat::name);
}

/// Runs what stands under `heading` for several networks; skips without the Python module.
void runPython(const std::string &format, const std::string &heading, const std::string &module)
{
    if (test::runProgram(test::python(), { "-c", "import " + module }).status != 0)
        GTEST_SKIP() << "Python has no module " << module << " here";
    const TempFolder folder;
    std::string all; // of the programs' names: one Python runs them, for importing takes its time
    const std::vector<NamedModel> models = someModels();
    for (const NamedModel &one : models) {
        const std::string file = one.name + std::string(formatOf(format).extension);
        const ExportResult result = exportModel(formatOf(format), folder / file, *one.model);
        const fs::path program = result.files.back().parent_path() / (one.name + ".py");
        folder.write(program, programUnder(readText(result.files.back()), heading));
        all += " '" + program.string() + "'";
    }
    folder.write("all.py",
        "import os, runpy, sys\nfor program in sys.argv[1:]:\n"
        "    os.chdir(os.path.dirname(program))\n    runpy.run_path(program)\n"
        "    print('end of a program')\n");
    const auto ran = runIn(folder.path(), test::python() + " all.py" + all);
    ASSERT_EQ(ran.status, 0) << ran.err;
    std::size_t begin = 0;
    for (const NamedModel &one : models) {
        const std::size_t end = ran.out.find("end of a program", begin);
        ASSERT_NE(end, std::string::npos);
        expectGolden(ran.out.substr(begin, end - begin), *one.model);
        begin = end + 1;
    }
}

} // namespace

TEST(Howto, NpzWithNumPy)
{
    runPython("npz", "Python with NumPy", "numpy");
}

TEST(Howto, NpzWithPyTorch)
{
    runPython("npz", "Python with PyTorch", "torch");
}

TEST(Howto, SafetensorsWithNumPy)
{
    runPython("safetensors", "Python with NumPy", "numpy");
}

TEST(Howto, SafetensorsWithPyTorch)
{
    runPython("safetensors", "Python with PyTorch", "torch");
}

TEST(Howto, TextsWithNumPy)
{
    runPython("text", "Python with NumPy", "numpy");
}

TEST(Howto, OnnxWithOnnxRuntime)
{
    runPython("onnx", "Python with ONNX Runtime", "onnxruntime");
}

TEST(Howto, OnnxWithOpenCv)
{
    runPython("onnx", "Python with OpenCV", "cv2, onnx");
}

TEST(Howto, OnnxWeightsWithTheOnnxPackage)
{
    if (test::runProgram(test::python(), { "-c", "import onnx" }).status != 0)
        GTEST_SKIP() << "python3-onnx is not installed";
    const TempFolder folder;
    const NamedModel one = test::randomModels(1).front();
    const ExportResult result = exportModel(formatOf("onnx"), folder / "net.onnx", *one.model);
    folder.write("program.py",
        programUnder(readText(result.files.back()), "The weights, with the onnx package"));
    const auto ran = runIn(folder.path(), test::python() + " program.py");
    ASSERT_EQ(ran.status, 0) << ran.err;
    for (const NamedTensor &parameter : one.model->parameters)
        EXPECT_THAT(ran.out, HasSubstr(parameter.name + " ("));
}

TEST(Howto, OnnxRuntimesProgramIsPython)
{
    const TempFolder folder;
    const NamedModel one = test::randomModels(1).front();
    const ExportResult result = exportModel(formatOf("onnx"), folder / "net.onnx", *one.model);
    folder.write(
        "program.py", programUnder(readText(result.files.back()), "Python with ONNX Runtime"));
    const auto ran = runIn(folder.path(), test::python() + " -m py_compile program.py");
    if (ran.status == 127)
        GTEST_SKIP() << "there is no Python here";
    EXPECT_EQ(ran.status, 0) << ran.err;
}

TEST(Howto, TheCHeaderCompilesAsTold)
{
    const TempFolder folder;
    for (const NamedModel &one : someModels()) {
        const ExportResult result
            = exportModel(formatOf("c"), folder / (one.name + ".h"), *one.model);
        const std::string text = readText(result.files.back());
        folder.write("main.c", programUnder(text, "A program in C"));
        const auto ran = runIn(folder.path(), programUnder(text, "Shell"));
        ASSERT_EQ(ran.status, 0) << ran.err;
        expectGolden(ran.out, *one.model);
    }
}

TEST(Howto, ItsPreparationIsTheProgramsOwn)
{
    if (test::runProgram(test::python(), { "-c", "import numpy" }).status != 0)
        GTEST_SKIP() << "python3-numpy is not installed";
    const TempFolder folder;
    Rng rng(11);
    for (const auto normalization :
        { Normalization::None, Normalization::Unit, Normalization::Standard }) {
        TrainedModel model = *test::randomModel(test::randomSpec(rng), rng);
        Preprocessing &how = model.preprocessing;
        how.normalization = normalization;
        how.mean.assign(
            normalization == Normalization::Standard ? std::size_t(how.channels) : 0, 0.4);
        how.stddev.assign(how.mean.size(), 0.21);
        const ExportResult result = exportModel(formatOf("npz"), folder / "net.npz", model);
        // Pixel (c, i, j) is 40 c + 7 i + 3 j.
        folder.write("program.py",
            programUnder(readText(result.files.back()), "Python with NumPy")
                + "c, h, w = golden_input.shape\n"
                  "pixels = [[[40 * k + 7 * i + 3 * j for k in range(c)] for j in range(w)] "
                  "for i in range(h)]\n"
                  "np.savetxt('prepared', prepare(np.array(pixels, np.uint8)).ravel())\n");
        ASSERT_EQ(runIn(folder.path(), test::python() + " program.py").status, 0);
        std::vector<std::uint8_t> pixels;
        for (int c = 0; c < how.channels; ++c)
            for (int i = 0; i < how.height; ++i)
                for (int j = 0; j < how.width; ++j)
                    pixels.push_back(static_cast<std::uint8_t>(40 * c + 7 * i + 3 * j));
        Buffer expected(pixels.size());
        normalizePixels(pixels, how, expected);
        std::istringstream said(readText(folder / "prepared"));
        for (const Scalar value : expected) {
            double theirs = 0;
            ASSERT_TRUE(said >> theirs);
            EXPECT_NEAR(theirs, double(value), 1e-5);
        }
    }
}

TEST(Howto, AnUnknownFormatIsNotTakenForAnother)
{
    Rng rng(11);
    const TrainedModel model = *test::randomModel(test::randomSpec(rng), rng);
    EXPECT_THROW(howto("keras", "net.keras", model, false), Error);
}
