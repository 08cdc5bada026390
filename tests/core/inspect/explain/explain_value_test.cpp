// SPDX-License-Identifier: GPL-3.0-or-later
// The arithmetic shown for a value is the arithmetic that made it: for every layer kind, over
// random networks, with and without ablation.
#include "core/inspect/explain/explain_gradient.h"
#include "tests/support/layer_specs.h"
#include "tests/support/random_model.h"
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <set>

using namespace convscope;

namespace {

std::vector<float> randomValues(std::size_t size, Rng &rng)
{
    std::vector<float> values(size);
    std::ranges::generate(values, [&] { return float(rng.uniform() * 2 - 1); });
    return values;
}

ValuePlace randomPlace(const Shape &shape, Rng &rng)
{
    return { test::between(rng, 0, shape.c - 1), test::between(rng, 0, shape.h - 1),
        test::between(rng, 0, shape.w - 1) };
}

std::vector<ChannelScale> randomFactors(const std::vector<LayerSummary> &layers, Rng &rng)
{
    std::vector<ChannelScale> factors;
    for (const LayerSummary &layer : layers)
        for (int map = 0; map < std::min(layer.output.c, 4); ++map)
            if (rng.below(3) == 0)
                factors.push_back(
                    { layer.name, map, rng.below(2) == 0 ? 0.0F : float(rng.uniform() * 3) });
    return factors;
}

/// The network of a spec with drawn weights, and what it makes of a drawn image.
struct ExplainedCase {
    explicit ExplainedCase(const ModelSpec &spec, Rng &rng, std::vector<ChannelScale> factors = {})
        : explainer(spec)
    {
        Predictor predictor(test::randomModel(spec, rng));
        predictor.setFactors(factors);
        predictor.setScore(0);
        maps = predictor.mapsOfValues(randomValues(spec.input.size(), rng));
    }
    Explanation at(std::string_view layer, const ValuePlace &place) const
    {
        return explainer.explain(maps, explainer.indexOf(layer), place);
    }
    ValueExplainer explainer;
    FeatureMaps maps;
};

void expectAgreement(const ExplainedCase &one, Rng &rng, std::set<std::string> &kinds)
{
    for (int layer = -1; layer <= static_cast<int>(one.maps.layers.size()) - 1; ++layer) {
        const LayerMaps &maps = layer < 0 ? one.maps.input : one.maps.layers[std::size_t(layer)];
        for (int i = 0; i < 4; ++i) {
            const Explanation what
                = one.explainer.explain(one.maps, layer, randomPlace(maps.shape, rng));
            kinds.insert(what.kind);
            ASSERT_TRUE(what.agrees())
                << what.layer << " (" << what.kind << "): " << what.value << " for " << what.stored
                << ", magnitude " << what.magnitude;
        }
    }
}

std::set<std::string> kindsAndInput()
{
    std::set<std::string> kinds { "input" };
    for (const LayerKind &info : allKinds())
        kinds.emplace(info.name);
    return kinds;
}

} // namespace

TEST(ExplainValue, GivesWhatTheNetworkGaveForEveryKindOfLayer)
{
    std::set<std::string> kinds;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        SCOPED_TRACE(seed);
        Rng rng(seed, 31);
        expectAgreement(ExplainedCase(test::randomSpec(rng), rng), rng, kinds);
    }
    EXPECT_EQ(kinds, kindsAndInput()); // a kind without an explanation would be missing
}

TEST(ExplainValue, GivesWhatTheNetworkGaveUnderAblation)
{
    std::set<std::string> kinds;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        SCOPED_TRACE(seed);
        Rng rng(seed, 32);
        const ModelSpec spec = test::randomSpec(rng);
        expectAgreement(
            ExplainedCase(spec, rng, randomFactors(inferShapes(spec), rng)), rng, kinds);
    }
}

TEST(ExplainGradient, GivesWhatTheNetworkGaveUnderAblationToo)
{
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        SCOPED_TRACE(seed);
        Rng rng(seed, 37);
        const ModelSpec spec = test::randomSpec(rng);
        const ExplainedCase one(spec, rng, randomFactors(inferShapes(spec), rng));
        for (int layer = -1; layer + 1 < static_cast<int>(spec.layers.size()); ++layer) {
            const LayerMaps &maps
                = layer < 0 ? one.maps.input : one.maps.layers[std::size_t(layer)];
            const GradientExplanation what
                = explainGradient(one.explainer, one.maps, layer, randomPlace(maps.shape, rng));
            ASSERT_TRUE(what.agrees()) << maps.name << ": " << what.value << " for " << what.stored
                                       << ", magnitude " << what.magnitude;
        }
    }
}

TEST(ExplainValue, TellsTheFactorApartFromTheLayersOwnResult)
{
    Rng rng(1, 33);
    const ModelSpec spec { { 1, 6, 6 },
        { test::layerOf("conv", { { "filters", 2.0 } }),
            test::layerOf("dense", { { "units", 2.0 } }) } };
    const ExplainedCase one(spec, rng, { { "conv1", 1, 2.5F }, { "conv1", 0, 0 } });
    const Explanation scaled = one.at("conv1", { 1, 2, 2 });
    EXPECT_EQ(scaled.factor, 2.5);
    EXPECT_DOUBLE_EQ(scaled.value, 2.5 * scaled.formula.result);
    const Explanation off = one.at("conv1", { 0, 2, 2 });
    EXPECT_NE(off.formula.result, 0);
    EXPECT_EQ(off.value, 0);
    EXPECT_EQ(off.stored, 0);
    EXPECT_FALSE(one.at("dense1", { 1, 0, 0 }).factor);
}

