// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files/file_target.h"
#include "core/base/files/storage_error.h"
#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <tuple>
#include <unistd.h>

namespace convscope {

namespace fs = std::filesystem;

namespace {

constexpr mode_t kPermissions = 0777;

std::string kindOf(mode_t mode)
{
    if (S_ISDIR(mode))
        return "a folder";
    if (S_ISFIFO(mode))
        return "a pipe";
    if (S_ISSOCK(mode))
        return "a socket";
    return "a device";
}

/// One link after the other: the last may name a file that is not there yet.
fs::path withoutLinks(const FileTarget &target)
{
    constexpr int kMax = 40; // as Linux itself
    fs::path path = fs::absolute(target.asked);
    for (int i = 0; i < kMax; ++i) {
        std::error_code error;
        if (!fs::is_symlink(fs::symlink_status(path, error)))
            return path;
        path = path.parent_path() / fs::read_symlink(path, error);
        if (error) {
            errno = error.value();
            target.fail("write it");
        }
    }
    errno = ELOOP;
    target.fail("write it");
}

} // namespace

void FileTarget::fail(const std::string &what) const
{
    const int reason = errno;
    const std::string text = std::strerror(reason); // NOLINT(concurrency-mt-unsafe)
    throwWriteError(asked.string() + ": cannot " + what + ": " + text, reason);
}

void FileTarget::passRightsTo(const fs::path &replacement) const
{
    if (!rights)
        return;
    // Only root may give files away; and some file systems know no rights at all.
    std::ignore = ::lchown(replacement.c_str(), rights->owner, rights->group);
    std::ignore = ::chmod(replacement.c_str(), rights->mode);
}

FileTarget fileTarget(const fs::path &asked)
{
    FileTarget target { .asked = asked, .path = {}, .rights = {} };
    struct stat facts { };
    const bool isThere = ::stat(asked.c_str(), &facts) == 0;
    if (!isThere && errno != ENOENT)
        target.fail("write it");
    if (isThere && !S_ISREG(facts.st_mode))
        throw Error(asked.string() + ": it is " + kindOf(facts.st_mode)
            + ", which is not to be replaced; give the name of a file");
    if (isThere)
        target.rights = {
            .mode = facts.st_mode & kPermissions, .owner = facts.st_uid, .group = facts.st_gid
        };
    target.path = withoutLinks(target);
    return target;
}

} // namespace convscope
