// SPDX-License-Identifier: GPL-3.0-or-later
// The check before a run: it passes what works, and names what does not.
#include "core/base/error.h"
#include "core/train/measure/preflight.h"
#include "tests/support/digits_run.h"
#include "tests/support/three_classes.h"
#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace convscope;
using namespace convscope::test;
using testing::HasSubstr;

namespace {

/// Stands in for the double build; the journey through the command line uses the real one.
std::vector<GradientMismatch> exactGradients(
    const ModelSpec &, std::uint64_t, int, const std::function<bool()> &)
{
    return { { "conv1.weight", 1e-9 }, { "dense1.weight", 2e-9 } };
}

PreflightReport report(const RunConfig &config, const TrainingData &data)
{
    return preflight(config, data, exactGradients, {}, noProgress);
}

RunConfig soundConfig()
{
    RunConfig config = threeClassesConfig("adam");
    config.optimizer.rate = 0.003;
    return config;
}

} // namespace

TEST(Preflight, ASoundRunPassesEveryCheck)
{
    auto [config, data] = digitsRun("digits", 600);
    config.threads = 1;
    const PreflightReport result = report(config, *data);
    ASSERT_EQ(result.checks.size(), kPreflightChecks);
    for (const PreflightCheck &check : result.checks) {
        EXPECT_TRUE(check.passed) << check.sentence;
        EXPECT_FALSE(check.sentence.empty());
        EXPECT_FALSE(check.image.bars.empty() && check.image.curve.empty());
    }
    EXPECT_TRUE(result.passed());
    ASSERT_TRUE(result.suggestedRate);
    EXPECT_GT(*result.suggestedRate, 1e-4);
    EXPECT_LT(*result.suggestedRate, 1);
}

TEST(Preflight, TheSameSettingsGiveTheSameReportOnAnyThreads)
{
    const auto data = threeClasses(120, 0);
    RunConfig config = soundConfig();
    const PreflightReport first = report(config, *data);
    config.threads = 3;
    const PreflightReport second = report(config, *data);
    for (std::size_t i = 0; i < kPreflightChecks; ++i) {
        EXPECT_EQ(first.checks[i].sentence, second.checks[i].sentence);
        EXPECT_EQ(first.checks[i].image.curve, second.checks[i].image.curve);
    }
}

TEST(Preflight, ARateThatIsTooHighIsToldWithABetterOne)
{
    auto [config, data] = digitsRun("digits", 600);
    config.threads = 1;
    config.optimizer.rate = 9;
    const PreflightReport result = report(config, *data);
    EXPECT_FALSE(result.checks.back().passed);
    EXPECT_THAT(result.checks.back().sentence, HasSubstr("is too high"));
    config.optimizer.rate = 0.02; // below the lowest loss, but not by far
    EXPECT_THAT(report(config, *data).checks.back().sentence, HasSubstr("may break down"));
    EXPECT_FALSE(report(config, *data).checks.back().passed);
    config.optimizer.rate = *result.suggestedRate;
    EXPECT_TRUE(report(config, *data).checks.back().passed) << "what it suggests, it accepts";
}

TEST(Preflight, LabelsThatContradictTheImagesCannotBeLearntByHeart)
{
    TrainingData data = *threeClasses(12, 0);
    std::vector<std::uint8_t> same(data.train.pixels.size(), 90); // all images alike
    data.train.pixels = std::move(same);
    const PreflightReport result = report(soundConfig(), data);
    EXPECT_FALSE(result.checks[1].passed);
    EXPECT_THAT(result.checks[1].sentence, HasSubstr("labels"));
}

TEST(Preflight, ANetworkThatIsTooSureAtTheStartIsTold)
{
    const auto data = threeClasses(60, 0);
    RunConfig config = soundConfig();
    auto loud = std::make_shared<TrainingData>(*data);
    loud->preprocessing.normalization = Normalization::None; // 0 to 255
    config.preprocessing = loud->preprocessing;
    const PreflightReport result = report(config, *loud);
    EXPECT_FALSE(result.checks.front().passed) << result.checks.front().sentence;
    EXPECT_THAT(result.checks.front().sentence, HasSubstr("normalization"));
}

TEST(Preflight, BatchesOfOneImageBeforeBatchNormalizationAreTold)
{
    const auto data = threeClasses(60, 0);
    RunConfig config = soundConfig();
    EXPECT_TRUE(report(config, *data).checks[3].passed);
    config.model.layers = { { "dense", {}, { { "units", 8.0 } } }, { "batchnorm", {}, {} },
        { "dense", {}, { { "units", 3.0 } } } };
    config.batch = 1;
    const PreflightCheck check = report(config, *data).checks[3];
    EXPECT_FALSE(check.passed);
    EXPECT_THAT(check.sentence, HasSubstr("'bn1'"));
}

TEST(Preflight, AWrongGradientNamesItsParameter)
{
    const auto data = threeClasses(60, 0);
    const auto wrong = [](const ModelSpec &, std::uint64_t, int, const std::function<bool()> &) {
        return std::vector<GradientMismatch> { { "conv1.weight", 1e-9 }, { "dense1.bias", 0.5 } };
    };
    const PreflightReport result = preflight(soundConfig(), *data, wrong, {}, noProgress);
    EXPECT_FALSE(result.checks[2].passed);
    EXPECT_THAT(result.checks[2].sentence, HasSubstr("'dense1.bias'"));
}

TEST(Preflight, ItCanBeCancelledAnywhereAndTellsWhatItHas)
{
    const auto data = threeClasses(60, 0);
    int calls = 0, told = 0;
    const auto count = [&](std::size_t, std::size_t) {
        ++calls;
        return true;
    };
    const auto seen = [&](const PreflightReport &soFar) {
        ++told;
        EXPECT_EQ(soFar.checks.size(), std::size_t(told));
    };
    preflight(soundConfig(), *data, exactGradients, seen, count);
    EXPECT_EQ(told, int(kPreflightChecks));
    for (const int last : { 0, 1, calls / 2, calls - 1 }) {
        int left = last;
        EXPECT_THROW(preflight(soundConfig(), *data, exactGradients, {},
                         [&](std::size_t, std::size_t) { return left-- > 0; }),
            Cancelled)
            << "after " << last;
    }
}

TEST(Preflight, TheSuggestionIsWhereTheLossFallsSteepest)
{
    std::vector<CurvePoint> curve; // flat, then falling from 1e-3 to 1e-1, then rising
    for (int i = 0; i <= 60; ++i) {
        const double x = -6 + i * 0.1;
        const double y = x < -3 ? 2.0 : x < -1 ? 2.0 - (x + 3) : (x + 1) * 4;
        curve.push_back({ std::pow(10, x), y });
    }
    const auto rate = suggestedRate(curve);
    ASSERT_TRUE(rate);
    EXPECT_GT(*rate, 1e-3);
    EXPECT_LT(*rate, 1e-1);
    std::ranges::transform(curve, curve.begin(), [](CurvePoint p) {
        return CurvePoint { p.x, 1 + p.x };
    });
    EXPECT_FALSE(suggestedRate(curve)) << "it only rises";
    EXPECT_FALSE(suggestedRate({}));
}
