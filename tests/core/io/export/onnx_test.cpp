// SPDX-License-Identifier: GPL-3.0-or-later
// ONNX files before other programs: the format's own checker, NumPy, OpenCV's dnn and ONNX Runtime,
// over every preset and 200 random networks of all kinds.
#include "core/base/error.h"
#include "core/base/files/byte_reader.h"
#include "core/io/export/model_export.h"
#include "core/io/export/onnx_file.h"
#include "core/io/tensors/npz.h"
#include "tests/support/errors.h"
#include "tests/support/exported_models.h"
#include "tests/support/program.h"
#include "tests/support/temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>
#include <nlohmann/json.hpp>
#ifdef CONVSCOPE_HAS_DNN
#include <opencv2/dnn.hpp>
#endif

using namespace convscope;
using test::Answers;
using test::NamedModel;
using test::TempFolder;
using testing::HasSubstr;

namespace {

constexpr int kOnnxImages = 5; // a network
constexpr double kOnnxTolerance = 1e-5;

void write(const TempFolder &folder, const NamedModel &one)
{
    writeOnnx(folder / (one.name + ".onnx"), *one.model, goldenSample(*one.model));
}

/// Beside the file an .npz with images and what the network says of them.
void writeWithAnswers(const TempFolder &folder, const NamedModel &one)
{
    write(folder, one);
    const Answers answers = test::answersOf(*one.model, kOnnxImages);
    const auto tensor = [](const std::vector<float> &values) {
        return Tensor({ values.size() }, std::span<const Scalar>(values));
    };
    writeNpz(folder / (one.name + ".npz"),
        { { "input", tensor(answers.inputs) }, { "logits", tensor(answers.logits) },
            { "probabilities", tensor(answers.probabilities) } });
}

std::vector<NamedModel> allModels()
{
    std::vector<NamedModel> models = test::presetModels();
    for (NamedModel &one : test::randomModels(200))
        models.push_back(std::move(one));
    return models;
}

} // namespace

TEST(Onnx, TheNetworksHereHaveEveryKindOfLayer)
{
    EXPECT_EQ(test::kindsOf(allModels()), test::registeredKinds());
}

TEST(Onnx, TheFormatsCheckerAcceptsAllAndNumPyGetsTheSameProbabilities)
{
    const TempFolder folder;
    const std::vector<NamedModel> models = allModels();
    for (const NamedModel &one : models)
        writeWithAnswers(folder, one);
    const auto result = test::runProgram(test::python(),
        { TEST_SOURCE_DIR "/core/io/export/check_onnx.py", folder.path().string() });
    if (result.status == 77 || result.status == 127)
        GTEST_SKIP() << "python3-onnx is not installed";
    ASSERT_EQ(result.status, 0) << result.err;
    const auto said = nlohmann::json::parse(result.out);
    EXPECT_EQ(said["checked"], models.size());
    std::cout << "onnx.checker and NumPy: " << said["checked"]
              << " networks, largest difference of a probability " << said["worst"] << '\n';
    EXPECT_LE(said["worst"], kOnnxTolerance);
}

// A program of its own: the onnx package and ONNX Runtime bring the same operators into one
// process.
TEST(Onnx, OnnxRuntimeGetsTheSameProbabilities)
{
    if (test::runProgram(test::python(), { "-c", "import numpy, onnxruntime" }).status != 0)
        GTEST_SKIP() << "Python has no module onnxruntime here";
    const TempFolder folder;
    const std::vector<NamedModel> models = allModels();
    for (const NamedModel &one : models)
        writeWithAnswers(folder, one);
    const auto result = test::runProgram(test::python(),
        { TEST_SOURCE_DIR "/core/io/export/check_onnxruntime.py", folder.path().string() });
    ASSERT_EQ(result.status, 0) << result.err;
    const auto said = nlohmann::json::parse(result.out);
    EXPECT_EQ(said["ran"], models.size());
    std::cout << "ONNX Runtime: " << said["ran"]
              << " networks, largest difference of a probability " << said["worst"] << '\n';
    EXPECT_LE(said["worst"], kOnnxTolerance);
}

#ifdef CONVSCOPE_HAS_DNN
namespace {

/// The largest difference of a probability.
double differenceInOpenCv(const std::filesystem::path &file, const TrainedModel &model)
{
    const Answers answers = test::answersOf(model, kOnnxImages);
    const Shape &in = model.spec.input;
    std::vector<float> inputs = answers.inputs;
    const std::array<int, 4> dims { answers.count, in.c, in.h, in.w };
    cv::dnn::Net net = cv::dnn::readNetFromONNX(file.string());
    net.setInput(cv::Mat(4, dims.data(), CV_32F, inputs.data()), "input");
    const cv::Mat result = net.forward("probabilities");
    return largestDifference(
        std::span<const float>(result.ptr<float>(), result.total()), answers.probabilities);
}

} // namespace

