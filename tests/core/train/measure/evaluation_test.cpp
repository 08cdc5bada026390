// SPDX-License-Identifier: GPL-3.0-or-later
// An evaluation's figures against ones worked out by hand.
#include "core/base/error.h"
#include "core/train/measure/evaluation_measures.h"
#include "tests/support/evaluations.h"
#include "tests/support/small_run.h"
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>

using namespace convscope;
using test::evaluationOf;

namespace {

std::size_t total(const Evaluation &e, const std::vector<std::size_t> &order)
{
    std::size_t sum = 0;
    for (const std::size_t truth : order)
        for (const std::size_t predicted : order)
            sum += e.confusion[truth][predicted];
    return sum;
}

/// What a class is followed or preceded by.
bool areNeighbours(const std::vector<std::size_t> &order, std::size_t a, std::size_t b)
{
    const auto place = [&](std::size_t k) {
        return std::ranges::find(order, k) - order.begin();
    };
    return std::abs(place(a) - place(b)) == 1;
}

TrainedModel smallModel()
{
    Trainer trainer(test::smallConfig(1), test::smallData());
    while (!trainer.finished())
        trainer.step();
    return *trainer.current();
}

} // namespace

TEST(Evaluation, ANetworkWithoutNumbersHasNoAnswer)
{
    TrainedModel model = smallModel();
    model.parameters.front().value.values()[0] = std::numeric_limits<Scalar>::quiet_NaN();
    ThreadPool pool(1);
    EXPECT_THROW(evaluate(model, test::smallData()->train, pool), Error);
}

TEST(Evaluation, AFigureThatDoesNotExistIsNotZeroAndDragsNoMean)
{
    const Evaluation perfect = evaluationOf({ "a", "b", "c" }, { { 0, 0, 1 }, { 1, 1, 1 } });
    EXPECT_FALSE(perfect.classes[2].precision);
    EXPECT_FALSE(perfect.classes[2].recall);
    EXPECT_FALSE(perfect.classes[2].f1);
    for (const auto mean : { &MeanMetrics::precision, &MeanMetrics::recall, &MeanMetrics::f1 }) {
        EXPECT_EQ((perfect.macro.*mean).value, 1);
        EXPECT_EQ((perfect.macro.*mean).classes, 2U);
    }
    EXPECT_EQ(meanTitle(perfect.macro), "mean of 2 classes");

    const Evaluation oneSided = evaluationOf({ "a", "b" }, { { 0, 0, 1 }, { 1, 0, 1 } });
    EXPECT_FALSE(oneSided.classes[1].precision) << "it was never predicted";
    EXPECT_EQ(oneSided.classes[1].recall, 0) << "but it has images, and none was found";
    EXPECT_EQ(oneSided.classes[1].f1, 0);
    EXPECT_EQ(oneSided.macro.precision.value, 0.5);
    EXPECT_EQ(oneSided.macro.precision.classes, 1U);
    EXPECT_EQ(oneSided.macro.recall.value, 0.5);
    EXPECT_EQ(meanTitle(oneSided.macro), "mean of 1, 2 and 2 classes");
    EXPECT_FALSE(evaluationOf({ "a" }, {}).macro.f1.value) << "a mean of nothing";
}

TEST(Evaluation, TheMatrixAddsUpToTheImagesAndItsRowsToTheSupport)
{
    const TrainedModel model = smallModel();
    const auto data = test::smallData();
    for (const int threads : { 1, 3 }) {
        ThreadPool pool(threads);
        const Evaluation e = evaluate(model, data->train, pool);
        EXPECT_EQ(e.images, data->train.size());
        EXPECT_EQ(total(e, { 0, 1 }), e.images);
        std::size_t correct = 0;
        for (std::size_t k = 0; k < 2; ++k) {
            EXPECT_EQ(
                std::reduce(e.confusion[k].begin(), e.confusion[k].end()), e.classes[k].support);
            EXPECT_EQ(
                e.classes[k].support, std::size_t(std::ranges::count(data->train.labels, int(k))));
            correct += e.confusion[k][k];
        }
        EXPECT_DOUBLE_EQ(e.accuracy, double(correct) / double(e.images));
        EXPECT_EQ(e.macro.support, e.images);
        EXPECT_DOUBLE_EQ(e.topTwo, 1) << "of two classes, the right one is always among them";
        const double losses = std::accumulate(e.samples.begin(), e.samples.end(), 0.0,
            [](double sum, const SampleResult &sample) { return sum + sample.loss; });
        EXPECT_NEAR(e.loss, losses / double(e.images), 1e-9);
    }
}

