// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files/folder_identity.h"
#include "core/base/files/storage_error.h"
#include <fcntl.h>
#include <sys/stat.h>

namespace convscope {

FolderIdentity::FolderIdentity(std::filesystem::path path)
    : m_path(std::move(path))
    , m_folder(::open(m_path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC))
{
}

// The descriptor keeps the folder's number from being given to another one.
void FolderIdentity::check() const
{
    struct stat then {
    }, now {};
    const bool isSame = ::fstat(m_folder.number(), &then) == 0 && ::stat(m_path.c_str(), &now) == 0
        && then.st_dev == now.st_dev && then.st_ino == now.st_ino;
    if (!isSame)
        throw StorageError(m_path.string()
            + ": this folder was moved, deleted or taken away meanwhile; put it back");
}

} // namespace convscope
