// SPDX-License-Identifier: GPL-3.0-or-later
// Facts about a model that several exports tell, in words and numbers. Pure functions.
#pragma once
#include "core/train/setup/trained_model.h"
#include <set>

namespace convscope {

/// The network's value is (pixel − offset) / divisor, a channel each.
struct PixelScale {
    double offset = 0, divisor = 1;
};
std::vector<PixelScale> pixelScales(const Preprocessing &preprocessing);

/// "grey (0.299 R + 0.587 G + 0.114 B)"
std::string channelsInWords(const Preprocessing &preprocessing);
/// "28 x 28 pixels (width x height): the whole image, its proportions changed"
std::string sizeInWords(const Preprocessing &preprocessing);
/// How images get that size, whatever it is.
inline constexpr const char *kResizing = "shrunk by averaging areas, enlarged bilinearly";

/// Layers whose output another than the next one reads too.
std::set<std::string> layersReadLater(const ModelSpec &spec);

/// @throws std::out_of_range when there is none.
const Tensor &parameterOf(const TrainedModel &model, const std::string &name);

/// The width of each dimension: "10×1×5×5".
std::string dimsInWords(const std::vector<std::size_t> &dims, std::string_view between);

} // namespace convscope
