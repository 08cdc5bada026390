// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/folder_lock.h"
#include "core/base/error.h"
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>

namespace convscope {

namespace {

Descriptor openFolder(const std::filesystem::path &folder)
{
    return Descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

/// Takes it where it is free. A file system without locks is no reason to refuse a run.
bool isTaken(const Descriptor &folder)
{
    return folder.isOpen() && ::flock(folder.number(), LOCK_EX | LOCK_NB) != 0
        && errno == EWOULDBLOCK;
}

} // namespace

FolderLock::FolderLock(const std::filesystem::path &folder)
    : m_folder(openFolder(folder))
{
    if (isTaken(m_folder))
        throw Error(
            folder.string() + ": this run is going on in another program; stop it there first");
}

bool FolderLock::isHeld(const std::filesystem::path &folder)
{
    return isTaken(openFolder(folder));
}

} // namespace convscope
