// SPDX-License-Identifier: GPL-3.0-or-later
// The format "cifar": CIFAR-10 and CIFAR-100 as published for C programs (the binary version).
#pragma once
#include "core/data/dataset/dataset.h"

namespace convscope {

/// A folder with, or itself, "data_batch_N.bin" and "test_batch.bin" (CIFAR-10) or "train.bin" and
/// "test.bin" (CIFAR-100) whose lengths are whole records.
bool probeCifar(const std::filesystem::path &path);

/// All such files of the folder; those of the test bring their own split. The class names come from
/// batches.meta.txt or fine_label_names.txt beside them, or are the numbers.
/// @throws Error naming the file, and what was expected and found.
std::unique_ptr<Dataset> openCifar(const std::filesystem::path &path, const Progress &progress);

} // namespace convscope
