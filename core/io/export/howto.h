// SPDX-License-Identifier: GPL-3.0-or-later
// The howto beside every export: a short text with programs, ready to copy, that load the file,
// prepare an image and predict. Pure.
#pragma once
#include "core/train/setup/trained_model.h"

namespace convscope {

/// `format` is an ExportFormat's name, `file` that of the file or folder, without its path, and
/// `hasGolden` whether a golden image is in it. Programs are indented by four spaces under a
/// heading; they run in the folder of the file. @throws Error naming a format that there is not, or
/// a layer that cannot be written.
std::string howto(
    const std::string &format, const std::string &file, const TrainedModel &model, bool hasGolden);

} // namespace convscope
