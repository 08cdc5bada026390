// SPDX-License-Identifier: GPL-3.0-or-later
// Taking a model away. Every export proves itself: it holds a golden image, is read again into a
// fresh model when it is written, and a text beside it says how to use it.
#pragma once
#include "core/io/tensors/golden_sample.h"
#include <filesystem>

namespace convscope {

struct ExportFormat {
    std::string_view name; ///< as in `export --format`
    std::string_view title; ///< for dialogs
    std::string_view extension; ///< with the dot; empty: it is a folder
    void (*write)(
        const std::filesystem::path &path, const TrainedModel &model, const GoldenSample &golden);
    /// The parameters and golden image of what write() wrote for `model`.
    std::pair<std::vector<NamedTensor>, std::optional<GoldenSample>> (*read)(
        const std::filesystem::path &path, const TrainedModel &model);
};

/// "safetensors", "npz", "onnx", "text", "c". One line each in model_export.cpp.
const std::vector<ExportFormat> &exportFormats();

struct ExportResult {
    double largestDifference = 0; ///< between a probability of the model and of the file read again
    std::vector<std::filesystem::path> files; ///< the files that were written; the howto comes last
};

/// @throws Error where the name's ending tells of another format, see requireEnding().
void checkExportName(const ExportFormat &format, const std::filesystem::path &path);

/// Writes, checks, explains. `image` is the golden one, as the network gets it, [C][H][W]; empty:
/// one that is always the same. What was there before is replaced only when the check has passed,
/// and all files of the export together.
/// @throws Error when it cannot be written, when it does not read back as it should, and as
/// checkExportName() does.
ExportResult exportModel(const ExportFormat &format, const std::filesystem::path &path,
    const TrainedModel &model, std::span<const float> image = {});

} // namespace convscope
