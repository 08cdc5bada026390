// SPDX-License-Identifier: GPL-3.0-or-later
// images.csv of a run folder: which images were in which part of a run. It is what later judges the
// run by, however the dataset has changed since.
#pragma once
#include "core/data/prepare/listed_images.h"
#include "core/io/tensors/file_mark.h"

namespace convscope {

/// With the header "path,sha256,class,split,group", quoted after RFC 4180. @throws Error.
FileMark writeImageList(const std::filesystem::path &file, const std::vector<ListedImage> &images);
/// @throws Error naming the file where it is missing, not what `mark` vouches for, or has a line
/// that describes no image.
std::vector<ListedImage> readImageList(
    const std::filesystem::path &file, const std::optional<FileMark> &mark);

} // namespace convscope
