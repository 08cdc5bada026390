// SPDX-License-Identifier: GPL-3.0-or-later
// Model files: one .safetensors with the weights, and in its metadata the model spec, the classes
// in order, the preprocessing, the format's version and the version that wrote it.
#pragma once
#include "core/train/trained_model.h"
#include <filesystem>

namespace convscope {

/// Replaces `path` atomically. @throws Error.
void writeModelFile(const std::filesystem::path &path, const TrainedModel &model);
/// @throws Error naming the file and what is wrong with it; never a half-read model.
TrainedModel readModelFile(const std::filesystem::path &path);
/// A run folder (its best model, or its last where there is no best) or a model file.
TrainedModel loadModel(const std::filesystem::path &path);

/// The ways to take weights away: "safetensors", "npz". One line each in model_file.cpp.
struct ExportFormat {
    std::string_view name; ///< as in `export --format`
    std::string_view title; ///< for dialogs
    std::string_view extension; ///< with the dot
    void (*write)(const std::filesystem::path &path, const TrainedModel &model);
};
const std::vector<ExportFormat> &exportFormats();

} // namespace convscope
