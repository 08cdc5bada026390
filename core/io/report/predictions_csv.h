// SPDX-License-Identifier: GPL-3.0-or-later
// Classified images as a table that spreadsheets and scripts read: UTF-8, fields after RFC 4180,
// lines end with a line feed. Pure function.
#pragma once
#include "core/inspect/network/image_predictions.h"
#include <span>

namespace convscope {

/// path,class,probability,second,second_probability,error, then a column a class with its name and
/// probability; numbers so that they come back to the bit. One line an image.
std::string predictionTable(
    std::span<const std::string> classes, std::span<const ImagePrediction> predictions);

} // namespace convscope
