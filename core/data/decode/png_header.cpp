// SPDX-License-Identifier: GPL-3.0-or-later
// PNG (ISO/IEC 15948): a signature, then chunks of length, type, data and CRC up to IEND.
#include "core/data/decode/image_bytes.h"
#include "core/data/decode/image_formats.h"
#include <algorithm>
#include <array>
#include <string>
#include <zlib.h>

namespace convscope {

namespace {

constexpr std::size_t kSignature = 8;
constexpr std::size_t kAround = 12; // length, type and CRC around a chunk's data

struct Chunk {
    std::string_view type;
    std::span<const std::uint8_t> data;
    std::span<const std::uint8_t> whole;
};

Chunk chunkAt(const ImageBytes &bytes, std::size_t at)
{
    const std::size_t length = bytes.u32(at);
    const auto whole = bytes.part(at, length + kAround);
    const auto type = whole.subspan(4, 4);
    return { { reinterpret_cast<const char *>(type.data()), 4 }, whole.subspan(8, length), whole };
}

bool shapesPixels(const Chunk &chunk)
{
    static constexpr std::array<std::string_view, 5> kTypes { "IHDR", "PLTE", "tRNS", "IDAT",
        "IEND" };
    return std::find(kTypes.begin(), kTypes.end(), chunk.type) != kTypes.end();
}

void checkSum(const Chunk &chunk)
{
    const auto covered = chunk.whole.subspan(4, chunk.data.size() + 4);
    const auto sum = crc32_z(0, covered.data(), covered.size());
    if (sum != ImageBytes(chunk.whole).u32(chunk.whole.size() - 4))
        throw Error("damaged: the checksum of " + std::string(chunk.type) + " is wrong");
}

template<typename Visit>
void forEachChunk(std::span<const std::uint8_t> bytes, const Visit &visit)
{
    const ImageBytes image(bytes);
    for (std::size_t at = kSignature;;) {
        const Chunk chunk = chunkAt(image, at);
        visit(chunk);
        if (chunk.type == "IEND")
            return;
        at += chunk.whole.size();
    }
}

void readImageHeader(const Chunk &chunk, ImageHeader &header)
{
    if (chunk.type != "IHDR" || chunk.data.size() != 13)
        throw Error("damaged: a PNG that does not begin with its header");
    const ImageBytes data(chunk.data);
    header.width = data.u32(0);
    header.height = data.u32(4);
}

} // namespace

ImageHeader readPngHeader(std::span<const std::uint8_t> bytes)
{
    ImageHeader header;
    bool first = true;
    bool hasData = false;
    forEachChunk(bytes, [&](const Chunk &chunk) {
        if (first)
            readImageHeader(chunk, header);
        first = false;
        if (shapesPixels(chunk))
            checkSum(chunk);
        hasData = hasData || chunk.type == "IDAT";
        if (chunk.type == "eXIf")
            header.orientation = exifOrientation(chunk.data);
    });
    if (!hasData)
        throw Error("damaged: a PNG without pixels");
    return header;
}

std::vector<std::span<const std::uint8_t>> essentialPng(std::span<const std::uint8_t> bytes)
{
    std::vector<std::span<const std::uint8_t>> pieces { bytes.first(kSignature) };
    forEachChunk(bytes, [&](const Chunk &chunk) {
        if (shapesPixels(chunk))
            pieces.push_back(chunk.whole);
    });
    return pieces;
}

} // namespace convscope
