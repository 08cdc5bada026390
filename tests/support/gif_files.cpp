// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/gif_files.h"
#include <algorithm>
#include <stdexcept>

namespace convscope::test {

namespace {

void append16(Bytes &to, int value)
{
    to.push_back(static_cast<std::uint8_t>(value & 255));
    to.push_back(static_cast<std::uint8_t>(value >> 8 & 255));
}

/// Filled up to a power of two, as GIF wants it.
Bytes fullPalette(Bytes palette)
{
    std::size_t count = 2;
    while (count * 3 < palette.size())
        count *= 2;
    palette.resize(count * 3);
    return palette;
}

/// What the packed byte says about a palette.
std::uint8_t announced(const Bytes &palette)
{
    if (palette.empty())
        return 0;
    std::uint8_t power = 0;
    while ((std::size_t(2) << power) * 3 < palette.size())
        ++power;
    return static_cast<std::uint8_t>(0x80U | power);
}

/// LZW without compression: codes of nine bits, and the table emptied before they grow to ten.
Bytes nineBitCodes(const Bytes &indices)
{
    constexpr unsigned kClear = 256, kEnd = 257;
    Bytes bytes;
    unsigned held = 0, bits = 0;
    const auto put = [&](unsigned code) {
        held |= code << bits;
        for (bits += 9; bits >= 8; bits -= 8, held >>= 8U)
            bytes.push_back(static_cast<std::uint8_t>(held & 255U));
    };
    for (std::size_t i = 0; i < indices.size(); ++i) {
        if (i % 200 == 0)
            put(kClear);
        put(indices[i]);
    }
    put(kEnd);
    if (bits > 0)
        bytes.push_back(static_cast<std::uint8_t>(held & 255U));
    return bytes;
}

/// The rows in the order in which they are stored.
Bytes inStoredOrder(const GifFrame &frame)
{
    Bytes result;
    const auto add = [&](int y) {
        const auto at = std::size_t(y) * std::size_t(frame.width);
        for (std::size_t x = 0; x < std::size_t(frame.width) && at + x < frame.indices.size(); ++x)
            result.push_back(frame.indices[at + x]);
    };
    if (!frame.interlaced)
        for (int y = 0; y < frame.height; ++y)
            add(y);
    else
        for (const auto &[first, step] :
            { std::pair(0, 8), std::pair(4, 8), std::pair(2, 4), std::pair(1, 2) })
            for (int y = first; y < frame.height; y += step)
                add(y);
    return result;
}

void appendFrame(Bytes &gif, const GifFrame &frame)
{
    if (frame.transparent >= 0) {
        const auto index = static_cast<std::uint8_t>(frame.transparent);
        gif.insert(gif.end(), { 0x21, 0xf9, 4, 1, 0, 0, index, 0 });
    }
    gif.push_back(0x2c);
    for (const int value : { frame.left, frame.top, frame.width, frame.height })
        append16(gif, value);
    const std::uint8_t interlaced = frame.interlaced ? 0x40 : 0;
    gif.push_back(static_cast<std::uint8_t>(announced(frame.palette) | interlaced));
    if (!frame.palette.empty()) {
        const Bytes full = fullPalette(frame.palette);
        gif.insert(gif.end(), full.begin(), full.end());
    }
    gif.push_back(8); // bits of a colour
    const Bytes codes = nineBitCodes(inStoredOrder(frame));
    for (std::size_t at = 0; at < codes.size(); at += 255) {
        const std::size_t count = std::min<std::size_t>(255, codes.size() - at);
        gif.push_back(static_cast<std::uint8_t>(count));
        const auto from = codes.begin() + static_cast<std::ptrdiff_t>(at);
        gif.insert(gif.end(), from, from + static_cast<std::ptrdiff_t>(count));
    }
    gif.push_back(0);
}

} // namespace

Bytes makeGif(const GifParts &parts)
{
    Bytes gif { 'G', 'I', 'F', '8', '9', 'a' };
    append16(gif, parts.width);
    append16(gif, parts.height);
    gif.insert(gif.end(), { announced(parts.palette), 0, 0 });
    if (!parts.palette.empty()) {
        const Bytes full = fullPalette(parts.palette);
        gif.insert(gif.end(), full.begin(), full.end());
    }
    if (parts.frames.size() > 1) { // repeat for ever
        const std::string_view name = "NETSCAPE2.0";
        gif.insert(gif.end(), { 0x21, 0xff, 11 });
        gif.insert(gif.end(), name.begin(), name.end());
        gif.insert(gif.end(), { 3, 1, 0, 0, 0 });
    }
    for (const GifFrame &frame : parts.frames)
        appendFrame(gif, frame);
    gif.push_back(0x3b);
    return gif;
}

Bytes encodeGif(const Image &image)
{
    std::vector<Bytes> colours;
    GifFrame frame { .width = image.width, .height = image.height, .indices = {}, .palette = {} };
    const auto channels = static_cast<std::size_t>(image.channels);
    for (std::size_t at = 0; at < image.pixels.size(); at += channels) {
        const auto *pixel = &image.pixels[at];
        Bytes colour { pixel[0], pixel[channels < 3 ? 0 : 1], pixel[channels < 3 ? 0 : 2] };
        const bool seen = channels != 4 || pixel[3] >= 128;
        colour.push_back(seen ? 1 : 0); // apart from the same colour, seen
        auto found = std::find(colours.begin(), colours.end(), colour);
        if (found == colours.end())
            found = colours.insert(found, colour);
        const auto index = found - colours.begin();
        if (index > 255)
            throw std::runtime_error("more than 256 colours");
        if (!seen)
            frame.transparent = static_cast<int>(index);
        frame.indices.push_back(static_cast<std::uint8_t>(index));
    }
    GifParts parts { image.width, image.height, {}, { frame } };
    for (const Bytes &colour : colours)
        parts.palette.insert(parts.palette.end(), colour.begin(), colour.begin() + 3);
    return makeGif(parts);
}

} // namespace convscope::test
