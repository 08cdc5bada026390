// SPDX-License-Identifier: GPL-3.0-or-later
// Files that belong together: an export, the text that explains it, images of one kind. All of
// them get their names, or none.
#pragma once
#include <filesystem>
#include <functional>

namespace convscope {

/// `write` makes the files in the empty folder it is given, which nobody else may look into; then
/// they move to `folder`. A folder that is not there yet appears whole; in one that is there, files
/// of these names are replaced, as AtomicFile does, and others stay. Where anything fails,
/// everything is as before. What `write` says of its folder is told of `folder`, and an error of
/// the place of `asked`, the file or folder that the person named.
/// @throws Error.
void writeTogether(const std::filesystem::path &folder, const std::filesystem::path &asked,
    const std::function<void(const std::filesystem::path &folder)> &write);

/// The same for a folder that the person named, made together with those it is to lie in.
void writeFolder(const std::filesystem::path &folder,
    const std::function<void(const std::filesystem::path &folder)> &write);

/// Without the slash that a person may have typed behind it.
std::filesystem::path plainPath(const std::filesystem::path &path);

} // namespace convscope
