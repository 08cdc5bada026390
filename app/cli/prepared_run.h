// SPDX-License-Identifier: GPL-3.0-or-later
// The beginning of train and preflight: a dataset prepared as their options say.
#pragma once
#include "app/cli/train_options.h"
#include "core/train/setup/prepare_run.h"
#include <nlohmann/json_fwd.hpp>

namespace convscope::cli {

/// Shows its progress, and tells on stderr what could not be read. @throws Error naming the option
/// or the file that does not fit, before anything is loaded where that is possible; Cancelled.
PreparedRun prepare(const TrainOptions &options);

/// The network that was suggested, and why; for standard output, and for its JSON object. Only
/// where run.reasons says something.
void printSuggestion(const PreparedRun &run);
nlohmann::json suggestionOf(const PreparedRun &run);

} // namespace convscope::cli
