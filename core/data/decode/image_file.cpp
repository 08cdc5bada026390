// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/decode/image_file.h"
#include "core/base/error.h"
#include "core/base/files/descriptor.h"
#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace convscope {

namespace {

constexpr std::size_t kMaxImageFile = std::size_t { 1 }
    << 30U; // 100 million pixels fit, whatever the format

[[noreturn]] void failWith(int code)
{
    switch (code) {
    case ENOENT:
    case ENOTDIR:
        throw Error("no such file");
    case EACCES:
    case EPERM:
        throw Error("no permission to read it");
    case ELOOP:
        throw Error("a link that leads nowhere");
    case ENXIO: // a socket
        throw Error("not a file");
    default:
        throw Error("cannot be read: " + std::generic_category().message(code));
    }
}

// Not waiting for a pipe's other end: whether it is a regular file is known only afterwards.
Descriptor openedFile(const std::filesystem::path &path)
{
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file.isOpen())
        failWith(errno);
    return file;
}

std::size_t sizeOf(const Descriptor &file)
{
    struct stat facts { };
    if (::fstat(file.number(), &facts) != 0)
        failWith(errno);
    if (!S_ISREG(facts.st_mode))
        throw Error("not a file");
    if (facts.st_size == 0)
        throw Error("empty file");
    return static_cast<std::size_t>(facts.st_size);
}

std::vector<std::uint8_t> readUpTo(const Descriptor &file, std::size_t count)
{
    std::vector<std::uint8_t> bytes(count);
    std::size_t done = 0;
    while (done < count) {
        const auto got = ::read(file.number(), bytes.data() + done, count - done);
        if (got < 0 && errno != EINTR)
            failWith(errno);
        if (got == 0)
            break; // it became shorter meanwhile
        done += static_cast<std::size_t>(std::max<::ssize_t>(got, 0));
    }
    bytes.resize(done);
    return bytes;
}

} // namespace

std::vector<std::uint8_t> readImageFile(const std::filesystem::path &path)
{
    const Descriptor file = openedFile(path);
    const std::size_t size = sizeOf(file);
    if (size > kMaxImageFile)
        throw Error("too large: a file of " + std::to_string(size >> 20U) + " MB");
    return readUpTo(file, size);
}

std::vector<std::uint8_t> readImageStart(const std::filesystem::path &path, std::size_t most)
{
    const Descriptor file = openedFile(path);
    return readUpTo(file, std::min(sizeOf(file), most));
}

} // namespace convscope
