// SPDX-License-Identifier: GPL-3.0-or-later
// What maps are worth, against plain code and on networks where it is known.
#include "core/base/error.h"
#include "core/inspect/network/feature_maps.h"
#include "core/inspect/studies/ablation_scores.h"
#include "core/train/measure/evaluation.h"
#include "tests/support/random_images.h"
#include "tests/support/random_model.h"
#include <cmath>
#include <gmock/gmock.h>

using namespace convscope;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

LayerSpec dense(int units)
{
    return { "dense", {}, { { "units", double(units) } } };
}

void set(TrainedModel &model, std::string_view name, std::vector<float> values)
{
    Tensor &tensor = std::ranges::find(model.parameters, name, &NamedTensor::name)->value;
    ASSERT_EQ(tensor.values().size(), values.size());
    std::ranges::copy(values, tensor.values().begin());
}

/// Images of one pixel, bright or dark. Filter 1 of two passes it on, filter 2 sees nothing.
std::shared_ptr<TrainedModel> lightMeter()
{
    Rng rng(1);
    ModelSpec spec { { 1, 1, 1 },
        { { "conv", {}, { { "filters", 2.0 }, { "kernel", Extent { 1, 1 } } } }, { "relu", {}, {} },
            { "flatten", {}, {} }, dense(2) } };
    auto model = std::make_shared<TrainedModel>(*test::randomModel(withNames(spec), rng));
    set(*model, "conv1.weight", { 1, 0 });
    set(*model, "conv1.bias", { 0, 0 });
    set(*model, "dense1.weight", { 0, 0, 1, 0 }); // bright: the value itself
    set(*model, "dense1.bias", { 0.5F, 0 }); // dark: half way
    return model;
}

ImageSet lights(const std::vector<std::uint8_t> &values, const std::vector<int> &labels)
{
    ImageSet images;
    images.shape = { 1, 1, 1 };
    images.pixels = values;
    images.labels = labels;
    for (std::size_t i = 0; i < labels.size(); ++i)
        images.samples.push_back(i);
    return images;
}

/// With plain code: every image through the whole network again, for a map that is off.
struct Plain {
    double accuracy = 0, loss = 0;
    std::vector<double> recall;
};
Plain plainly(const std::shared_ptr<const TrainedModel> &model, const ImageSet &images,
    const std::vector<ChannelScale> &factors)
{
    Predictor predictor(model);
    predictor.setFactors(factors);
    Plain result { .recall = std::vector<double>(model->classes.size()) };
    std::vector<double> support(model->classes.size());
    for (std::size_t i = 0; i < images.size(); ++i) {
        const auto p = predictor.mapsOfPixels(images.image(i)).probabilities;
        const auto truth = std::size_t(images.labels[i]);
        const bool right = std::size_t(std::ranges::max_element(p) - p.begin()) == truth;
        support[truth] += 1;
        result.recall[truth] += right;
        result.accuracy += right / double(images.size());
        result.loss -= std::log(double(p[truth])) / double(images.size());
    }
    for (std::size_t k = 0; k < support.size(); ++k)
        result.recall[k] = support[k] > 0 ? result.recall[k] / support[k] : 0;
    return result;
}

std::vector<std::string> allLayers(const ModelSpec &spec)
{
    std::vector<std::string> names;
    for (const LayerSpec &layer : spec.layers)
        names.push_back(layer.name);
    return names;
}

} // namespace

TEST(AblationScore, TheOneMapThatDecidesIsWorthEverything)
{
    const ImageSet images = lights({ 255, 250, 200, 10, 0 }, { 1, 1, 1, 0, 0 });
    const AblationScores scores = measureAblationScores(lightMeter(), images, { "relu1" });
    EXPECT_DOUBLE_EQ(scores.accuracy, 1);
    EXPECT_THAT(scores.support, ElementsAre(2U, 3U));
    ASSERT_EQ(scores.maps.size(), 2U);
    EXPECT_DOUBLE_EQ(scores.maps[0].accuracyLost, 0.6); // all three bright ones
    EXPECT_THAT(scores.maps[0].classLost, ElementsAre(0, 1));
    EXPECT_THAT(servedClasses(scores.maps[0]), ElementsAre(1));
    EXPECT_GT(scores.maps[0].lossIncrease, 0);
    EXPECT_EQ(scores.maps[1].map, 1);
    EXPECT_DOUBLE_EQ(scores.maps[1].accuracyLost, 0);
    EXPECT_DOUBLE_EQ(scores.maps[1].lossIncrease, 0);
    EXPECT_THAT(servedClasses(scores.maps[1]), IsEmpty());
}

