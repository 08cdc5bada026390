// SPDX-License-Identifier: GPL-3.0-or-later
// A network on one page: as a table of text, and as an image (SVG). Pure functions.
#pragma once
#include "core/nn/model_spec.h"
#include <string>
#include <vector>

namespace convscope {

/// One line a layer from the input to the softmax: name, kind, options, output, parameters; then
/// the sums. Columns are aligned; UTF-8. @throws Error as inferShapes() does.
std::string modelSummaryText(const ModelSpec &spec, const std::vector<std::string> &classes);

/// The layers from left to right, a block each: as high as its maps are large and as deep as there
/// are many (both on a logarithmic scale), with the same words below it. A complete SVG file,
/// light. @throws Error as inferShapes() does.
std::string modelSummarySvg(const ModelSpec &spec, const std::vector<std::string> &classes);

} // namespace convscope
