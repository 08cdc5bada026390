// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files/folder_lock.h"
#include "core/base/error.h"
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>

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

// Somebody who only asks, as isHeld() does, has it for a moment too.
FolderLock::FolderLock(const std::filesystem::path &folder)
    : m_folder(openFolder(folder))
{
    constexpr int kTries = 20;
    constexpr std::chrono::milliseconds kPause { 5 };
    int tries = 1;
    while (isTaken(m_folder) && ++tries <= kTries)
        std::this_thread::sleep_for(kPause);
    if (tries > kTries)
        throw Error(
            folder.string() + ": this run is going on, here or in another program; stop it first");
}

bool FolderLock::isHeld(const std::filesystem::path &folder)
{
    return isTaken(openFolder(folder));
}

} // namespace convscope
