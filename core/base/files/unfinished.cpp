// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files/unfinished.h"
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <vector>

namespace convscope {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kEnding = ".part";

std::string newName()
{
    static std::atomic<unsigned> counter { 0 };
    return ".convscope." + std::to_string(::getpid()) + "-" + std::to_string(counter++)
        + std::string(kEnding);
}

bool isNumber(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// ".anything.12-3.part"; the first version wrote the later name for "anything".
bool isUnfinishedName(std::string_view name)
{
    if (!name.starts_with('.') || !name.ends_with(kEnding))
        return false;
    name.remove_suffix(kEnding.size());
    name.remove_prefix(name.rfind('.') + 1);
    const std::size_t dash = name.find('-');
    return dash != std::string_view::npos && isNumber(name.substr(0, dash))
        && isNumber(name.substr(dash + 1));
}

/// Whether nobody else holds it. A file system without locks keeps what is left there.
bool takeLock(const Descriptor &file)
{
    return ::flock(file.number(), LOCK_EX | LOCK_NB) == 0;
}

/// Another name is tried where that one is taken, and where somebody swept in the moment before the
/// lock.
template<typename Make>
Unfinished begin(const fs::path &folder, Make &&make)
{
    constexpr int kTries = 1000;
    for (int i = 0; i < kTries; ++i) {
        Unfinished made { .path = folder / newName(), .lock = {} };
        made.lock = make(made.path);
        if (!made.lock.isOpen()) {
            if (errno == EEXIST || (errno == ENOENT && fs::exists(folder)))
                continue;
            return made;
        }
        const bool isTaken = !takeLock(made.lock) && errno == EWOULDBLOCK;
        if (!isTaken && fs::exists(made.path))
            return made;
    }
    errno = EBUSY;
    return {};
}

} // namespace

Unfinished beginFile(const fs::path &folder, unsigned permissions)
{
    return begin(folder, [&](const fs::path &path) {
        return Descriptor(
            ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(permissions)));
    });
}

Unfinished beginFolder(const fs::path &folder)
{
    return begin(folder, [](const fs::path &path) {
        constexpr mode_t kOwnerOnly = 0700;
        return Descriptor(::mkdir(path.c_str(), kOwnerOnly) == 0
                ? ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
                : -1);
    });
}

void removeUnfinished(const fs::path &folder)
{
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (isUnfinishedName(at->path().filename().string()))
            found.push_back(at->path());
    for (const fs::path &path : found) {
        const Descriptor left(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
        if (left.isOpen() && takeLock(left))
            fs::remove_all(path, error);
    }
}

} // namespace convscope
