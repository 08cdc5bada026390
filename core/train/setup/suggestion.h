// SPDX-License-Identifier: GPL-3.0-or-later
// Which network suits a dataset that nobody has chosen one for. Pure functions.
#pragma once
#include "core/data/dataset/dataset.h"
#include "core/train/setup/run_config.h"

namespace convscope {

struct Suggestion {
    RunConfig config;
    std::vector<std::string> reasons; ///< a sentence each, without its full stop
};

/// `compact`, the recommended start, in the image's colours and, if it is small, its own size; for
/// images as tiny as the sample digits `digits`, which learns them in seconds.
Suggestion suggestFor(const Image &image);

/// By the first image that can be read. Decodes; see Dataset for threads.
Suggestion suggestFor(const Dataset &dataset);

} // namespace convscope