TEST(Evaluation, RanksTheTrueClassAmongTheProbabilities)
{
    TrainedModel model = smallModel();
    model.classes = { "a", "b", "c", "d" };
    model.spec.layers.back().options["units"] = 4.0;
    for (NamedTensor &tensor : model.parameters) // the biases alone decide: c, then b and d, then a
        if (tensor.name.ends_with(".bias"))
            tensor.value = Tensor({ 4 }, std::vector<Scalar> { 0, 1, 2, 1 });
        else
            tensor.value = Tensor({ 4, 16 });
    ImageSet set = test::brightAndDark(4);
    set.labels = { 0, 1, 2, 3 };
    ThreadPool pool(1);
    const Evaluation e = evaluate(model, set, pool);
    EXPECT_EQ(e.samples[0].rank, 3);
    EXPECT_EQ(e.samples[1].rank, 1) << "of two that are equally likely, the first";
    EXPECT_EQ(e.samples[2].rank, 0);
    EXPECT_EQ(e.samples[3].rank, 2);
    EXPECT_DOUBLE_EQ(e.accuracy, 0.25);
    EXPECT_DOUBLE_EQ(e.topTwo, 0.5);
}

TEST(Evaluation, TakesAllSplitsTogetherInTheirOrder)
{
    const auto data = test::smallData();
    const ImageSet all = imagesOf(*data, {});
    ASSERT_EQ(all.size(), data->train.size() + data->validation.size());
    EXPECT_TRUE(std::ranges::equal(all.image(0), data->train.image(0)));
    EXPECT_TRUE(std::ranges::equal(
        all.image(all.size() - 1), data->validation.image(data->validation.size() - 1)));
    EXPECT_EQ(imagesOf(*data, Split::Validation).labels, data->validation.labels);
}

TEST(Evaluation, MatchesClassesByNameAndNamesTheOneItDoesNotKnow)
{
    ImageSet set = test::brightAndDark(4);
    relabel(set, { "bright", "dark" }, { "dark", "grey", "bright" });
    EXPECT_EQ(set.labels, (std::vector<int> { 2, 0, 2, 0 }));
    try {
        relabel(set, { "dark", "x", "purple" }, { "dark", "x" });
        FAIL() << "an unknown class passed";
    } catch (const Error &error) {
        EXPECT_NE(std::string(error.what()).find("'purple'"), std::string::npos);
    }
}

TEST(ClassOrder, KeepsEveryClassAndEverySum)
{
    const Evaluation e = evaluationOf({ "a", "b", "c", "d", "e", "f" },
        { { 0, 3, 0.5 }, { 3, 0, 0.9 }, { 3, 0, 0.8 }, { 1, 5, 0.6 }, { 2, 2, 0.9 }, { 0, 0, 0.7 },
            { 5, 0, 0.4 }, { 4, 4, 0.5 } });
    for (const ClassOrder kind :
        { ClassOrder::Dataset, ClassOrder::MixedUp, ClassOrder::Weakest }) {
        std::vector<std::size_t> order = orderedClasses(e, kind);
        EXPECT_EQ(total(e, order), e.images);
        std::ranges::sort(order);
        EXPECT_EQ(order, (std::vector<std::size_t> { 0, 1, 2, 3, 4, 5 }));
    }
}

