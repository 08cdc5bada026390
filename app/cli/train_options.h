// SPDX-License-Identifier: GPL-3.0-or-later
// The options of `convscope-cli train` and `preflight`: those of the settings come from their list.
#pragma once
#include "core/train/setup/settings.h"
#include <CLI/CLI.hpp>
#include <map>

namespace convscope::cli {

/// An option that is not given stays as the recipe has it.
struct TrainOptions {
    std::string dataset, layout, run, model, init, size;
    bool resume = false, json = false, cache = true;
    std::map<std::string_view, std::string> given; ///< settings by their id, as they were written
    Exclusions excluded;
};

/// Tell CLI11 about the options. `options` must outlive `command`.
void describeData(CLI::App &command, TrainOptions &options); ///< the dataset and the network
void describeSettings(CLI::App &command, TrainOptions &options);
void describeRun(CLI::App &command, TrainOptions &options); ///< the options that only a run has

/// The settings that were given, by their ids.
/// @throws Error naming the option whose value is none that the setting can have, or that cannot
/// change when a run goes on.
FieldValues askedFor(const TrainOptions &options);

/// Checks the options against `config`, to which they were applied. @throws Error naming the option
/// that does not go with the rest.
void checkAsked(const FieldValues &asked, const RunConfig &config);

} // namespace convscope::cli
