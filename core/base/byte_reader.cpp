// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/byte_reader.h"
#include "core/base/error.h"
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
            + " bytes are wanted at byte " + std::to_string(m_position) + ", "
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

/// Closes what open() gave.
class Descriptor {
public:
    explicit Descriptor(int number)
        : m_number(number)
    {
    }
    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    int number() const { return m_number; }

private:
    int m_number;
};

} // namespace

std::vector<std::uint8_t> readFile(const std::filesystem::path &path, std::size_t limit)
{
    const auto fail = [&](const std::string &reason) {
        throw Error(path.string() + ": " + reason);
    };
    const Descriptor file(
        ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)); // a pipe must not hang
    struct stat facts { };
    if (file.number() < 0 || ::fstat(file.number(), &facts) != 0)
        fail(
            std::strerror(errno)); // NOLINT(concurrency-mt-unsafe): glibc's is safe for known codes
    if (!S_ISREG(facts.st_mode))
        fail(S_ISDIR(facts.st_mode) ? "it is a folder" : "it is not an ordinary file");
    const auto size = static_cast<std::size_t>(facts.st_size);
    if (size > limit)
        fail("it has " + std::to_string(size) + " bytes, more than the " + std::to_string(limit)
            + " that are allowed here");
    std::vector<std::uint8_t> bytes(size);
    std::size_t done = 0;
    while (done < size) {
        const ssize_t got = ::read(file.number(), bytes.data() + done, size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            fail(std::strerror(errno)); // NOLINT(concurrency-mt-unsafe)
        if (got == 0)
            fail("it became shorter while it was read");
        done += static_cast<std::size_t>(got);
    }
    return bytes;
}

std::vector<std::uint8_t> gunzip(
    const std::string &name, std::span<const std::uint8_t> bytes, std::size_t limit)
{
    constexpr int kGzip = 16 + MAX_WBITS;
    constexpr std::size_t kStep = 1U << 20U;
    z_stream stream {};
    if (inflateInit2(&stream, kGzip) != Z_OK)
        throw Error(name + ": there is not enough memory to unpack it");
    stream.next_in = const_cast<std::uint8_t *>(bytes.data()); // zlib only reads it
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::vector<std::uint8_t> unpacked;
    int status = Z_OK;
    while (status == Z_OK && unpacked.size() <= limit) {
        const std::size_t done = unpacked.size();
        unpacked.resize(done + kStep);
        stream.next_out = unpacked.data() + done;
        stream.avail_out = kStep;
        status = inflate(&stream, Z_NO_FLUSH);
        unpacked.resize(unpacked.size() - stream.avail_out);
        if (status == Z_STREAM_END && stream.avail_in > 0 && inflateReset(&stream) == Z_OK)
            status = Z_OK; // another member follows
    }
    inflateEnd(&stream);
    if (unpacked.size() > limit)
        throw Error(name + ": it unpacks to more than the " + std::to_string(limit)
            + " bytes that are allowed here");
    if (status != Z_STREAM_END)
        throw Error(name + ": its gzip data is damaged or cut off");
    return unpacked;
}

} // namespace convscope
