// SPDX-License-Identifier: GPL-3.0-or-later
// A file that is being written has a name of its own until it is whole:
// ".convscope.<process>-<n>.part", short whatever name it will get. A lock on it tells that its
// writer is still at work; the lock ends with the process, however that ends, and files without a
// lock are swept away.
#pragma once
#include "core/base/files/descriptor.h"
#include <filesystem>

namespace convscope {

struct Unfinished {
    std::filesystem::path path;
    Descriptor lock; ///< open for writing where it is a file
};

/// A new, empty file with these permissions (less the umask). Without a lock: errno says why it
/// could not be made.
Unfinished beginFile(const std::filesystem::path &folder, unsigned permissions);
/// A new, empty folder that only this person may enter. Without a lock: as above.
Unfinished beginFolder(const std::filesystem::path &folder);

/// Removes the files and folders that a process left unfinished which is no more, also one of an
/// earlier version. What cannot be removed stays.
void removeUnfinished(const std::filesystem::path &folder);

} // namespace convscope