TEST(ExplainValue, ShowsPatchKernelAndProductsOfAConvolution)
{
    Rng rng(2, 34);
    const ModelSpec spec { { 4, 5, 5 },
        { test::layerOf("conv",
            { { "filters", 4.0 }, { "groups", 2.0 }, { "padding", Extent { 1, 1 } },
                { "dilation", Extent { 1, 2 } } }) } };
    const ExplainedCase one(spec, rng);
    const Explanation what = one.at("conv1", { 2, 0, 1 });
    const auto &step = std::get<WindowSum>(what.formula.shape);
    EXPECT_EQ(step.firstChannel, 2);
    EXPECT_EQ(step.channels, 2);
    EXPECT_EQ(step.top, -1);
    EXPECT_EQ(step.left, 0);
    EXPECT_THAT(step.padded,
        testing::ElementsAre(true, true, true, false, false, false, false, false, false));
    // Channel 3, kernel row 1, kernel column 2: the map's row 0, column 4.
    EXPECT_EQ(step.patch[9 + 5], double(one.maps.input.map(3)[4]));
    const Tensor &weight = one.maps.model->parameters[0].value;
    EXPECT_EQ(step.weights[9 + 5], double(weight.values()[2 * 18 + 9 + 5]));
    double sum = 0;
    for (std::size_t i = 0; i < step.patch.size(); ++i)
        sum += step.patch[i] * step.weights[i];
    EXPECT_NEAR(sum, step.sum, 1e-12);
    EXPECT_NEAR(sum + *step.bias, what.formula.result, 1e-12);
    EXPECT_NEAR(step.channelSums[0] + step.channelSums[1], sum, 1e-12);
}

TEST(ExplainValue, NamesTheWinnerOfAMaxPool)
{
    const ModelSpec spec { { 1, 2, 4 }, { test::layerOf("maxpool") } };
    auto model = std::make_shared<TrainedModel>();
    model->spec = withNames(spec);
    model->preprocessing.height = 2;
    model->preprocessing.width = 4;
    Predictor predictor(model);
    const FeatureMaps maps = predictor.mapsOfValues(std::vector<float> { 1, 2, 5, 3, 4, 3, 5, 5 });
    const ValueExplainer explainer(spec);
    const Explanation left = explainer.explain(maps, 0, { 0, 0, 0 }),
                      right = explainer.explain(maps, 0, { 0, 0, 1 });
    EXPECT_EQ(std::get<WindowPick>(left.formula.shape).winner, 2U);
    EXPECT_EQ(std::get<WindowPick>(right.formula.shape).winner, 0U); // the first of equal ones
    EXPECT_EQ(right.value, 5);
}

TEST(ExplainValue, FollowsAFlattenedValueToItsMap)
{
    Rng rng(3, 35);
    const ExplainedCase one({ { 3, 4, 5 }, { test::layerOf("flatten") } }, rng);
    const Explanation what = one.at("flatten1", { 2 * 20 + 1 * 5 + 3, 0, 0 });
    EXPECT_EQ(std::get<Copied>(what.formula.shape).from, (ValuePlace { 2, 1, 3 }));
    EXPECT_EQ(what.value, double(one.maps.input.map(2)[8]));
}

TEST(ExplainValue, ListsTheLargestProductsFirst)
{
    DotProduct step;
    step.inputs = { 1, -3, 2, 0.5 };
    step.weights = { 1, 2, 1, -1 };
    EXPECT_THAT(largestProducts(step, 3), testing::ElementsAre(1, 2, 0));
    EXPECT_THAT(largestProducts(step, 9), testing::SizeIs(4));
}

TEST(ExplainValue, TellsThePixelBehindAnInputValue)
{
    auto model = std::make_shared<TrainedModel>();
    model->spec = withNames({ { 1, 1, 2 }, { test::layerOf("relu") } });
    Preprocessing &preparation = model->preprocessing;
    preparation.height = 1;
    preparation.width = 2;
    preparation.normalization = Normalization::Standard;
    preparation.mean = { 0.5 };
    preparation.stddev = { 0.25 };
    Predictor predictor(model);
    const FeatureMaps maps = predictor.mapsOfPixels(std::vector<std::uint8_t> { 255, 51 });
    const Explanation what = ValueExplainer(model->spec).explain(maps, -1, { 0, 0, 1 });
    EXPECT_NEAR(std::get<ScaledPixel>(what.formula.shape).pixel, 51, 1e-4);
    EXPECT_NEAR(what.value, (0.2 - 0.5) / 0.25, 1e-6);
}

TEST(ExplainValue, DoesNotCallWrongNumbersEqual)
{
    Explanation what;
    what.value = what.magnitude = 2;
    what.stored = 2.00001;
    EXPECT_FALSE(what.agrees());
    what.stored = std::numeric_limits<double>::quiet_NaN();
    EXPECT_FALSE(what.agrees());
}

TEST(ExplainValue, RefusesMapsOfAnotherNetwork)
{
    Rng rng(4, 36);
    const ExplainedCase one({ { 1, 6, 6 }, { test::layerOf("relu") } }, rng);
    const ValueExplainer other({ { 1, 6, 7 }, { test::layerOf("relu") } });
    EXPECT_THROW(other.explain(one.maps, 0, {}), Error);
    EXPECT_THROW(one.at("relu1", { 0, 6, 0 }), Error);
    EXPECT_THROW(one.at("relu2", {}), Error);
}

TEST(ExplainValue, NeedsNoSoftmaxBehindTheMaps)
{
    Rng rng(5, 37);
    ExplainedCase one({ { 1, 6, 6 }, { test::layerOf("conv", { { "filters", 2.0 } }) } }, rng);
    one.maps.layers.pop_back();
    EXPECT_TRUE(one.at("conv1", { 1, 3, 2 }).agrees());
    EXPECT_THROW(one.at("softmax", {}), Error);
}
