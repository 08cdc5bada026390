// SPDX-License-Identifier: GPL-3.0-or-later
// Takes known files out of a .tar.gz that nobody vouches for.
#pragma once
#include "app/download/checksum.h"
#include "app/download/dataset_catalogue.h"
#include <filesystem>
#include <vector>

namespace convscope {

/// Writes the requested files into `folder`, by their last name alone, and returns their checksums.
/// Only plain files with exactly the requested paths are taken, whatever else is in there. All
/// appear when all have been read; else none does.
/// @throws Error when one is missing, twice there, no plain file or too large, when the archive is
/// damaged or holds far more than is asked for, or when a file cannot be written; Cancelled.
ChecksumList unpackFiles(const std::filesystem::path &archive,
    const std::vector<PackedFile> &requested, const std::filesystem::path &folder,
    const Progress &progress = noProgress);

} // namespace convscope
