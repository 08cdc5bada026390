// SPDX-License-Identifier: GPL-3.0-or-later
// The facts that a run's folder tells about the images that the run had.
#pragma once
#include "core/train/measure/prepare_evaluation.h"
#include <filesystem>

namespace convscope {

/// The images of the run in `folder`; nothing where there is no such folder, because a model file
/// names none or the run was deleted. @throws Error naming the file that is missing or damaged.
std::optional<RunImages> imagesOfRun(const std::filesystem::path &folder);

} // namespace convscope
