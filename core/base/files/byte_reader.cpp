// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files/byte_reader.h"
#include "core/base/error.h"
#include "core/base/files/descriptor.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

namespace convscope {

BoundedReader::BoundedReader(std::string name, std::span<const std::uint8_t> bytes)
    : m_name(std::move(name))
    , m_bytes(bytes)
{
}

std::span<const std::uint8_t> BoundedReader::take(std::size_t count, std::string_view what)
{
    if (count > left())
        fail("it ends in the middle of " + std::string(what) + ": " + std::to_string(count)
            + " bytes are needed at byte " + std::to_string(m_position) + ", "
            + std::to_string(left()) + " are left");
    const auto taken = m_bytes.subspan(m_position, count);
    m_position += count;
    return taken;
}

std::uint8_t BoundedReader::u8(std::string_view what)
{
    return take(1, what)[0];
}

namespace {

std::uint64_t littleEndian(std::span<const std::uint8_t> bytes)
{
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        value = (value << 8U) | bytes[i];
    return value;
}

} // namespace

std::uint16_t BoundedReader::u16Little(std::string_view what)
{
    return static_cast<std::uint16_t>(littleEndian(take(2, what)));
}

std::uint32_t BoundedReader::u32Little(std::string_view what)
{
    return static_cast<std::uint32_t>(littleEndian(take(4, what)));
}

std::uint64_t BoundedReader::u64Little(std::string_view what)
{
    return littleEndian(take(8, what));
}

std::uint32_t BoundedReader::u32Big(std::string_view what)
{
    std::uint32_t value = 0;
    for (const std::uint8_t byte : take(4, what))
        value = (value << 8U) | byte;
    return value;
}

void BoundedReader::fail(const std::string &reason) const
{
    throw Error(m_name + ": " + reason);
}

namespace {

[[noreturn]] void failAt(const std::filesystem::path &path, const std::string &reason)
{
    throw Error(path.string() + ": " + reason);
}

std::string systemReason()
{
    return std::strerror(errno); // NOLINT(concurrency-mt-unsafe): glibc's is safe for known codes
}

struct OpenFile {
    Descriptor descriptor;
    std::size_t size;
};

OpenFile openOrdinary(const std::filesystem::path &path)
{
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)); // no pipe may hang
    struct stat facts { };
    if (file.number() < 0 || ::fstat(file.number(), &facts) != 0)
        failAt(path, systemReason());
    if (!S_ISREG(facts.st_mode))
        failAt(path, S_ISDIR(facts.st_mode) ? "it is a folder" : "it is not an ordinary file");
    return { std::move(file), static_cast<std::size_t>(facts.st_size) };
}

/// As many bytes as there are room for, or until the end; returns how many.
std::size_t readInto(const OpenFile &file, const std::filesystem::path &path, std::size_t offset,
    std::span<std::uint8_t> bytes)
{
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t got = ::pread(file.descriptor.number(), bytes.data() + done,
            bytes.size() - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            failAt(path, systemReason());
        if (got == 0)
            break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

} // namespace

std::vector<std::uint8_t> readFile(const std::filesystem::path &path, std::size_t limit)
{
    const OpenFile file = openOrdinary(path);
    if (file.size > limit)
        failAt(path,
            "it has " + std::to_string(file.size) + " bytes, more than the " + std::to_string(limit)
                + " that are allowed here");
    std::vector<std::uint8_t> bytes(file.size);
    if (readInto(file, path, 0, bytes) < bytes.size())
        failAt(path, "it became shorter while it was read");
    return bytes;
}

std::vector<std::uint8_t> readFilePart(
    const std::filesystem::path &path, std::size_t offset, std::size_t count)
{
    const OpenFile file = openOrdinary(path);
    std::vector<std::uint8_t> bytes(std::min(count, file.size - std::min(offset, file.size)));
    bytes.resize(readInto(file, path, offset, bytes));
    return bytes;
}

namespace {

/// zlib's stream over bytes that it does not own.
class Inflation {
public:
    Inflation(const std::string &name, std::span<const std::uint8_t> bytes)
        : m_name(name)
        , m_rest(bytes)
    {
        constexpr int kGzip = 16 + MAX_WBITS;
        if (inflateInit2(&m_stream, kGzip) != Z_OK)
            throw Error(m_name + ": there is not enough memory to unpack it");
    }
    ~Inflation() { inflateEnd(&m_stream); }
    Inflation(const Inflation &) = delete;
    Inflation &operator=(const Inflation &) = delete;

    bool atEnd() const { return m_atEnd; }

    /// Fills the room as far as there is something; less only at the end. @throws Error.
    std::size_t next(std::span<std::uint8_t> room)
    {
        m_stream.next_out = room.data();
        m_stream.avail_out = static_cast<uInt>(room.size());
        while (m_stream.avail_out > 0 && !m_atEnd) {
            if (m_stream.avail_in == 0)
                feed();
            const int status = inflate(&m_stream, Z_NO_FLUSH);
            if (status == Z_STREAM_END && !endsHere() && inflateReset(&m_stream) == Z_OK)
                continue; // another member follows
            m_atEnd = status == Z_STREAM_END;
            if (status != Z_STREAM_END && status != Z_OK)
                throw Error(m_name + ": its gzip data is damaged or cut off");
        }
        return room.size() - m_stream.avail_out;
    }

private:
    bool endsHere() const { return m_stream.avail_in == 0 && m_rest.empty(); }

    void feed()
    {
        constexpr std::size_t kMax = std::size_t { 1 } << 30U; // zlib counts with 32 bits
        const auto some = m_rest.first(std::min(m_rest.size(), kMax));
        m_stream.next_in = const_cast<std::uint8_t *>(some.data()); // zlib only reads it
        m_stream.avail_in = static_cast<uInt>(some.size());
        m_rest = m_rest.subspan(some.size());
    }

    const std::string &m_name;
    std::span<const std::uint8_t> m_rest;
    z_stream m_stream {};
    bool m_atEnd = false;
};

} // namespace

std::vector<std::uint8_t> gunzip(const std::string &name, std::span<const std::uint8_t> bytes,
    std::size_t limit, const Progress &progress)
{
    constexpr std::size_t kStep = std::size_t { 1 } << 20U;
    Inflation inflation(name, bytes);
    std::vector<std::uint8_t> unpacked;
    while (!inflation.atEnd()) {
        if (!progress(unpacked.size(), 0))
            throw Cancelled();
        const std::size_t done = unpacked.size();
        if (done == unpacked.capacity()) // never more than the limit, which may be the true size
            unpacked.reserve(std::min(std::max(2 * done, kStep), limit + 1));
        unpacked.resize(std::min(done + kStep, unpacked.capacity()));
        unpacked.resize(done + inflation.next(std::span(unpacked).subspan(done)));
        if (unpacked.size() > limit)
            throw Error(name + ": it unpacks to more than the " + std::to_string(limit)
                + " bytes that are allowed here");
    }
    return unpacked;
}

std::vector<std::uint8_t> gunzipStart(
    const std::string &name, std::span<const std::uint8_t> bytes, std::size_t count)
{
    std::vector<std::uint8_t> start(count);
    start.resize(Inflation(name, bytes).next(start));
    return start;
}

} // namespace convscope
