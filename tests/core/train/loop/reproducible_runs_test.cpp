// SPDX-License-Identifier: GPL-3.0-or-later
// Same seed, same bits, for every preset: on any number of threads, watched or not.
#include "tests/support/digits_run.h"
#include <gtest/gtest.h>

using namespace convscope;

namespace {

/// Everything a run leaves behind.
struct Outcome {
    std::vector<NamedTensor> last, best;
    std::vector<double> losses; ///< of every batch and every validation
    friend bool operator==(const Outcome &, const Outcome &) = default;
};

Outcome outcomeOf(const test::DigitsRun &run, int threads, bool watched)
{
    RunConfig config = run.config;
    config.threads = threads;
    Trainer trainer(config, run.data);
    Outcome outcome;
    while (!trainer.finished()) {
        const StepReport report = trainer.step();
        if (report.batch)
            outcome.losses.push_back(report.batch->loss);
        if (report.epoch)
            outcome.losses.push_back(report.epoch->valLoss.value_or(-1));
        if (watched) { // a pause, a look at the weights, a save
            std::map<std::string, std::string> metadata;
            EXPECT_FALSE(trainer.current()->parameters.empty());
            EXPECT_FALSE(trainer.best()->parameters.empty());
            EXPECT_FALSE(trainer.state(metadata).empty());
        }
    }
    outcome.last = trainer.current()->parameters;
    outcome.best = trainer.best()->parameters;
    return outcome;
}

} // namespace

class ReproducibleRuns : public testing::TestWithParam<std::string> { };

TEST_P(ReproducibleRuns, EndInTheSameBitsOnAnyNumberOfThreadsWatchedOrNot)
{
    test::DigitsRun run = test::digitsRun(GetParam(), 50);
    run.config.epochs = 2;
    run.config.maxBatches = 30;
    const Outcome expected = outcomeOf(run, 1, false);
    ASSERT_GE(expected.losses.size(), 3U);
    for (const int threads : { 2, 3, 7 })
        EXPECT_EQ(outcomeOf(run, threads, false), expected) << threads << " threads";
    EXPECT_EQ(outcomeOf(run, 1, true), expected) << "watched";
    EXPECT_EQ(outcomeOf(run, 2, true), expected) << "watched, on 2 threads";
    ++run.config.seed;
    EXPECT_NE(outcomeOf(run, 1, false), expected) << "another seed";
}

TEST_P(ReproducibleRuns, EndInTheSameBitsWithAugmentedImages)
{
    test::DigitsRun run = test::digitsRun(GetParam(), 20);
    run.config.augment
        = augmentOptionsFromList("flip,shift,rotate,scale,crop,brightness,contrast,noise,cutout");
    run.config.epochs = 2;
    run.config.maxBatches = 20;
    const Outcome expected = outcomeOf(run, 1, false);
    EXPECT_EQ(outcomeOf(run, 3, false), expected);
    EXPECT_EQ(outcomeOf(run, 2, true), expected);
}

INSTANTIATE_TEST_SUITE_P(Presets, ReproducibleRuns, testing::ValuesIn(test::presetNames()),
    [](const auto &instance) { return test::withoutDashes(instance.param); });
