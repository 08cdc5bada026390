// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/failing_calls.h"
#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace convscope::test {

namespace {

struct Failure {
    Call call;
    std::string below;
    int error, nth;
    int met = 0;
};
std::optional<Failure> g_failure;
std::optional<std::string> g_shortBelow;

std::string pathOf(int descriptor)
{
    std::array<char, 4096> path {};
    const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
    const ssize_t length = ::readlink(link.c_str(), path.data(), path.size());
    return { path.data(), std::size_t(std::max<ssize_t>(length, 0)) };
}

bool fails(Call call, const std::string &path)
{
    if (!g_failure || g_failure->call != call || !path.starts_with(g_failure->below)
        || ++g_failure->met < g_failure->nth)
        return false;
    errno = g_failure->error;
    return true;
}

bool isFolder(int descriptor)
{
    struct stat facts { };
    return ::fstat(descriptor, &facts) == 0 && S_ISDIR(facts.st_mode);
}

/// Nothing: as it is without short writes.
std::optional<ssize_t> shortWrite(int descriptor, const void *bytes, std::size_t count)
{
    static bool isInterrupted = false;
    if (!g_shortBelow || !pathOf(descriptor).starts_with(*g_shortBelow))
        return {};
    isInterrupted = !isInterrupted;
    if (isInterrupted) {
        errno = EINTR;
        return -1;
    }
    constexpr std::size_t kMax = 3;
    return ::syscall(SYS_write, descriptor, bytes, std::min(count, kMax));
}

} // namespace

FailingCall::FailingCall(Call call, const std::filesystem::path &below, int error, int nth)
{
    g_failure = Failure { .call = call, .below = below.string(), .error = error, .nth = nth };
}
FailingCall::~FailingCall()
{
    g_failure.reset();
}
int FailingCall::met() const
{
    return g_failure->met;
}

ShortWrites::ShortWrites(const std::filesystem::path &below)
{
    g_shortBelow = below.string();
}
ShortWrites::~ShortWrites()
{
    g_shortBelow.reset();
}

} // namespace convscope::test

using convscope::test::Call;
using convscope::test::fails;

extern "C" {

#define BEFORE_LIBC __attribute__((visibility("default")))

BEFORE_LIBC ssize_t write(int descriptor, const void *bytes, std::size_t count)
{
    if (const auto taken = convscope::test::shortWrite(descriptor, bytes, count))
        return *taken;
    if (convscope::test::g_failure && fails(Call::Write, convscope::test::pathOf(descriptor)))
        return -1;
    return ::syscall(SYS_write, descriptor, bytes, count);
}

BEFORE_LIBC int fsync(int descriptor)
{
    const Call call = convscope::test::isFolder(descriptor) ? Call::FlushFolder : Call::Flush;
    if (fails(call, convscope::test::pathOf(descriptor)))
        return -1;
    return int(::syscall(SYS_fsync, descriptor));
}

BEFORE_LIBC int close(int descriptor)
{
    const bool hasFailed
        = convscope::test::g_failure && fails(Call::Close, convscope::test::pathOf(descriptor));
    const int reason = errno;
    const int status = int(::syscall(SYS_close, descriptor));
    errno = hasFailed ? reason : errno;
    return hasFailed ? -1 : status;
}

BEFORE_LIBC int rename(const char *from, const char *to) noexcept
{
    return fails(Call::Rename, to) ? -1 : int(::syscall(SYS_rename, from, to));
}

} // extern "C"