TEST(AblationScore, WithAllMapsOffOnlyTheBiasesAreLeft)
{
    // Off one after the other, so each change would show if the one before it had not been undone.
    auto model = lightMeter();
    const ImageSet images = lights({ 255, 0, 255 }, { 0, 0, 1 });
    const AblationScores scores = measureAblationScores(model, images, { "conv1", "relu1" });
    const double biasLoss = (2 * std::log(1 + std::exp(-0.5)) + std::log(1 + std::exp(0.5))) / 3;
    for (const std::size_t i : { 0U, 2U }) {
        EXPECT_EQ(scores.maps[i].map, 0);
        EXPECT_NEAR(scores.loss + scores.maps[i].lossIncrease, biasLoss, 1e-6);
        EXPECT_NEAR(scores.accuracy - scores.maps[i].accuracyLost, 2.0 / 3, 1e-12);
    }
}

TEST(AblationScore, AgreesWithPlainCodeForMapsOfAnyLayer)
{
    for (std::uint64_t seed = 0; seed < 25; ++seed) {
        Rng rng(seed, 4);
        const auto model = test::randomModel(test::randomSpec(rng), rng);
        const ImageSet images = test::randomImages(*model, 21, rng);
        const auto names = allLayers(model->spec);
        const AblationScores scores = measureAblationScores(model, images, names);
        const Plain whole = plainly(model, images, {});
        EXPECT_NEAR(scores.accuracy, whole.accuracy, 1e-12);
        EXPECT_NEAR(scores.loss, whole.loss, 1e-4);
        std::size_t maps = 0;
        for (const LayerSummary &layer : inferShapes(model->spec))
            maps += std::size_t(layer.output.c);
        ASSERT_EQ(scores.maps.size(), maps);
        for (std::size_t i = 0; i < maps; i += 1 + rng.below(9)) {
            const AblationScore &score = scores.maps[i];
            const Plain without = plainly(model, images, { { score.layer, score.map, 0 } });
            ASSERT_NEAR(score.accuracyLost, whole.accuracy - without.accuracy, 1e-9)
                << seed << " " << score.layer << " " << score.map;
            ASSERT_NEAR(score.lossIncrease, without.loss - whole.loss, 2e-4);
            double lost = 0;
            for (std::size_t k = 0; k < model->classes.size(); ++k) {
                ASSERT_NEAR(score.classLost[k], whole.recall[k] - without.recall[k], 1e-9);
                lost += score.classLost[k] * double(scores.support[k]);
            }
            ASSERT_NEAR(lost / double(scores.images), score.accuracyLost, 1e-9);
        }
    }
}

TEST(AblationScore, StartsFromWhatTheEvaluationSays)
{
    Rng rng(3, 4);
    const auto model = test::randomModel(test::randomSpec(rng), rng);
    const ImageSet images = test::randomImages(*model, 50, rng);
    ThreadPool pool(1);
    const Evaluation evaluation = evaluate(*model, images, pool);
    const AblationScores scores = measureAblationScores(model, images, {});
    EXPECT_DOUBLE_EQ(scores.accuracy, evaluation.accuracy);
    EXPECT_NEAR(scores.loss, evaluation.loss, 1e-5);
    EXPECT_THAT(scores.maps, IsEmpty());
}

TEST(AblationScore, MeasuresConvolutionsAfterTheirActivation)
{
    const LayerSpec conv { "conv", {}, { { "filters", 3.0 } } };
    const auto plain = [](const char *kind) {
        return LayerSpec { kind, {}, {} };
    };
    EXPECT_THAT(
        layersToMeasure({ { 1, 20, 20 },
            { conv, plain("batchnorm"), plain("relu"), plain("maxpool"), conv, conv, plain("tanh"),
                plain("dropout"), plain("flatten"), plain("relu"), dense(2) } }),
        ElementsAre("relu1", "conv2", "dropout1"));
    EXPECT_THAT(layersToMeasure({ { 1, 3, 3 }, { conv } }), IsEmpty()); // the answer itself
}

TEST(AblationScore, ServesTheClassesThatLoseMost)
{
    AblationScore score;
    score.classLost = { 0.1, 0.4, -0.2, 0.2, 0.4, 0.3 };
    EXPECT_THAT(servedClasses(score), ElementsAre(1, 4, 5));
    score.classLost = { 0.1, 0.4, 0 };
    EXPECT_THAT(servedClasses(score), ElementsAre(1));
    score.classLost = { 0, -0.1 };
    EXPECT_THAT(servedClasses(score), IsEmpty());
}

TEST(AblationScore, ALayerThatIsMissingIsNamedAndCancellingEndsIt)
{
    const ImageSet images = lights({ 1 }, { 0 });
    EXPECT_THROW(measureAblationScores(lightMeter(), images, { "relu7" }), Error);
    EXPECT_THROW(measureAblationScores(lightMeter(), images, { "relu1" },
                     [](std::size_t, std::size_t) { return false; }),
        Cancelled);
    ImageSet others = images;
    others.shape = { 3, 1, 1 };
    EXPECT_THROW(measureAblationScores(lightMeter(), others, { "relu1" }), Error);
}