TEST(ClassOrder, PutsClassesThatAreMixedUpSideBySideTheMostFrequentFirst)
{
    // a and d: 3 times; b and f: once; f and a: once; c and e: never.
    const Evaluation e = evaluationOf({ "a", "b", "c", "d", "e", "f" },
        { { 0, 3, 0.5 }, { 3, 0, 0.9 }, { 3, 0, 0.8 }, { 1, 5, 0.6 }, { 2, 2, 0.9 }, { 5, 0, 0.4 },
            { 4, 4, 0.5 } });
    const auto order = orderedClasses(e, ClassOrder::MixedUp);
    EXPECT_TRUE(areNeighbours(order, 0, 3));
    EXPECT_TRUE(areNeighbours(order, 0, 5));
    EXPECT_TRUE(areNeighbours(order, 1, 5));
    EXPECT_EQ(order[4], 2U) << "what nobody mixes up comes last, in its own order";
    EXPECT_EQ(order[5], 4U);
    EXPECT_EQ(orderedClasses(e, ClassOrder::Weakest).back(), 4U);
    EXPECT_EQ(orderedClasses(e, ClassOrder::Weakest).front(), 0U) << "no image of it was found";
}

TEST(ClassOrder, StaysSoundWhereAllAreMixedUpWithAll)
{
    std::vector<test::Guess> guesses;
    std::vector<std::string> names;
    for (int truth = 0; truth < 40; ++truth) {
        names.push_back(std::to_string(truth));
        for (int predicted = 0; predicted < 40; ++predicted)
            for (int i = 0; i < (truth * 7 + predicted * 13) % 5; ++i)
                guesses.push_back({ truth, predicted, 0.5 });
    }
    std::vector<std::size_t> order
        = orderedClasses(evaluationOf(names, guesses), ClassOrder::MixedUp);
    std::ranges::sort(order);
    ASSERT_EQ(order.size(), 40U);
    for (std::size_t k = 0; k < 40; ++k)
        EXPECT_EQ(order[k], k);
}

TEST(Errors, TheMostConfidentComeFirst)
{
    const Evaluation e = evaluationOf({ "a", "b" },
        { { 0, 1, 0.6 }, { 0, 0, 0.9 }, { 1, 0, 0.8 }, { 0, 1, 0.7 }, { 0, 0, 0.55 } });
    const auto indices = [](const std::vector<SampleResult> &samples) {
        std::vector<std::size_t> list;
        for (const SampleResult &sample : samples)
            list.push_back(sample.index);
        return list;
    };
    EXPECT_EQ(indices(samplesOf(e, {})), (std::vector<std::size_t> { 2, 3, 0 }));
    EXPECT_EQ(indices(samplesOf(e, ConfusionCell { 0, 1 })), (std::vector<std::size_t> { 3, 0 }));
    EXPECT_EQ(indices(samplesOf(e, ConfusionCell { 0, 0 })), (std::vector<std::size_t> { 4, 1 }))
        << "right ones: the least confident first";
}

TEST(Calibration, MatchesFiguresWorkedOutByHand)
{
    // (0.5, 0.6]: 0.55 right, 0.6 wrong. (0.9, 1]: 0.95 right, 1.0 right. (0, 0.1]: 0.1 wrong.
    const Evaluation e = evaluationOf({ "a", "b" },
        { { 0, 0, 0.55 }, { 0, 1, 0.6 }, { 1, 1, 0.95 }, { 1, 1, 1.0 }, { 0, 1, 0.1 } });
    const Calibration calibration = calibrationOf(e);
    EXPECT_EQ(calibration.bins[0].images, 1U) << "a bin holds its upper end";
    EXPECT_EQ(calibration.bins[5].images, 2U);
    EXPECT_DOUBLE_EQ(calibration.bins[5].confidence, 0.575);
    EXPECT_DOUBLE_EQ(calibration.bins[5].accuracy, 0.5);
    EXPECT_EQ(calibration.bins[9].images, 2U);
    EXPECT_DOUBLE_EQ(calibration.bins[9].confidence, 0.975);
    EXPECT_DOUBLE_EQ(calibration.bins[9].accuracy, 1);
    // 1/5 · 0.1 + 2/5 · 0.075 + 2/5 · 0.025
    EXPECT_NEAR(calibration.expectedError, 0.06, 1e-12);
    EXPECT_EQ(calibrationOf(evaluationOf({ "a" }, {})).expectedError, 0);
}
