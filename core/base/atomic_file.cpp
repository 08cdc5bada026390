// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace convscope {

namespace {

[[noreturn]] void fail(const std::filesystem::path &path, const std::string &what)
{
    const std::string reason = std::strerror(errno); // NOLINT(concurrency-mt-unsafe)
    throw Error(path.string() + ": cannot " + what + ": " + reason);
}

std::filesystem::path temporarySibling(const std::filesystem::path &target)
{
    static std::atomic<unsigned> counter { 0 };
    return target.parent_path()
        / ("." + target.filename().string() + "." + std::to_string(::getpid()) + "-"
            + std::to_string(counter++) + ".part");
}

// Makes the rename itself last through a power cut. Not every file system can.
void syncFolder(const std::filesystem::path &folder)
{
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}

} // namespace

AtomicFile::AtomicFile(const std::filesystem::path &target)
    : m_target(std::filesystem::absolute(target))
    , m_temporary(temporarySibling(m_target))
{
    constexpr int kMode = 0666; // less the umask
    m_descriptor = ::open(m_temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kMode);
    if (m_descriptor < 0)
        fail(m_target, "create it");
}

AtomicFile::~AtomicFile()
{
    if (m_descriptor < 0)
        return;
    ::close(m_descriptor);
    ::unlink(m_temporary.c_str());
}

void AtomicFile::write(std::span<const std::uint8_t> bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(m_descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            fail(m_target, "write it");
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

void AtomicFile::write(std::string_view text)
{
    write({ reinterpret_cast<const std::uint8_t *>(text.data()), text.size() });
}

void AtomicFile::commit()
{
    if (::fsync(m_descriptor) != 0)
        fail(m_target, "write it");
    rename();
    syncFolder(m_target.parent_path());
}

void AtomicFile::commitUnflushed()
{
    rename();
}

void AtomicFile::rename()
{
    if (::close(std::exchange(m_descriptor, -1)) != 0
        || ::rename(m_temporary.c_str(), m_target.c_str()) != 0) {
        const int reason = errno;
        ::unlink(m_temporary.c_str());
        errno = reason;
        fail(m_target, "write it");
    }
}

void moveIntoPlace(const std::filesystem::path &finished, const std::filesystem::path &target)
{
    const int descriptor = ::open(finished.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0)
        fail(target, "write it");
    const bool isFlushed = ::fsync(descriptor) == 0;
    const int reason = errno;
    ::close(descriptor);
    errno = reason;
    if (!isFlushed || ::rename(finished.c_str(), target.c_str()) != 0)
        fail(target, "write it");
    syncFolder(std::filesystem::absolute(target).parent_path());
}

void writeFileAtomically(const std::filesystem::path &path, std::string_view content)
{
    AtomicFile file(path);
    file.write(content);
    file.commit();
}

} // namespace convscope
