// SPDX-License-Identifier: GPL-3.0-or-later
// A network as one C99 header for small devices: weights, classes, preprocessing and a plain
// forward pass. It needs <math.h> and nothing else, asks for no memory, and is valid C++ too.
#pragma once
#include "core/io/tensors/golden_sample.h"
#include <filesystem>

namespace convscope {

/// The beginning of the header's names: "my-digits.h" → "my_digits".
std::string cNameOf(const std::filesystem::path &path);

/// Atomic. Golden images of more than kLargestGoldenText values are left out.
/// @throws Error when the file cannot be written, or a layer's kind has no C.
void writeCHeader(
    const std::filesystem::path &path, const TrainedModel &model, const GoldenSample &golden);

/// The numbers of a header that writeCHeader() wrote for a model of this spec.
struct CHeaderNumbers {
    std::vector<NamedTensor> parameters;
    std::optional<GoldenSample> golden;
};
/// @throws Error naming the file and the array that is missing or damaged.
CHeaderNumbers readCHeader(const std::filesystem::path &path, const ModelSpec &spec);

} // namespace convscope
