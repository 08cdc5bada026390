// SPDX-License-Identifier: GPL-3.0-or-later
// Zip after PKWARE's APPNOTE.TXT, 4.3: local headers with the data, the central directory, its end.
#include "tests/support/npz_file.h"
#include <stdexcept>
#include <zlib.h>

namespace convscope::test {

namespace {

void appendBytes(Bytes &to, std::uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; ++i)
        to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void appendBytes(Bytes &to, const Bytes &bytes)
{
    to.insert(to.end(), bytes.begin(), bytes.end());
}

/// Deflate without zlib's own frame.
Bytes deflated(const Bytes &bytes)
{
    z_stream stream {};
    if (deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("zlib");
    Bytes packed(deflateBound(&stream, bytes.size()));
    stream.next_in = const_cast<std::uint8_t *>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = packed.data();
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

/// The fields that both kinds of header have: version to the length of what is extra.
void appendFacts(Bytes &to, const NpzMember &member, const Bytes &data, bool packed)
{
    appendBytes(to, 20, 2); // version
    appendBytes(to, 0, 2); // flags
    appendBytes(to, packed ? 8 : 0, 2); // method
    appendBytes(to, (1U << 5U | 1U) << 16U, 4); // 1980-01-01
    appendBytes(to, crc32(0, member.bytes.data(), static_cast<uInt>(member.bytes.size())), 4);
    appendBytes(to, data.size(), 4);
    appendBytes(
        to, member.claimedSize.value_or(static_cast<std::uint32_t>(member.bytes.size())), 4);
    appendBytes(to, member.name.size(), 2);
    appendBytes(to, 0, 2);
}

} // namespace

Bytes npyFile(const std::string &type, const std::string &shape, const Bytes &data)
{
    const std::string header
        = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
    Bytes bytes { 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0 };
    appendBytes(bytes, header.size(), 2);
    bytes.insert(bytes.end(), header.begin(), header.end());
    appendBytes(bytes, data);
    return bytes;
}

Bytes npzFile(const std::vector<NpzMember> &members, bool packed)
{
    Bytes file, directory;
    for (const NpzMember &member : members) {
        const std::size_t start = file.size();
        const Bytes data = packed ? deflated(member.bytes) : member.bytes;
        appendBytes(file, 0x04034b50, 4);
        appendFacts(file, member, data, packed);
        file.insert(file.end(), member.name.begin(), member.name.end());
        appendBytes(file, data);
        appendBytes(directory, 0x02014b50, 4);
        appendBytes(directory, 20, 2); // made by
        appendFacts(directory, member, data, packed);
        appendBytes(directory, 0, 8); // comment, disk, attributes
        appendBytes(directory, 0, 2);
        appendBytes(directory, start, 4);
        directory.insert(directory.end(), member.name.begin(), member.name.end());
    }
    const std::size_t start = file.size();
    appendBytes(file, directory);
    appendBytes(file, 0x06054b50, 4);
    appendBytes(file, 0, 4);
    appendBytes(file, members.size(), 2);
    appendBytes(file, members.size(), 2);
    appendBytes(file, directory.size(), 4);
    appendBytes(file, start, 4);
    appendBytes(file, 0, 2);
    return file;
}

} // namespace convscope::test
