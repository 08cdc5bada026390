// SPDX-License-Identifier: GPL-3.0-or-later
// Ten thousand random networks over all registered kinds, and what does not fit among them.
#include "core/base/error.h"
#include "core/nn/model.h"
#include "core/optim/optimizer.h"
#include "tests/support/random_model.h"
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace convscope;
using test::between;
using testing::StartsWith;

namespace {

constexpr int kShards = 10, kSpecsOfShard = 1000;

std::string errorOf(const ModelSpec &spec)
{
    try {
        inferShapes(spec);
    } catch (const Error &error) {
        return error.what();
    }
    return {};
}

/// What a refusal of layer `index` begins with: "layer 3 (pool1): ".
std::string blames(const ModelSpec &spec, std::size_t index)
{
    return "layer " + std::to_string(index + 1) + " (" + withNames(spec).layers[index].name + "): ";
}

class RandomSpecs : public testing::TestWithParam<int> {
protected:
    /// A network that fits, of up to seven layers, the last one dense. Every layer tried on the way
    /// that does not fit must be the one that the refusal names, whatever follows it.
    ModelSpec randomSpec()
    {
        ModelSpec spec;
        spec.input = { between(m_rng, 1, 4), between(m_rng, 1, 12), between(m_rng, 1, 12) };
        const int requested = between(m_rng, 0, 6);
        for (int tries = 0; tries < 20 && int(spec.layers.size()) < requested; ++tries) {
            const auto earlier
                = spec.layers.empty() ? std::vector<LayerSummary>() : inferShapes(spec);
            spec.layers.push_back(test::randomLayer(m_rng, earlier));
            if (errorOf(spec).empty())
                continue;
            expectBlameOnTheLast(spec, earlier);
            spec.layers.pop_back();
        }
        spec.layers.push_back(
            { "dense", {}, { { "units", std::uint64_t(between(m_rng, 2, 5)) } } });
        return spec;
    }

    void expectBlameOnTheLast(ModelSpec spec, const std::vector<LayerSummary> &earlier)
    {
        const std::size_t unfit = spec.layers.size() - 1;
        for (int more = between(m_rng, 0, 2); more > 0; --more)
            spec.layers.push_back(test::randomLayer(m_rng, earlier)); // fit or not: a later one
        EXPECT_THAT(errorOf(spec), StartsWith(blames(spec, unfit)));
        ++m_refused;
    }

    void trainTwoSteps(Model &model, std::size_t optimizerIndex)
    {
        OptimizerOptions options;
        options.kind = optimizerRegistry()[optimizerIndex % optimizerRegistry().size()].kind;
        const auto optimizer = optimizerInfo(options.kind).create(options, model.parameters());
        const int batch = between(m_rng, 1, 5);
        std::vector<int> labels;
        for (int i = 0; i < batch; ++i)
            labels.push_back(between(m_rng, 0, model.classes() - 1));
        Scalar *input = model.input(batch);
        for (std::size_t i = 0; i < std::size_t(batch) * model.spec().input.size(); ++i)
            input[i] = static_cast<Scalar>(m_rng.uniform());
        for (int step = 0; step < 2; ++step) {
            const BatchTotals totals = model.train(labels, m_pool);
            EXPECT_TRUE(std::isfinite(totals.loss));
            optimizer->step(m_pool);
        }
        for (const Model::ParameterRef &ref : model.parameters())
            for (const Tensor *tensor : { &ref.parameter->value, &ref.parameter->gradient })
                EXPECT_TRUE(std::ranges::all_of(tensor->values(), [](Scalar v) {
                    return std::isfinite(v);
                })) << ref.name;
        model.forward(batch, Mode::Infer, m_pool);
        EXPECT_EQ(model.probabilities().size(), std::size_t(batch * model.classes()));
        EXPECT_TRUE(
            std::ranges::all_of(model.probabilities(), [](Scalar p) { return p >= 0 && p <= 1; }));
    }

    Rng m_rng { 20260301, std::uint64_t(GetParam()) };
    ThreadPool m_pool { 1 };
    int m_refused = 0;
};

} // namespace

TEST_P(RandomSpecs, BuildTrainPredictAndComeBackFromAFile)
{
    std::size_t layers = 0;
    for (int i = 0; i < kSpecsOfShard && !HasFailure(); ++i) {
        const ModelSpec spec = randomSpec();
        const auto json = toJson(spec);
        EXPECT_EQ(modelSpecFromJson(nlohmann::json::parse(json.dump())), spec);
        Model model(spec, std::uint64_t(i));
        EXPECT_EQ(model.layers().size(), spec.layers.size());
        trainTwoSteps(model, std::size_t(i));
        layers += spec.layers.size();
        if (HasFailure())
            ADD_FAILURE() << json.dump();
    }
    EXPECT_GT(layers, 3U * kSpecsOfShard) << "the networks are too short to say much";
    EXPECT_GT(m_refused, kSpecsOfShard / 10) << "too few layers that do not fit";
}
INSTANTIATE_TEST_SUITE_P(Shards, RandomSpecs, testing::Range(0, kShards));

