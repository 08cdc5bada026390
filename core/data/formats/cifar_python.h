// SPDX-License-Identifier: GPL-3.0-or-later
// The format "cifar-python": CIFAR-10 and CIFAR-100 as published for Python, in pickles.
#pragma once
#include "core/data/dataset/dataset.h"

namespace convscope {

/// A folder with "data_batch_N" and "test_batch" (CIFAR-10) or "train" and "test" (CIFAR-100) that
/// are pickles, or itself any pickle: what is wrong with that one is better said on opening it.
bool probeCifarPython(const std::filesystem::path &path);

/// All such files of the folder; those of the test bring their own split. The class names come from
/// "batches.meta" or "meta" beside them, or are the numbers.
/// @throws Error naming the file, and what was expected and found.
std::unique_ptr<Dataset> openCifarPython(
    const std::filesystem::path &path, const Progress &progress);

} // namespace convscope
