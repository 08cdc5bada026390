// SPDX-License-Identifier: GPL-3.0-or-later
// Weights out of files that other programs wrote, whatever the format.
#pragma once
#include "core/io/tensors/golden_sample.h"
#include <filesystem>

namespace convscope {

struct WeightSource {
    std::vector<NamedTensor> tensors; ///< each name once, in the order the layers most likely have
    std::vector<std::string> excluded; ///< anything else in the file: "'epoch' is no array"
    std::optional<GoldenSample> golden {}; ///< from this program's own exports
};

/// From a .npz archive, a .safetensors file, a pickled dict (or list) of NumPy arrays, or a folder
/// of text files, of which `spec` tells the shapes. What is in a file is told by its first bytes.
/// PyTorch's counters (num_batches_tracked) are left out. Nothing that is in a file is run.
/// @throws Error naming the file and the error; for formats that are not read, how to convert them.
WeightSource readWeightSource(const std::filesystem::path &path, const ModelSpec &spec);

/// Whether a file that is dropped is meant to be read as above: by its name, and, as far as that
/// leaves it open, by the names in it; cheap, never throws.
bool looksLikeWeights(const std::filesystem::path &path);

} // namespace convscope
