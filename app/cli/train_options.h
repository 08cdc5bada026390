// SPDX-License-Identifier: GPL-3.0-or-later
// The options of `convscope-cli train` and `preflight`, and what they change in a recipe.
#pragma once
#include "core/train/setup/run_config.h"
#include <CLI/CLI.hpp>
#include <optional>

namespace convscope::cli {

/// What was left out stays as the recipe has it.
struct TrainOptions {
    std::string dataset, run, model, init;
    bool resume = false, json = false, cache = true, tensorboard = false;
    std::optional<int> epochs, batch, threads, patience, channels, stepEvery;
    std::optional<std::int64_t> maxBatches;
    std::optional<std::uint64_t> seed;
    std::optional<std::size_t> limit;
    std::optional<double> rate, momentum, beta1, beta2, epsilon, weightDecay, clipNorm, validation,
        test, warmup, stepFactor, labelSmoothing;
    std::optional<std::string> optimizer, schedule, classWeights, size, normalize, augment, shuffle,
        fit;
    LeftOut leftOut;
};

/// Tell CLI11 about the options. `options` must outlive `command`.
void describeData(CLI::App &command, TrainOptions &options); ///< the dataset and the network
void describeSettings(CLI::App &command, TrainOptions &options);
void describeRun(CLI::App &command, TrainOptions &options); ///< what only a run has

/// @throws Error naming the option that does not fit, or cannot change when a run goes on.
void applyOptions(const TrainOptions &options, RunConfig &config);

} // namespace convscope::cli
