// SPDX-License-Identifier: GPL-3.0-or-later
// Warnings that a person should read before a run begins, though it can begin. Pure function.
#pragma once
#include "core/train/setup/run_config.h"

namespace convscope {

/// Sentences without a full stop, the weightiest first. Of a run over so many training images.
std::vector<std::string> runWarnings(const RunConfig &config, std::size_t images);

/// How many images the last batch of an epoch has.
std::size_t lastBatch(std::size_t images, int batch);

} // namespace convscope
