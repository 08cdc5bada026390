// SPDX-License-Identifier: GPL-3.0-or-later
// Weights that other programs trained, through convscope-cli import.
#include "core/io/export/text_weights.h"
#include "core/io/tensors/model_file.h"
#include "core/io/tensors/npz.h"
#include "core/train/setup/presets.h"
#include "tests/journeys/cli.h"
#include "tests/support/image_files.h"
#include "tests/support/random_model.h"
#include "tests/support/temp_folder.h"
#include <nlohmann/json.hpp>

namespace convscope::test {

namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char *kSpec = R"({"input": [1, 6, 6], "layers": [
    {"kind": "conv", "filters": 2, "kernel": 3}, {"kind": "relu"}, {"kind": "dense", "units": 3}],
    "recipe": {"preprocessing": {"channels": 1, "height": 6, "width": 6, "normalization": "unit"}}})";

/// A spec's file, and a model of it with drawn weights.
struct Case {
    TempFolder folder;
    std::string spec = folder.write("spec.json", kSpec).string();
    std::shared_ptr<const TrainedModel> model = drawn();
    std::string out = (folder / "out.safetensors").string();

    std::shared_ptr<const TrainedModel> drawn() const
    {
        Rng rng(6);
        return randomModel(loadSpec(spec).config.model, rng);
    }

    ProgramResult import(
        const std::filesystem::path &weights, const std::vector<std::string> &more = {}) const
    {
        std::vector<std::string> all { "import", weights.string(), "--model", spec, "--out", out };
        all.insert(all.end(), more.begin(), more.end());
        return cli(all);
    }
};

} // namespace

TEST(CliImport, showsTheMappingAndWritesAModelThatCanBeUsed)
{
    const Case c;
    auto tensors = c.model->parameters;
    for (std::size_t i = 0; i < tensors.size(); ++i)
        tensors[i].name
            = std::vector { "features.0.weight", "features.0.bias", "head.weight", "head.bias" }[i];
    writeNpz(c.folder / "torch.npz", tensors);
    const ProgramResult result
        = c.import(c.folder / "torch.npz", { "--classes", "cat,dog,cow", "--json" });
    ASSERT_EQ(result.status, 0) << result.err;
    const json shown = json::parse(result.out);
    EXPECT_EQ(shown["mapping"].size(), 4U);
    EXPECT_EQ(shown["mapping"][2]["source"], "head.weight");
    EXPECT_EQ(shown["mapping"][2]["parameter"], "dense1.weight");
    EXPECT_EQ(shown["mapping"][2]["shape"], json({ 3, 32 }));
    EXPECT_EQ(shown["mapping"][2]["how"], "as it is");
    EXPECT_EQ(shown["out"], c.out);
    const TrainedModel model = readModelFile(c.out);
    EXPECT_EQ(model.parameters, c.model->parameters);
    EXPECT_THAT(model.classes, testing::ElementsAre("cat", "dog", "cow"));
    const auto image = c.folder.write("p.png", encodeImage(patternImage(9, 9), ".png"));
    const ProgramResult answer = cli({ "predict", c.out, image.string(), "--json" });
    EXPECT_EQ(answer.status, 0) << answer.err;
    EXPECT_TRUE(json::parse(answer.out)["predictions"][0]["probabilities"].contains("cow"));
}

TEST(CliImport, withoutJsonTheMappingIsText)
{
    const Case c;
    writeTextWeights(c.folder / "text", *c.model);
    const ProgramResult result = c.import(c.folder / "text");
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("weight2.txt  3×32  →  dense1.weight  3×32  as it is\n"));
    EXPECT_TRUE(result.out.ends_with(c.out + "\n"));
    EXPECT_THAT(readModelFile(c.out).classes, testing::ElementsAre("0", "1", "2"));
}

TEST(CliImport, takesStandardizedImagesWithTheirFigures)
{
    const Case c;
    writeNpz(c.folder / "w.npz", c.model->parameters);
    const auto import = [&](const std::vector<std::string> &more) {
        return c.import(c.folder / "w.npz", more);
    };
    ASSERT_EQ(
        import({ "--normalize", "standard", "--mean", "0.25", "--deviation", "0.5" }).status, 0);
    const Preprocessing preprocessing = readModelFile(c.out).preprocessing;
    EXPECT_EQ(preprocessing.normalization, Normalization::Standard);
    EXPECT_EQ(preprocessing.mean, std::vector { 0.25 });
    EXPECT_EQ(preprocessing.stddev, std::vector { 0.5 });
    expectBadInput(import({ "--normalize", "standard" }), "--mean");
    expectBadInput(
        import({ "--normalize", "standard", "--mean", "0.5", "--deviation", "0" }), "deviation");
    expectBadInput(import({ "--mean", "0.5" }), "--normalize standard");
    expectBadInput(import({ "--normalize", "max" }), "--normalize");
}

TEST(CliImport, whatDoesNotFitIsOneLineAndLeavesNothing)
{
    const Case c;
    writeNpz(c.folder / "w.npz", c.model->parameters);
    expectBadInput(c.import(c.folder / "w.npz", { "--classes", "a,b" }), "the weights are for 3");
    expectBadInput(c.import(c.folder / "w.npz", { "--classes", "a,b,a" }), "'a' is there twice");
    expectBadInput(c.import(c.folder / "w.npz", { "--classes", "a,,b" }), "--classes");
    expectBadInput(c.import(c.folder / "w.npz", { "--keras" }), "Keras' order");
    expectBadInput(c.import(c.folder / "absent.npz"), "absent.npz");
    expectBadInput(c.import(c.spec), "no file of weights");
    EXPECT_FALSE(std::filesystem::exists(c.out));
}

} // namespace convscope::test
