// SPDX-License-Identifier: GPL-3.0-or-later
// FolderLock: only one program at a time writes a run. It ends with its process, however that ends.
#pragma once
#include "core/base/files/descriptor.h"
#include <filesystem>

namespace convscope {

class FolderLock {
public:
    /// @throws Error when another program, or another run of this one, has the folder.
    explicit FolderLock(const std::filesystem::path &folder);
    /// Whether somebody has it now.
    static bool isHeld(const std::filesystem::path &folder);

private:
    Descriptor m_folder;
};

} // namespace convscope
