// SPDX-License-Identifier: GPL-3.0-or-later
// A network on one page, as the content of a file. Pure function; any thread.
#pragma once
#include "core/nn/model_spec.h"
#include <string>

namespace convscope {

/// `suffix` "txt": a table; "svg": a drawing; "png": the same as an image, twice as large.
/// @throws Error for another suffix, and as inferShapes() does.
std::string summaryFile(
    const ModelSpec &spec, const std::vector<std::string> &classes, const std::string &suffix);

} // namespace convscope
