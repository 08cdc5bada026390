// SPDX-License-Identifier: GPL-3.0-or-later
// Grad-CAM, occlusion and gradient × input: against plain code with measured slopes, and on a
// network that has learnt to tell two patches apart.
#include "core/inspect/explain/saliency.h"
#include "core/train/loop/trainer.h"
#include "tests/support/layer_specs.h"
#include "tests/support/random_model.h"
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

using namespace convscope;

namespace {

/// Nothing in it has corners, so that slopes can be measured.
InstrumentedModel smoothNetwork(std::uint64_t seed)
{
    Rng rng(seed, 1);
    const ModelSpec spec = withNames({ { 2, 9, 7 },
        { test::paddedConv(3, 1), test::layerOf("tanh"), test::paddedConv(4, 0),
            test::layerOf("sigmoid"), { "dense", {}, { { "units", 3.0 } } } } });
    InstrumentedModel network(test::randomModel(spec, rng));
    for (Scalar &value : network.input())
        value = Scalar(rng.uniform());
    network.forward();
    return network;
}

/// d(logit)/d(value), by moving the value; layers from `from` on are run again.
double slope(InstrumentedModel &network, Scalar &value, std::size_t from, std::size_t logit)
{
    constexpr Scalar kStep = 0.02F;
    const Scalar before = value;
    value = before + kStep;
    network.forward(from);
    const auto above = double(network.logits()[logit]);
    value = before - kStep;
    network.forward(from);
    const auto below = double(network.logits()[logit]);
    value = before;
    network.forward(from);
    return (above - below) / (2.0 * double(kStep));
}

// ---- two patches ----

constexpr int kSide = 20, kPatch = 6;
constexpr Shape kImage { 1, kSide, kSide };

/// Upright stripes on the left, level ones on the right, or both.
std::vector<std::uint8_t> patches(bool left, bool right, Rng &rng)
{
    std::vector<std::uint8_t> pixels(kImage.size());
    for (std::uint8_t &pixel : pixels)
        pixel = std::uint8_t(60 + rng.below(40));
    const auto stripes = [&](int beginX, bool upright) {
        const int top = test::between(rng, 0, kSide - kPatch);
        const int first = beginX + test::between(rng, 0, kSide / 2 - kPatch);
        for (int y = 0; y < kPatch; ++y)
            for (int x = 0; x < kPatch; ++x)
                pixels[std::size_t((top + y) * kSide + first + x)]
                    = (upright ? x : y) % 2 == 0 ? 230 : 10;
    };
    if (left)
        stripes(0, true);
    if (right)
        stripes(kSide / 2, false);
    return pixels;
}

/// "neither" is a class of its own: of two, one could be told by what it lacks alone.
std::shared_ptr<const TrainedModel> toldApart()
{
    auto data = std::make_shared<TrainingData>();
    data->classes = { "left", "right", "neither" };
    data->preprocessing
        = { .channels = 1, .height = kSide, .width = kSide, .mean = {}, .stddev = {} };
    data->train.shape = kImage;
    Rng rng(3, 4);
    std::vector<std::uint8_t> all;
    for (std::size_t i = 0; i < 120; ++i) {
        const auto pixels = patches(i % 3 == 0, i % 3 == 1, rng);
        all.insert(all.end(), pixels.begin(), pixels.end());
        data->train.labels.push_back(int(i % 3));
        data->train.samples.push_back(i);
    }
    data->train.pixels = std::move(all);
    data->validation = data->train;
    RunConfig config;
    constexpr double kAll = kSide - 2;
    config.model = { kImage,
        { test::paddedConv(6, 0), test::layerOf("relu"),
            { "avgpool", {}, { { "size", Extent { int(kAll), int(kAll) } } } },
            { "dense", {}, { { "units", 3.0 } } } } };
    config.preprocessing = data->preprocessing;
    config.optimizer.kind = "adam";
    config.optimizer.rate = 0.03;
    config.epochs = 40;
    config.batch = 20;
    config.threads = 1;
    Trainer trainer(config, data);
    while (!trainer.finished())
        trainer.step();
    return trainer.current();
}

const std::shared_ptr<const TrainedModel> &twoPatchModel()
{
    static const auto model = toldApart();
    return model;
}

/// The share of what speaks for the class that lies in the right half.
double rightShare(const SaliencyMap &map)
{
    double right = 0;
    double all = 0;
    for (int y = 0; y < map.height; ++y)
        for (int x = 0; x < map.width; ++x) {
            const double value = std::max(0.0, double(map.at(y, x)));
            all += value;
            right += x * 2 >= map.width ? value : 0;
        }
    EXPECT_GT(all, 0);
    return right / all;
}

} // namespace

