// SPDX-License-Identifier: GPL-3.0-or-later
// Weights as a folder of text files.
#include "core/base/error.h"
#include "core/io/export/text_weights.h"
#include "core/io/tensors/spec_size.h"
#include "core/train/setup/presets.h"
#include "tests/support/errors.h"
#include "tests/support/random_model.h"
#include "tests/support/temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

namespace convscope::test {

namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::shared_ptr<const TrainedModel> presetModel(const char *name)
{
    Rng rng(5);
    return randomModel(findPreset(name)->config.model, rng);
}

std::vector<std::string> namesOf(const ModelSpec &spec)
{
    std::vector<std::string> names;
    for (const TextWeightFile &file : textWeightFiles(spec))
        names.push_back(file.file);
    return names;
}

/// conv1 (2 filters of 2×2 on one channel), dense1 (2 units for 8 values).
ModelSpec smallSpec()
{
    return withNames({ .input = { 1, 3, 3 },
        .layers = { { "conv", {}, { { "filters", 2.0 }, { "kernel", Extent { 2, 2 } } } },
            { "dense", {}, { { "units", 2.0 } } } } });
}

std::shared_ptr<const TrainedModel> smallModel()
{
    Rng rng(8);
    return randomModel(smallSpec(), rng);
}

std::size_t entriesOf(const std::filesystem::path &folder)
{
    return std::size_t(std::distance(std::filesystem::directory_iterator(folder), {}));
}

} // namespace

TEST(TextWeights, areNumberedThroughTheLayersThatHaveParameters)
{
    EXPECT_THAT(namesOf(findPreset("blood-cells")->config.model),
        ElementsAre("filter1.txt", "bias1.txt", "filter2.txt", "bias2.txt", "weight3.txt",
            "bias3.txt", "weight4.txt", "bias4.txt"));
    const ModelSpec normalized { .input = { 1, 8, 8 },
        .layers = { { "conv", {}, { { "bias", false } } }, { "batchnorm", {}, {} },
            { "relu", {}, {} }, { "dense", {}, { { "units", 2.0 } } } } };
    EXPECT_THAT(namesOf(normalized),
        ElementsAre("filter1.txt", "scale2.txt", "offset2.txt", "mean2.txt", "variance2.txt",
            "weight3.txt", "bias3.txt"));
}

TEST(TextWeights, comeBackToTheLastBit)
{
    const TempFolder folder;
    const auto model = presetModel("compact");
    writeTextWeights(folder / "weights", *model);
    EXPECT_EQ(readTextWeights(folder / "weights", model->spec), model->parameters);
    writeTextWeights(folder / "weights/", *model); // once more, into what is there
    EXPECT_EQ(readTextWeights(folder / "weights", model->spec), model->parameters);
    EXPECT_EQ(entriesOf(folder.path()), 1U) << "nothing else is left";
    EXPECT_EQ(entriesOf(folder / "weights"), model->parameters.size());
}

TEST(TextWeights, extremeValuesComeBackToo)
{
    using Limits = std::numeric_limits<Scalar>;
    const TempFolder folder;
    TrainedModel model = *smallModel();
    const std::vector<Scalar> extremes { Limits::max(), Limits::lowest(), Limits::min(),
        Limits::denorm_min(), -0.0F, Limits::infinity(), Scalar(1) / 3, 16777214 };
    std::ranges::copy(extremes, model.parameters[0].value.values().begin());
    writeTextWeights(folder / "w", model);
    EXPECT_EQ(readTextWeights(folder / "w", model.spec), model.parameters);
}

