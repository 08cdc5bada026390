// SPDX-License-Identifier: GPL-3.0-or-later
// A model with everything in reach: the same values as Model gives, gradients, and ablation.
#include "core/inspect/network/feature_maps.h"
#include "tests/support/layer_specs.h"
#include "tests/support/random_model.h"
#include <cmath>
#include <gtest/gtest.h>

using namespace convscope;

namespace {

std::vector<Scalar> randomInput(std::size_t size, Rng &rng)
{
    std::vector<Scalar> values(size);
    for (Scalar &value : values)
        value = Scalar(rng.uniform());
    return values;
}

/// Nothing in it has corners, so that slopes can be measured.
ModelSpec smoothSpec()
{
    return withNames({ { 2, 8, 7 },
        { test::paddedConv(3, 1), test::layerOf("tanh"), test::paddedConv(3, 1),
            test::layerOf("batchnorm"), test::layerOf("sigmoid"),
            { "add", {}, { { "from", std::string("tanh1") } } }, test::layerOf("dropout"),
            { "avgpool", {}, { { "size", Extent { 2, 2 } } } },
            { "dense", {}, { { "units", 4.0 } } } } });
}

double scoreOf(InstrumentedModel &network, std::span<const Scalar> input, std::size_t score)
{
    std::ranges::copy(input, network.input().begin());
    network.forward();
    return double(network.logits()[score]);
}

} // namespace

TEST(InstrumentedModel, GivesTheBitsThatTheModelGives)
{
    ThreadPool pool(1);
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Rng rng(seed, 1);
        const auto model = test::randomModel(test::randomSpec(rng), rng);
        const auto input = randomInput(model->spec.input.size(), rng);
        Model reference(model->spec);
        reference.setParameterValues(model->parameters);
        reference.keepOutputs(true);
        std::ranges::copy(input, reference.input(1));
        reference.forward(1, Mode::Infer, pool);
        InstrumentedModel network(model);
        std::ranges::copy(input, network.input().begin());
        network.forward();
        for (std::size_t i = 0; i < network.layers().size(); ++i)
            ASSERT_TRUE(std::ranges::equal(network.output(i), reference.output(i)))
                << seed << ": " << network.layers()[i].name;
        ASSERT_TRUE(std::ranges::equal(network.probabilities(), reference.probabilities()));
    }
}

TEST(InstrumentedModel, GradientsAreTheSlopesOfTheScore)
{
    Rng rng(5, 1);
    const auto model = test::randomModel(smoothSpec(), rng);
    InstrumentedModel network(model);
    network.setFactors({ { "sigmoid1", 1, 0 }, { "conv1", 2, 2.5F } });
    const auto input = randomInput(model->spec.input.size(), rng);
    scoreOf(network, input, 2);
    network.backward(std::vector<Scalar> { 0, 0, 1, 0 });
    const std::vector<Scalar> gradient(
        network.inputGradient().begin(), network.inputGradient().end());
    constexpr Scalar kStep = 0.02F;
    for (std::size_t i = 0; i < input.size(); ++i) {
        auto above = input, below = input;
        above[i] += kStep;
        below[i] -= kStep;
        const double slope
            = (scoreOf(network, above, 2) - scoreOf(network, below, 2)) / (2.0 * kStep);
        EXPECT_NEAR(double(gradient[i]), slope, 2e-4) << i;
    }
}

TEST(InstrumentedModel, GoesOnFromAnyLayer)
{
    Rng rng(6, 1);
    InstrumentedModel network(test::randomModel(smoothSpec(), rng));
    scoreOf(network, randomInput(network.input().size(), rng), 0);
    const std::vector<Scalar> before(network.logits().begin(), network.logits().end());
    const auto place = std::size_t(network.indexOf("bn1"));
    std::ranges::fill(network.output(place), Scalar(0.3));
    network.forward(place + 1);
    EXPECT_FALSE(std::ranges::equal(before, network.logits()));
    network.forward(place);
    EXPECT_TRUE(std::ranges::equal(before, network.logits()));
}

TEST(Ablation, UndoneItLeavesEveryBitAsItWas)
{
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Rng rng(seed, 2);
        const auto model = test::randomModel(test::randomSpec(rng), rng);
        const auto input = randomInput(model->spec.input.size(), rng);
        InstrumentedModel network(model);
        std::ranges::copy(input, network.input().begin());
        network.forward();
        const std::vector<Scalar> before(network.logits().begin(), network.logits().end());
        network.setFactors({ { model->spec.layers[0].name, 0, 0 } });
        network.forward();
        const std::size_t area = network.layers()[0].output.area();
        EXPECT_TRUE(std::ranges::all_of(
            network.output(0).first(area), [](Scalar value) { return value == 0; }));
        network.setFactors({});
        network.forward();
        EXPECT_TRUE(std::ranges::equal(before, network.logits())) << seed;
    }
}

TEST(Ablation, WithAllMapsOffOnlyTheBiasesOfTheLastLayerSpeak)
{
    Rng rng(9, 1);
    const auto model = test::randomModel(smoothSpec(), rng);
    InstrumentedModel network(model);
    network.setFactors(
        { { "avgpool1", 0, 0 }, { "pool1", 0, 0 }, { "pool1", 1, 0 }, { "pool1", 2, 0 } });
    scoreOf(network, randomInput(network.input().size(), rng), 0);
    const auto bias
        = std::ranges::find(model->parameters, "dense1.bias", &NamedTensor::name)->value.values();
    for (std::size_t i = 0; i < bias.size(); ++i)
        EXPECT_FLOAT_EQ(network.logits()[i], bias[i]);
}

TEST(Predictor, TellsGradientsOfTheChosenClassAlone)
{
    Rng rng(10, 1);
    Predictor predictor(test::randomModel(smoothSpec(), rng));
    const auto input = randomInput(predictor.model().spec.input.size(), rng);
    EXPECT_TRUE(predictor.mapsOfValues(input).input.gradients.empty());
    predictor.setScore(3);
    const FeatureMaps maps = predictor.mapsOfValues(input);
    EXPECT_EQ(maps.input.gradients.size(), input.size());
    EXPECT_EQ(maps.layer("dense1")->gradients, (std::vector<float> { 0, 0, 0, 1 }));
    EXPECT_TRUE(maps.layer("softmax")->gradients.empty());
}

TEST(Predictor, MapsBelongToTheModelThatMadeThem)
{
    Rng rng(11, 1);
    const auto first = test::randomModel(smoothSpec(), rng);
    const auto second = test::randomModel(smoothSpec(), rng);
    const auto input = randomInput(first->spec.input.size(), rng);
    Predictor predictor(first);
    EXPECT_EQ(predictor.mapsOfValues(input).model, first);
    predictor.setModel(second);
    const FeatureMaps maps = predictor.mapsOfValues(input);
    EXPECT_EQ(maps.model, second);
    EXPECT_EQ(maps.probabilities, Predictor(second).mapsOfValues(input).probabilities);
}