TEST(WrongSpecs, TheFirstLayerThatDoesNotFitIsNamed)
{
    const LayerSpec fine { "relu", {}, {} };
    const std::vector<std::pair<LayerSpec, std::string>> wrong {
        { { "conv", {}, { { "kernel", Extent { 9, 2 } } } }, "does not fit" },
        { { "conv", {}, { { "groups", 2.0 } } }, "do not divide" },
        { { "add", {}, {} }, "'from' is missing" },
        { { "add", {}, { { "from", std::string("relu9") } } }, "no earlier layer 'relu9'" },
        { { "conv", {}, { { "filters", 0.0 } } }, "'filters' is 0" },
        { { "conv", {}, { { "filters", 1.5 } } }, "whole number" },
        { { "conv", {}, { { "stride", Extent { 0, 1 } } } }, "'stride' is 0" },
        { { "conv", {}, { { "bias", 1.0 } } }, "true or false" },
        { { "maxpool", {}, { { "size", Extent { 2, 9 } } } }, "does not fit" },
        { { "dense", {}, { { "unit", 3.0 } } }, "unknown option 'unit'" },
        { { "dens", {}, {} }, "unknown layer kind 'dens'" },
        { { "relu", "conv1", {} }, "another layer has this name" },
    };
    for (const auto &[layer, reason] : wrong) {
        ModelSpec spec { { 3, 8, 8 },
            { { "conv", "conv1", { { "filters", 5.0 } } }, fine, layer, fine,
                { "conv", {}, { { "kernel", Extent { 60, 60 } } } }, { "none", {}, {} } } };
        const std::string error = errorOf(spec);
        EXPECT_THAT(error, StartsWith("layer 3 (")) << reason;
        EXPECT_THAT(error, testing::HasSubstr(reason));
        EXPECT_THROW(Model { spec }, Error);
    }
}

TEST(WrongSpecs, NamesThatCannotBeFilesOrAreTheProgramsOwnAreRefused)
{
    const std::string longest(100, 'n');
    std::vector<std::pair<std::string, std::string>> wrong { { " ", "its name is empty" },
        { " \t\n", "its name is empty" }, { "a/b", "must not hold '/'" },
        { "../../up", "must not hold '/'" }, { "/top", "must not hold '/'" },
        { "a\\b", "must not hold '/'" }, { ".", "nor be '.'" }, { "..", "nor be '.'" },
        { "a\nb", "control character" }, { std::string("a\0b", 3), "control character" },
        { "a\x7F", "control character" }, { "input", "the program itself" },
        { "softmax", "the program itself" }, { longest + "n", "has 101 bytes" },
        { std::string(1'000'000, '\n') + "x", "has 1000001 bytes" } };
    for (const auto &[name, reason] : wrong) {
        const ModelSpec spec { { 1, 8, 8 },
            { { "relu", {}, {} }, { "relu", name, {} }, { "dense", {}, { { "units", 2.0 } } } } };
        const std::string error = errorOf(spec);
        EXPECT_THAT(error, StartsWith("layer 2 (")) << reason;
        EXPECT_THAT(error, testing::HasSubstr(reason));
        EXPECT_LT(error.size(), 300U);
        EXPECT_TRUE(std::ranges::none_of(error, [](char c) {
            return c == '\n' || c == '\0' || c == '\x7F';
        })) << error;
        EXPECT_THROW(Model { spec }, Error);
    }
    std::string letters;
    for (int i = 0; i < 51; ++i)
        letters += "é";
    EXPECT_THAT(errorOf({ { 1, 8, 8 }, { { "relu", "x" + letters, {} } } }),
        StartsWith("layer 1 (x" + letters.substr(0, 98) + "…): its name has 103 bytes"));
    for (const std::string &name : { longest, std::string("Faltung 1, ähnlich"), std::string("..."),
             std::string("input2"), std::string(".hidden") })
        EXPECT_EQ(errorOf({ { 1, 8, 8 }, { { "relu", name, {} } } }), "");
}

TEST(WrongSpecs, AnInputThatIsNoImageAndAModelWithoutLayersAreRefused)
{
    EXPECT_THAT(errorOf({ { 0, 8, 8 }, { { "relu", {}, {} } } }), StartsWith("the model's input"));
    EXPECT_THAT(
        errorOf({ { 1, 8, 5000 }, { { "relu", {}, {} } } }), StartsWith("the model's input"));
    EXPECT_THAT(errorOf({ { 1, 8, 8 }, {} }), StartsWith("the model has no layers"));
}

TEST(WrongSpecs, AImageTooLargeForItsFiltersIsRefusedBeforeMemoryIsTaken)
{
    const ModelSpec spec { { 3, 4096, 4096 },
        { { "conv", {}, { { "filters", 4096.0 }, { "padding", Extent { 1, 1 } } } } } };
    EXPECT_THAT(errorOf(spec), testing::HasSubstr("layer 1 (conv1): one image would take"));
}

TEST(WrongSpecs, AddingWhatHasAnotherShapeIsRefusedWithBothShapes)
{
    const ModelSpec spec { { 1, 8, 8 },
        { { "conv", {}, { { "filters", 4.0 } } }, { "conv", {}, { { "filters", 5.0 } } },
            { "add", {}, { { "from", std::string("conv1") } } } } };
    EXPECT_THAT(errorOf(spec), testing::HasSubstr("layer 3 (add1): 'conv1' puts out 4×6×6"));
    EXPECT_THAT(errorOf(spec), testing::HasSubstr("5×4×4"));
}
