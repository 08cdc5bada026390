// SPDX-License-Identifier: GPL-3.0-or-later
// ONNX models (https://onnx.ai): for ONNX Runtime, OpenCV, Netron and many more. Operator set 13,
// any number of images at once, weights as float32.
//
// Metadata: "format" ("convscope-onnx"), "format_version", "model", "classes", "preprocessing",
// "batch", "epoch" as in model files, and the golden image.
#pragma once
#include "core/io/tensors/golden_sample.h"
#include <filesystem>

namespace convscope {

/// Atomic. @throws Error when the file cannot be written, or the model is too large for the format.
void writeOnnx(
    const std::filesystem::path &path, const TrainedModel &model, const GoldenSample &golden);

/// The weights and metadata of a file that writeOnnx() wrote; its operators are not looked at.
struct OnnxFile {
    std::vector<NamedTensor> tensors;
    std::map<std::string, std::string> metadata;
};
/// @throws Error naming the file and the error.
OnnxFile readOnnx(const std::filesystem::path &path);

} // namespace convscope
