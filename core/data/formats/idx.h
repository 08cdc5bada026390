// SPDX-License-Identifier: GPL-3.0-or-later
// The format "idx": the four files of MNIST and its family, packed with gzip or not.
#pragma once
#include "core/data/dataset/dataset.h"

namespace convscope {

/// A folder with, or itself, a file named "…images-idx3-ubyte", "…labels-idx1-ubyte", also with a
/// dot for the last dash but one ("train-images.idx3-ubyte") and with ".gz".
bool probeIdx(const std::filesystem::path &path);

/// "train-…" trains and "t10k-…" tests; with a prefix, as EMNIST has it ("emnist-letters-train-…",
/// "emnist-letters-test-…"), the files of one prefix belong together. The classes are the labels
/// that occur; for EMNIST they have the names of its mapping file, and its images, which lie on
/// their side in the files, are turned upright. @throws Error naming the file, and what was
/// expected and found.
std::unique_ptr<Dataset> openIdx(const std::filesystem::path &path, const Progress &progress);

/// With names for the labels 0, 1, …
std::unique_ptr<Dataset> openIdxNamed(const std::filesystem::path &path, const Progress &progress,
    const std::vector<std::string> &names);

} // namespace convscope
