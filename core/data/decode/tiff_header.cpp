// SPDX-License-Identifier: GPL-3.0-or-later
// TIFF 6.0: byte order, then directories of 12-byte entries. EXIF blocks have the same structure.
#include "core/data/decode/image_bytes.h"
#include "core/data/decode/image_formats.h"
#include <algorithm>
#include <string>

namespace convscope {

namespace {

enum Tag : std::uint32_t {
    Width = 256,
    Height = 257,
    StripOffsets = 273,
    Orientation = 274,
    StripByteCounts = 279,
    TileOffsets = 324,
    TileByteCounts = 325,
};

enum Type : std::uint32_t { Short = 3, Long = 4 };

/// One entry of a directory; its values are at hand only for whole numbers.
class Entry {
public:
    Entry(const ImageBytes &bytes, std::size_t at)
        : m_bytes(&bytes)
        , m_tag(bytes.u16(at))
        , m_type(bytes.u16(at + 2))
        , m_count(bytes.u32(at + 4))
    {
        const std::size_t size = width() * m_count;
        m_values = size <= 4 ? at + 8 : bytes.u32(at + 8);
    }

    std::uint32_t tag() const { return m_tag; }
    void checkInside() const { m_bytes->part(m_values, count() * width()); }
    std::size_t count() const { return isNumber() ? m_count : 0; }
    std::uint32_t value(std::size_t i) const
    {
        if (i >= count())
            throw Error("damaged: a TIFF directory that makes no sense");
        const std::size_t at = m_values + i * width();
        return m_type == Short ? m_bytes->u16(at) : m_bytes->u32(at);
    }

private:
    bool isNumber() const { return m_type == Short || m_type == Long; }
    std::size_t width() const { return m_type == Short ? 2 : 4; }

    const ImageBytes *m_bytes;
    std::uint32_t m_tag, m_type;
    std::size_t m_count;
    std::size_t m_values = 0;
};

ImageBytes inItsByteOrder(std::span<const std::uint8_t> bytes)
{
    return ImageBytes(bytes, !bytes.empty() && bytes[0] == 'M');
}

std::vector<Entry> firstDirectory(const ImageBytes &bytes)
{
    const std::size_t start = bytes.u32(4);
    const std::size_t count = bytes.u16(start);
    bytes.part(start + 2, count * 12);
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < count; ++i)
        entries.emplace_back(bytes, start + 2 + i * 12);
    return entries;
}

const Entry *find(const std::vector<Entry> &entries, std::uint32_t tag)
{
    const auto found = std::find_if(
        entries.begin(), entries.end(), [&](const Entry &entry) { return entry.tag() == tag; });
    return found == entries.end() ? nullptr : &*found;
}

std::uint32_t number(const std::vector<Entry> &entries, std::uint32_t tag)
{
    const Entry *entry = find(entries, tag);
    return entry != nullptr ? entry->value(0) : 0;
}

int orientationIn(const std::vector<Entry> &entries)
{
    const std::uint32_t value = number(entries, Orientation);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
}

/// Every strip or tile must lie inside the file.
void checkPieces(const ImageBytes &bytes, const Entry *offsets, const Entry *lengths)
{
    if (offsets == nullptr || lengths == nullptr)
        return;
    const std::size_t count = std::min(offsets->count(), lengths->count());
    std::uint64_t end = 0;
    for (std::size_t i = 0; i < count; ++i)
        end = std::max(end, std::uint64_t { offsets->value(i) } + lengths->value(i));
    if (end > bytes.size())
        throw TruncatedImage(end);
}

} // namespace

ImageHeader readTiffHeader(std::span<const std::uint8_t> bytes)
{
    const ImageBytes image = inItsByteOrder(bytes);
    const auto entries = firstDirectory(image);
    for (const Entry &entry : entries)
        entry.checkInside();
    checkPieces(image, find(entries, StripOffsets), find(entries, StripByteCounts));
    checkPieces(image, find(entries, TileOffsets), find(entries, TileByteCounts));
    ImageHeader header;
    header.width = number(entries, Width);
    header.height = number(entries, Height);
    header.orientation = orientationIn(entries);
    return header;
}

int exifOrientation(std::span<const std::uint8_t> block)
{
    try {
        const ImageBytes bytes = inItsByteOrder(block);
        return orientationIn(firstDirectory(bytes));
    } catch (const Error &) {
        return 1;
    }
}

} // namespace convscope
