// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/prepare/pixel_buffer.h"
#include "core/base/error.h"
#include "core/base/files/guarded_mapping.h"
#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <system_error>

namespace convscope {

namespace fs = std::filesystem;

struct PixelBuffer::Storage {
    std::vector<std::uint8_t> memory;
    fs::path folder; // the file's folder; empty: in memory
    Descriptor file;
    std::unique_ptr<GuardedMapping> mapped; // null: in memory
};

namespace {

std::string inMegabytes(std::size_t bytes)
{
    return std::to_string((bytes >> 20U) + 1) + " MB";
}

[[noreturn]] void failFull(const fs::path &folder, std::size_t size)
{
    throw Error(folder.string() + ": the prepared images need " + inMegabytes(size)
        + " there, and the disk has less; free some, or choose a smaller size or fewer images");
}

[[noreturn]] void failWith(const fs::path &folder, int code)
{
    throw Error(folder.string()
        + ": the prepared images cannot be kept there: " + std::generic_category().message(code));
}

/// Without a name from the start where the file system can; else its name is taken off at once.
Descriptor namelessFile(const fs::path &folder)
{
    constexpr int kMode = 0600;
    Descriptor file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, kMode));
    if (file.isOpen())
        return file;
    std::string name = (folder / ".pixels-XXXXXX").string();
    file = Descriptor(::mkostemp(name.data(), O_CLOEXEC));
    if (!file.isOpen())
        failWith(folder, errno);
    ::unlink(name.c_str());
    return file;
}

/// So that a disk that becomes full meanwhile cannot take away what is mapped.
void reserve(const Descriptor &file, const fs::path &folder, std::size_t size)
{
    std::error_code code;
    const fs::space_info space = fs::space(folder, code);
    if (!code && size > space.available)
        failFull(folder, size);
    const int failure = ::posix_fallocate(file.number(), 0, static_cast<off_t>(size));
    if (failure == ENOSPC || failure == EFBIG)
        failFull(folder, size);
    if (failure != 0)
        failWith(folder, failure);
}

} // namespace

PixelBuffer::PixelBuffer(std::vector<std::uint8_t> bytes)
    : m_storage(std::make_shared<Storage>())
    , m_size(bytes.size())
{
    m_storage->memory = std::move(bytes);
}

PixelBuffer PixelBuffer::onDisk(const fs::path &folder, std::size_t size)
{
    PixelBuffer buffer;
    if (size == 0)
        return buffer;
    auto storage = std::make_shared<Storage>();
    storage->folder = folder;
    storage->file = namelessFile(folder);
    reserve(storage->file, folder, size);
    storage->mapped = GuardedMapping::of(storage->file, size);
    if (!storage->mapped)
        failWith(folder, errno);
    buffer.m_storage = std::move(storage);
    buffer.m_size = size;
    return buffer;
}

PixelBuffer PixelBuffer::ofFile(
    Descriptor file, const fs::path &folder, std::size_t at, std::size_t size)
{
    PixelBuffer buffer;
    if (size == 0)
        return buffer;
    auto storage = std::make_shared<Storage>();
    storage->folder = folder;
    storage->file = std::move(file);
    // From the start on: a mapping can only begin at a whole page.
    storage->mapped = GuardedMapping::of(storage->file, at + size);
    if (!storage->mapped)
        failWith(folder, errno);
    buffer.m_storage = std::move(storage);
    buffer.m_at = at;
    buffer.m_size = size;
    return buffer;
}

const std::uint8_t *PixelBuffer::data() const
{
    if (!m_storage)
        return nullptr;
    if (!m_storage->mapped)
        return m_at + m_storage->memory.data();
    if (m_storage->mapped->hasFailed())
        throw Error(m_storage->folder.string()
            + ": the prepared images that are kept there were changed, or can no longer be read, "
              "while they were in use; open the dataset again, or resume the run: they are made "
              "anew");
    return m_at + m_storage->mapped->data();
}

bool PixelBuffer::isOnDisk() const
{
    return m_storage && m_storage->mapped;
}

void PixelBuffer::write(std::size_t at, std::span<const std::uint8_t> bytes)
{
    assert(at + bytes.size() <= m_size);
    if (!isOnDisk()) {
        std::ranges::copy(bytes, room(at, bytes.size()).begin());
        return;
    }
    at += m_at;
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(
            m_storage->file.number(), bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            errno == ENOSPC ? failFull(m_storage->folder, m_size)
                            : failWith(m_storage->folder, errno);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        at += static_cast<std::size_t>(written);
    }
}

std::span<std::uint8_t> PixelBuffer::room(std::size_t at, std::size_t size)
{
    assert(at + size <= m_size);
    if (!m_storage || isOnDisk())
        return {};
    return std::span(m_storage->memory).subspan(m_at + at, size);
}

void PixelBuffer::moveDown(std::size_t to, std::size_t from, std::size_t count)
{
    assert(to <= from && from + count <= m_size);
    if (to == from)
        return;
    if (!isOnDisk()) {
        std::memmove(room(to, count).data(), data() + from, count);
        return;
    }
    const std::vector<std::uint8_t> bytes(data() + from, data() + from + count);
    write(to, bytes);
    forget();
}

PixelBuffer PixelBuffer::slice(std::size_t at, std::size_t size) const
{
    assert(at + size <= m_size);
    PixelBuffer part;
    if (size > 0) {
        part.m_storage = m_storage;
        part.m_at = m_at + at;
        part.m_size = size;
    }
    return part;
}

void PixelBuffer::append(const PixelBuffer &more)
{
    if (empty()) {
        *this = more;
        return;
    }
    if (more.empty())
        return;
    if (m_storage == more.m_storage && m_at + m_size == more.m_at) {
        m_size += more.m_size;
        return;
    }
    const std::size_t size = m_size + more.m_size;
    const PixelBuffer &disk = isOnDisk() ? *this : more;
    PixelBuffer both = disk.isOnDisk() ? onDisk(disk.m_storage->folder, size)
                                       : PixelBuffer(std::vector<std::uint8_t>(size));
    std::size_t at = 0;
    for (const PixelBuffer *part : std::initializer_list<const PixelBuffer *> { this, &more })
        part->inPieces(1, [&](std::span<const std::uint8_t> piece) {
            both.write(at, piece);
            at += piece.size();
        });
    *this = std::move(both);
}

void PixelBuffer::forget() const
{
    if (isOnDisk())
        m_storage->mapped->forget();
}

bool operator==(const PixelBuffer &a, const PixelBuffer &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

} // namespace convscope
