// SPDX-License-Identifier: GPL-3.0-or-later
// Model files: one .safetensors with the weights, and in its metadata the model spec, the classes
// in order, the preprocessing, the format's version and the version that wrote it; in exports also
// a golden image.
#pragma once
#include "core/base/error.h"
#include "core/io/tensors/golden_sample.h"
#include "core/train/setup/model_origin.h"
#include <filesystem>

namespace convscope {

/// Replaces `path` atomically. Exports hold a golden image, with which reading begins; what a
/// running training saves every few seconds does without. @throws Error.
void writeModelFile(const std::filesystem::path &path, const TrainedModel &model);
void writeModelFile(
    const std::filesystem::path &path, const TrainedModel &model, const GoldenSample &golden);
/// A file with weights that no ConvScope wrote: they can be imported into a model.
class WeightsOnly : public Error {
public:
    using Error::Error;
};

/// @throws Error naming the file and what is wrong with it, WeightsOnly where it is no model of
/// this program; never a half-read model.
TrainedModel readModelFile(const std::filesystem::path &path);
/// A run folder (its best model, or its last where there is no best) or a model file.
TrainedModel loadModel(const std::filesystem::path &path);
/// The same, with what it is.
ModelOfRun loadModelOfRun(const std::filesystem::path &path);

/// The metadata of such a file besides its weights; other formats have the same.
std::map<std::string, std::string> modelMetadata(
    const TrainedModel &model, const GoldenSample &golden);

} // namespace convscope