TEST(GradCam, IsTheSumOfMapsWeightedByTheirMeanSlope)
{
    for (const char *layer : { "conv1", "conv2" })
        for (std::size_t score = 0; score < 3; ++score) {
            InstrumentedModel network = smoothNetwork(score + 20);
            const auto at = std::size_t(network.indexOf(layer));
            const Shape shape = network.layers()[at].output;
            std::vector<double> expected(shape.area(), 0);
            for (std::size_t c = 0; c < std::size_t(shape.c); ++c) {
                double weight = 0;
                for (std::size_t i = 0; i < shape.area(); ++i)
                    weight
                        += slope(network, network.output(at)[c * shape.area() + i], at + 1, score);
                weight /= double(shape.area());
                for (std::size_t i = 0; i < shape.area(); ++i)
                    expected[i] += weight * double(network.output(at)[c * shape.area() + i]);
            }
            const SaliencyMap map = gradCam(network, at, int(score));
            ASSERT_EQ(map.height, shape.h);
            ASSERT_EQ(map.width, shape.w);
            for (std::size_t i = 0; i < expected.size(); ++i)
                EXPECT_NEAR(double(map.values[i]), std::max(0.0, expected[i]), 2e-4);
        }
}

TEST(GradCam, CountsOnlyTheMapsThatAblationLeaves)
{
    InstrumentedModel network = smoothNetwork(31);
    network.setFactors(
        { { "conv2", 0, 0 }, { "conv2", 1, 0 }, { "conv2", 2, 0 }, { "conv2", 3, 0 } });
    const SaliencyAnswer answer = explain(network, {});
    EXPECT_EQ(answer.layer, "conv2");
    EXPECT_TRUE(std::ranges::all_of(answer.map.values, [](float value) { return value == 0; }));
}

