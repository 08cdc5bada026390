// SPDX-License-Identifier: GPL-3.0-or-later
// FolderIdentity: tells a folder from another one that has come into its place.
#pragma once
#include "core/base/files/descriptor.h"
#include <filesystem>

namespace convscope {

/// Holds on to the folder that a path leads to now. Any thread.
class FolderIdentity {
public:
    explicit FolderIdentity(std::filesystem::path path);

    /// @throws Error where the path leads to no folder or to another one by now: it was renamed,
    /// deleted, or is on a disk that was taken away. What is written there would be lost to its
    /// owner, or be put among somebody else's files.
    void check() const;

private:
    std::filesystem::path m_path;
    Descriptor m_folder;
};

} // namespace convscope
