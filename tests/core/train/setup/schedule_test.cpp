// SPDX-License-Identifier: GPL-3.0-or-later
// Learning rate schedules, and the settings that choose them.
#include "core/base/error.h"
#include "core/train/setup/run_config.h"
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

using namespace convscope;
using nlohmann::json;
using testing::HasSubstr;

namespace {

std::string errorOf(const json &settings)
{
    try {
        runConfigFromJson(settings);
    } catch (const Error &error) {
        return error.what();
    }
    return "nothing was wrong";
}

} // namespace

TEST(Schedule, ConstantIsAlwaysTheWholeRate)
{
    for (std::int64_t batch = 0; batch < 20; ++batch)
        EXPECT_EQ(rateFactor({}, { .batch = batch, .batches = 20 }), 1);
}

TEST(Schedule, CosineFollowsPyTorchsCosineAnnealing)
{
    // CosineAnnealingLR(T_max=10, eta_min=0.1) of PyTorch 1.13, from rate 1.
    const std::vector<double> expected { 1.0, 0.9779754323328191, 0.9140576474687263,
        0.8145033635316129, 0.6890576474687263, 0.55, 0.41094235253127376, 0.2854966364683872,
        0.18594235253127372, 0.12202456766718092 };
    const ScheduleOptions options { .kind = "cosine", .endFactor = 0.1 };
    for (std::size_t i = 0; i < expected.size(); ++i)
        EXPECT_NEAR(
            rateFactor(options, { .batch = std::int64_t(i), .batches = 10 }), expected[i], 1e-14);
    EXPECT_NEAR(rateFactor({ .kind = "cosine" }, { .batch = 10, .batches = 10 }), 0, 1e-15);
}

TEST(Schedule, StepsAreTakenEverySoManyEpochs)
{
    const ScheduleOptions options { .kind = "step", .stepEvery = 2, .stepFactor = 0.5 };
    const std::vector<double> expected { 1, 1, 0.5, 0.5, 0.25 };
    for (std::size_t i = 0; i < expected.size(); ++i)
        EXPECT_DOUBLE_EQ(
            rateFactor(options, { .batches = 50, .epoch = int(i) + 1, .epochs = 5 }), expected[i]);
}

TEST(Schedule, StepsCutTheRunIntoThreeUnlessToldOtherwise)
{
    const auto factor = [](int epoch, int epochs) {
        return rateFactor({ .kind = "step" }, { .epoch = epoch, .epochs = epochs });
    };
    EXPECT_DOUBLE_EQ(factor(4, 10), 1);
    EXPECT_DOUBLE_EQ(factor(5, 10), 0.1);
    EXPECT_DOUBLE_EQ(factor(9, 10), 0.01);
    EXPECT_DOUBLE_EQ(factor(2, 2), 0.1);
    EXPECT_DOUBLE_EQ(factor(1, 1), 1);
}

TEST(Schedule, WarmUpRisesLinearlyToTheWholeRate)
{
    for (const double warmup : { 4.0, 0.1 }) { // batches; a share of the run's forty
        const ScheduleOptions options { .kind = "cosine", .warmup = warmup };
        const auto factor = [&](std::int64_t batch) {
            return rateFactor(options, { .batch = batch, .batches = 40 });
        };
        EXPECT_DOUBLE_EQ(factor(0), 0.25);
        EXPECT_DOUBLE_EQ(factor(2), 0.75);
        EXPECT_DOUBLE_EQ(factor(3), 1);
        EXPECT_DOUBLE_EQ(factor(4), 1) << "the cosine begins here";
        EXPECT_DOUBLE_EQ(factor(22), 0.5) << "half of the rest is over";
    }
    EXPECT_DOUBLE_EQ(rateFactor({ .warmup = 100 }, { .batch = 4, .batches = 10 }), 0.05)
        << "it may be longer than the run";
}

TEST(Schedule, SettingsComeBackFromTheirJson)
{
    RunConfig config;
    config.model = { { 1, 2, 2 }, { { "dense", {}, { { "units", 2.0 } } } } };
    config.schedule = {
        .kind = "step", .warmup = 0.05, .stepEvery = 4, .stepFactor = 0.25, .endFactor = 0.125
    };
    config.clipNorm = 1.5;
    config.labelSmoothing = 0.1;
    config.classWeights = ClassWeights::Balanced;
    const RunConfig read = runConfigFromJson(toJson(config));
    EXPECT_EQ(read.schedule, config.schedule);
    EXPECT_EQ(read.clipNorm, config.clipNorm);
    EXPECT_EQ(read.labelSmoothing, config.labelSmoothing);
    EXPECT_EQ(read.classWeights, config.classWeights);
}

TEST(Schedule, SettingsOfARunFromBeforeThereWereSchedulesAreConstant)
{
    const RunConfig config = runConfigFromJson({ { "epochs", 3 } });
    EXPECT_EQ(config.schedule, ScheduleOptions());
    EXPECT_EQ(config.clipNorm, 0);
    EXPECT_EQ(config.labelSmoothing, 0);
    EXPECT_EQ(config.classWeights, ClassWeights::None);
}

TEST(Schedule, SettingsThatDoNotFitAreNamed)
{
    const auto schedule = [](const json &options) {
        return errorOf({ { "schedule", options } });
    };
    EXPECT_THAT(schedule({ { "kind", "sine" } }), HasSubstr("constant, step, cosine"));
    EXPECT_THAT(schedule("cosine"), HasSubstr("{\"kind\":\"constant\"}"));
    EXPECT_THAT(schedule({ { "warmup", -1 } }), HasSubstr("'warmup'"));
    EXPECT_THAT(schedule({ { "warmup", 2.5 } }), HasSubstr("whole number of batches"));
    EXPECT_THAT(schedule({ { "step_every", -1 } }), HasSubstr("'step_every'"));
    EXPECT_THAT(schedule({ { "step_every", 1.5 } }), HasSubstr("'step_every'"));
    EXPECT_THAT(schedule({ { "step_factor", 0 } }), HasSubstr("'step_factor'"));
    EXPECT_THAT(schedule({ { "end_factor", 2 } }), HasSubstr("'end_factor'"));
    EXPECT_THAT(
        schedule({ { "endfactor", 0 } }), HasSubstr("unknown setting 'schedule.endfactor'"));
    EXPECT_THAT(errorOf({ { "clip_norm", -1 } }), HasSubstr("'clip_norm'"));
    EXPECT_THAT(errorOf({ { "label_smoothing", 1 } }), HasSubstr("'label_smoothing'"));
    EXPECT_THAT(errorOf({ { "class_weights", "equal" } }), HasSubstr("none, balanced"));
    EXPECT_THAT(errorOf({ { "class_weights", 1 } }), HasSubstr("'class_weights'"));
}