TEST(GradientTimesInput, IsEachPlacesSlopeTimesItsValue)
{
    InstrumentedModel network = smoothNetwork(40);
    const Shape shape = network.layers().front().input;
    std::vector<double> expected(shape.area(), 0);
    for (std::size_t i = 0; i < shape.size(); ++i)
        expected[i % shape.area()]
            += slope(network, network.input()[i], 0, 1) * double(network.input()[i]);
    const SaliencyMap map = gradientTimesInput(network, 1);
    ASSERT_EQ(map.values.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        EXPECT_NEAR(double(map.values[i]), expected[i], 3e-4);
}

TEST(Occlusion, IsTheMeanLossOverAllSquaresThatCoverAPlace)
{
    InstrumentedModel network = smoothNetwork(50);
    const std::vector<Scalar> image(network.input().begin(), network.input().end());
    const auto probability = [&](const std::vector<Scalar> &values) {
        std::ranges::copy(values, network.input().begin());
        network.forward();
        return double(network.probabilities()[2]);
    };
    const double before = probability(image);
    // 9 × 7, squares of 3, a step of 2, the last one at the edge.
    std::vector<double> lost(63, 0), times(63, 0);
    for (const int top : { 0, 2, 4, 6 })
        for (const int left : { 0, 2, 4 }) {
            std::vector<Scalar> hidden = image;
            for (std::size_t c = 0; c < 2; ++c) {
                const auto plane = std::span(image).subspan(c * 63, 63);
                const double mean = std::accumulate(plane.begin(), plane.end(), 0.0) / 63;
                for (int y = top; y < top + 3; ++y)
                    for (int x = left; x < left + 3; ++x)
                        hidden[c * 63 + std::size_t(y * 7 + x)] = Scalar(mean);
            }
            const double difference = before - probability(hidden);
            for (int y = top; y < top + 3; ++y)
                for (int x = left; x < left + 3; ++x) {
                    lost[std::size_t(y * 7 + x)] += difference;
                    times[std::size_t(y * 7 + x)] += 1;
                }
        }
    std::ranges::copy(image, network.input().begin());
    const SaliencyMap map = occlusionMap(network, 2, { 3, 2, OcclusionFill::Mean });
    for (std::size_t i = 0; i < 63; ++i)
        EXPECT_NEAR(double(map.values[i]), lost[i] / times[i], 1e-6) << i;
    EXPECT_TRUE(std::ranges::equal(image, network.input()));
    EXPECT_EQ(map.values, occlusionMap(network, 2, { 3, 2, OcclusionFill::Mean }).values);
}

TEST(Occlusion, OfEverythingByGreyIsTheLossToAGreyImage)
{
    Rng rng(51, 1);
    InstrumentedModel network(test::randomModel(
        withNames(
            { { 1, 6, 6 }, { test::paddedConv(3, 0), { "dense", {}, { { "units", 3.0 } } } } }),
        rng));
    for (Scalar &value : network.input())
        value = Scalar(rng.uniform());
    network.forward();
    const std::vector<Scalar> image(network.input().begin(), network.input().end());
    const auto before = double(network.probabilities()[0]);
    std::ranges::fill(network.input(), Scalar(0.5)); // the middle of 0…255, divided by 255
    network.forward();
    const double lost = before - double(network.probabilities()[0]);
    std::ranges::copy(image, network.input().begin());
    const SaliencyMap map = occlusionMap(network, 0, { 6, 6, OcclusionFill::Grey });
    for (const float value : map.values)
        EXPECT_NEAR(double(value), lost, 1e-7);
}

TEST(Occlusion, CoversEveryPlaceWhateverTheSizes)
{
    const Shape shape { 1, 9, 7 };
    EXPECT_EQ(inUse({}, shape), (Occlusion { 2, 1, OcclusionFill::Mean }));
    EXPECT_EQ(
        inUse({ 5, 9, OcclusionFill::Grey }, shape), (Occlusion { 5, 5, OcclusionFill::Grey }));
    EXPECT_EQ(
        inUse({ 50, 0, OcclusionFill::Mean }, shape), (Occlusion { 7, 4, OcclusionFill::Mean }));
    for (int size = 1; size < 12; ++size)
        for (int step = 1; step < 12; ++step) {
            InstrumentedModel network = smoothNetwork(52);
            for (const float value : occlusionMap(network, 1, { size, step, {} }).values)
                ASSERT_TRUE(std::isfinite(value)) << size << " " << step;
        }
}

TEST(Occlusion, StopsWhenAskedAndPutsTheImageBack)
{
    InstrumentedModel network = smoothNetwork(53);
    const std::vector<Scalar> image(network.input().begin(), network.input().end());
    std::size_t last = 0;
    const auto untilFive = [&](std::size_t done, std::size_t total) {
        EXPECT_EQ(total, 8U * 6U);
        last = done;
        return done < 5;
    };
    EXPECT_THROW(occlusionMap(network, 1, { 2, 1, {} }, untilFive), Cancelled);
    EXPECT_EQ(last, 5U);
    EXPECT_TRUE(std::ranges::equal(image, network.input()));
}

TEST(Enlarging, IsBilinearBetweenTheMiddlesOfThePlaces)
{
    const SaliencyMap map { 2, 2, { 0, 4, 8, 12 } };
    const SaliencyMap large = enlarged(map, 4, 4);
    const std::vector<float> expected { 0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12 };
    EXPECT_EQ(large.values, expected);
    EXPECT_EQ(enlarged(map, 2, 2).values, map.values);
    EXPECT_EQ(enlarged({ 1, 1, { 3 } }, 2, 3).values, std::vector<float>(6, 3));
}

TEST(Explaining, TakesThePredictedClassAndTheLastConvolutionUnlessAskedForOthers)
{
    InstrumentedModel network = smoothNetwork(60);
    const int predicted = predictedClass(network);
    const auto probability = network.probabilities()[std::size_t(predicted)];
    const SaliencyAnswer usual = explain(network, {});
    EXPECT_EQ(usual.classIndex, predicted);
    EXPECT_EQ(usual.probability, float(probability));
    EXPECT_EQ(usual.layer, "conv2");
    EXPECT_EQ(usual.height, 7);
    EXPECT_EQ(usual.map.height, 9);
    EXPECT_EQ(usual.batch, 7);
    const int other = (predicted + 1) % 3;
    const SaliencyAnswer asked = explain(network, { SaliencyMethod::GradCam, "conv1", other, {} });
    EXPECT_EQ(asked.layer, "conv1");
    EXPECT_EQ(asked.classIndex, other);
    EXPECT_EQ(asked.height, 9);
    EXPECT_EQ(explain(network, { SaliencyMethod::GradCam, "gone", 99, {} }).layer, "conv2");
}

TEST(Explaining, WorksForEveryKindOfNetwork)
{
    int withConvolution = 0;
    for (std::uint64_t seed = 0; seed < 600; ++seed) {
        Rng rng(seed, 6);
        InstrumentedModel network(test::randomModel(test::randomSpec(rng), rng));
        for (Scalar &value : network.input())
            value = Scalar(rng.uniform());
        const Shape shape = network.layers().front().input;
        for (const SaliencyMethod method : { SaliencyMethod::GradCam, SaliencyMethod::Occlusion,
                 SaliencyMethod::GradientTimesInput }) {
            const bool hasConvolution = !convolutionsOf(network.layers()).empty();
            if (method == SaliencyMethod::GradCam && !hasConvolution)
                continue;
            withConvolution += method == SaliencyMethod::GradCam;
            const SaliencyAnswer answer = explain(network, { method, {}, 1, {} });
            ASSERT_EQ(answer.map.height, shape.h) << seed;
            ASSERT_EQ(answer.map.values.size(), shape.area()) << seed;
            for (const float value : answer.map.values) {
                ASSERT_TRUE(std::isfinite(value)) << seed;
                ASSERT_TRUE(method != SaliencyMethod::GradCam || value >= 0) << seed;
            }
        }
    }
    EXPECT_GT(withConvolution, 20);
}

TEST(Explaining, SaysWhatToDoWithoutAnyConvolution)
{
    Rng rng(1, 1);
    InstrumentedModel network(test::randomModel(
        withNames({ { 1, 4, 4 }, { { "dense", {}, { { "units", 2.0 } } } } }), rng));
    try {
        explain(network, {});
        FAIL() << "Grad-CAM of nothing";
    } catch (const Error &error) {
        EXPECT_NE(std::string(error.what()).find("choose occlusion"), std::string::npos);
    }
    EXPECT_EQ(explain(network, { SaliencyMethod::Occlusion, {}, -1, {} }).map.values.size(), 16U);
}

TEST(TwoPatches, EveryMethodLightsTheHalfThatSpeaksForTheClass)
{
    InstrumentedModel network(twoPatchModel());
    Rng rng(77, 4);
    for (int image = 0; image < 10; ++image) {
        const auto pixels = patches(true, true, rng);
        normalizePixels(pixels, network.model().preprocessing, network.input());
        for (const SaliencyMethod method : { SaliencyMethod::GradCam, SaliencyMethod::Occlusion }) {
            EXPECT_GT(rightShare(explain(network, { method, {}, 1, {} }).map), 0.55) << image;
            EXPECT_LT(rightShare(explain(network, { method, {}, 0, {} }).map), 0.45) << image;
        }
    }
}

TEST(TwoPatches, TheOnlyPatchIsWhereThePredictedClassIsSeen)
{
    InstrumentedModel network(twoPatchModel());
    Rng rng(78, 4);
    for (int image = 0; image < 10; ++image) {
        const bool right = image % 2 == 1;
        const auto pixels = patches(!right, right, rng);
        normalizePixels(pixels, network.model().preprocessing, network.input());
        for (const SaliencyMethod method : { SaliencyMethod::GradCam, SaliencyMethod::Occlusion }) {
            const SaliencyAnswer answer = explain(network, { method, {}, -1, {} });
            ASSERT_EQ(answer.classIndex, right) << "it has not learnt";
            const double share = rightShare(answer.map);
            EXPECT_GT(right ? share : 1 - share, 0.7) << image;
        }
    }
}