TEST(TextWeights, readWhatNumpySavetxtWrites)
{
    const TempFolder folder;
    folder.write(
        "filter1.txt", "# filters\n1.000000000000000000e+00 -2.5e-01\n3 4,5; 6\t+7\r\n8 # last\n");
    folder.write("bias1.txt", "1e-60\n-0.5\n");
    folder.write("weight2.txt", "1 2 3 4 5 6 7 8\n9 10 11 12 13 14 15 16\n");
    folder.write("bias2.txt", "0\n0");
    folder.write("HOWTO.txt", "numpy.loadtxt('filter1.txt').reshape(2, 1, 2, 2)");
    const auto read = readTextWeights(folder.path(), smallSpec());
    EXPECT_THAT(std::vector<Scalar>(read[0].value.values().begin(), read[0].value.values().end()),
        ElementsAre(1, -0.25F, 3, 4, 5, 6, 7, 8));
    EXPECT_EQ(read[1].value.values()[0], 0) << "nearer to zero than a float can be";
    EXPECT_EQ(read[2].value.dims(), (std::vector<std::size_t> { 2, 8 }));
    EXPECT_EQ(read[2].value.values()[9], 10);
}

TEST(TextWeights, whatDoesNotFitIsNamedWithBothCounts)
{
    const TempFolder folder;
    const ModelSpec spec = smallSpec();
    const auto error = [&](const char *file, const char *text) {
        std::filesystem::remove_all(folder / "w");
        writeTextWeights(folder / "w", *smallModel());
        folder.write(std::filesystem::path("w") / file, text);
        return errorOf([&] { readTextWeights(folder / "w", spec); });
    };
    EXPECT_THAT(error("filter1.txt", "1 2 3"),
        AllOf(HasSubstr("filter1.txt"), HasSubstr("it has 3 values"),
            HasSubstr("'conv1.weight' needs 8 (2×1×2×2)")));
    EXPECT_THAT(error("bias2.txt", "1 2 3"), HasSubstr("it has 3 values"));
    EXPECT_THAT(error("bias2.txt", "1\n\n2x\n"), HasSubstr("bias2.txt: line 3: '2x' is no number"));
    EXPECT_THAT(error("bias2.txt", "1 1e99"), HasSubstr("'1e99' is no number that a weight"));
    EXPECT_THAT(error("filter3.txt", "1"), HasSubstr("filter3.txt: the model has no layer"));
    writeTextWeights(folder / "x", *smallModel());
    std::filesystem::remove(folder / "x/bias1.txt");
    EXPECT_THAT(errorOf([&] { readTextWeights(folder / "x", spec); }),
        AllOf(HasSubstr("bias1.txt: this file is missing"), HasSubstr("'conv1.bias'")));
    EXPECT_THAT(errorOf([&] { readTextWeights(folder / "absent", spec); }), HasSubstr("no folder"));
}

TEST(TextWeights, areNotWrittenOverThoseOfAnotherModel)
{
    const TempFolder folder;
    writeTextWeights(folder / "w", *presetModel("mnist-dense"));
    const std::size_t before = entriesOf(folder / "w");
    EXPECT_THAT(errorOf([&] { writeTextWeights(folder / "w", *smallModel()); }),
        HasSubstr("of another model; take a new folder"));
    EXPECT_EQ(entriesOf(folder / "w"), before);
    folder.write("file", "");
    EXPECT_THAT(errorOf([&] { writeTextWeights(folder / "file", *smallModel()); }),
        HasSubstr("it is a file"));
    EXPECT_THAT(errorOf([&] { writeTextWeights(folder / "no/such/w", *smallModel()); }),
        HasSubstr("cannot create it"));
}

TEST(SpecSize, aDescriptionThatNeedsMoreThanTheFileHasIsRefusedBeforeItIsBuilt)
{
    const ModelSpec huge { .input = { 3, 64, 64 },
        .layers = { { "conv", {}, { { "filters", 4096.0 }, { "kernel", Extent { 63, 63 } } } } } };
    EXPECT_THAT(errorOf([&] { checkSpecSize(huge, 100); }),
        AllOf(HasSubstr("layer 1"), HasSubstr("48,775,168 weights"), HasSubstr("100 values")));
    ModelSpec deep { .input = { 1, 4, 4 }, .layers = {} };
    deep.layers.assign(1001, { "relu", {}, {} });
    EXPECT_THAT(errorOf([&] { checkSpecSize(deep, 100); }), HasSubstr("1,001 layers"));
    checkSpecSize(smallSpec(), 26);
}

} // namespace convscope::test