// OpenCV 4.6 does not take every operator that later kinds are made of.
TEST(Onnx, OpenCvGetsTheSameProbabilitiesOfTheFirstKinds)
{
    cv::setNumThreads(1);
    const TempFolder folder;
    double worst = 0;
    std::vector<NamedModel> models = test::presetModels();
    for (NamedModel &one : test::randomModelsOfFirstKinds(200))
        models.push_back(std::move(one));
    for (const NamedModel &one : models) {
        write(folder, one);
        const double difference = differenceInOpenCv(folder / (one.name + ".onnx"), *one.model);
        EXPECT_LE(difference, kOnnxTolerance) << one.name << ' ' << toJson(one.model->spec);
        worst = std::max(worst, difference);
    }
    std::cout << "OpenCV's dnn: " << models.size()
              << " networks, largest difference of a probability " << worst << '\n';
}

// Written by version 0.1.0; it must stay what others can run.
TEST(Onnx, OpenCvGetsTheGoldenProbabilitiesOfTheKeptFile)
{
    const std::string file = TEST_SOURCE_DIR "/golden/exports/net.onnx";
    const auto golden = goldenFromTexts(readOnnx(file).metadata);
    ASSERT_TRUE(golden);
    std::vector<float> input = golden->input;
    const std::array<int, 4> dims { 1, 1, 9, 8 };
    cv::dnn::Net net = cv::dnn::readNetFromONNX(file);
    net.setInput(cv::Mat(4, dims.data(), CV_32F, input.data()), "input");
    const cv::Mat result = net.forward("probabilities");
    EXPECT_LE(largestDifference(std::span<const float>(result.ptr<float>(), result.total()),
                  golden->probabilities),
        kOnnxTolerance);
}
#else
TEST(Onnx, OpenCvGetsTheSameProbabilitiesOfTheFirstKinds)
{
    GTEST_SKIP() << "libopencv-dnn-dev is not installed";
}
#endif

TEST(Onnx, LayersMayHaveAnyNames)
{
    const TempFolder folder;
    ModelSpec spec;
    spec.input = { 1, 4, 4 };
    const auto layer = [&](const char *kind, const char *name, LayerOptions options = {}) {
        spec.layers.push_back({ kind, name, std::move(options) });
    };
    layer("dense", "logits", { { "units", 6.0 } });
    layer("conv", "input_flat", { { "filters", 6.0 }, { "kernel", Extent { 1, 1 } } });
    layer("relu", "input_maps");
    layer("add", "probabilities", { { "from", std::string("logits") } });
    layer("dense", "probabilities_flat", { { "units", 3.0 } });
    Rng rng(5);
    const NamedModel one { "names", test::randomModel(spec, rng) };
    write(folder, one);
    EXPECT_EQ(readOnnx(folder / "names.onnx").tensors.size(), one.model->parameters.size());
#ifdef CONVSCOPE_HAS_DNN
    EXPECT_LE(differenceInOpenCv(folder / "names.onnx", *one.model), kOnnxTolerance);
#endif
}

TEST(Onnx, DamagedFilesAreRefusedWithTheirReason)
{
    const TempFolder folder;
    Rng rng(2);
    write(folder, { "good", test::randomModel(test::randomSpec(rng), rng) });
    auto bytes = readFile(folder / "good.onnx", 1U << 24U);
    const auto error = [&](const std::vector<std::uint8_t> &damaged) {
        const auto path = folder.write("bad.onnx", damaged);
        return test::errorOf([&] { readOnnx(path); });
    };
    EXPECT_THAT(error({}), HasSubstr("no ONNX file that ConvScope wrote"));
    EXPECT_THAT(error({ 'P', 'K', 3, 4 }), HasSubstr("bad.onnx"));
    EXPECT_THAT(error(std::vector<std::uint8_t>(12, 0xff)), HasSubstr("too long"));
    for (std::size_t size = 0; size < bytes.size(); size += 197)
        EXPECT_THAT(
            error({ bytes.begin(), bytes.begin() + std::ptrdiff_t(size) }), HasSubstr("bad.onnx"));
    for (std::size_t i = 0; i < bytes.size(); i += 23) { // refused, or other numbers; never worse
        bytes[i] ^= 0x55U;
        error(bytes);
        bytes[i] ^= 0x55U;
    }
}
