// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/image_files.h"
#include <algorithm>
#include <cstdlib>
#include <opencv2/imgproc.hpp>
#include <stdexcept>
#include <zlib.h>

namespace convscope::test {

namespace {

void append(Bytes &to, const Bytes &bytes)
{
    to.insert(to.end(), bytes.begin(), bytes.end());
}

void append32(Bytes &to, std::uint32_t value)
{
    for (const unsigned shift : { 24U, 16U, 8U, 0U })
        to.push_back(static_cast<std::uint8_t>(value >> shift));
}

} // namespace

Image patternImage(int width, int height, int channels)
{
    Image image { channels, height, width, {} };
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < channels; ++c)
                image.pixels.push_back(static_cast<std::uint8_t>(x * 7 + y * 31 + c * 83));
    return image;
}

Image plainImage(int width, int height, const Bytes &colour)
{
    Image image { static_cast<int>(colour.size()), height, width, {} };
    for (int i = 0; i < width * height; ++i)
        append(image.pixels, colour);
    return image;
}

Bytes encodeImage(const Image &image, const std::string &extension)
{
    if (extension == ".png")
        return pngOf(image);
    if (extension == ".jpg")
        return jpegOf(image, 100);
    if (extension == ".webp")
        return webpOf(image);
    if (extension == ".bmp")
        return bmpOf(image);
    if (extension == ".tiff")
        return tiffOf(image);
    if (extension == ".ppm" || extension == ".pgm")
        return pnmOf(image);
    throw std::runtime_error("cannot encode " + extension);
}

Bytes encodeJpeg(const Image &image, int quality)
{
    return jpegOf(image, quality);
}

Image resizedImage(const Image &image, int width, int height)
{
    Image result { image.channels, height, width, {} };
    result.pixels.resize(std::size_t(width) * std::size_t(height) * std::size_t(image.channels));
    cv::Mat from(image.height, image.width, CV_8UC(image.channels));
    std::copy(image.pixels.begin(), image.pixels.end(), from.data);
    cv::Mat to(height, width, CV_8UC(image.channels), result.pixels.data());
    cv::resize(from, to, to.size(), 0, 0, cv::INTER_AREA);
    return result;
}

Bytes encodeImage16(const Image &image, const std::string &extension)
{
    return extension == ".png" ? pngOf16(image) : tiffOf16(image);
}

Bytes pngChunk(std::string_view type, const Bytes &data)
{
    Bytes chunk;
    append32(chunk, static_cast<std::uint32_t>(data.size()));
    chunk.insert(chunk.end(), type.begin(), type.end());
    append(chunk, data);
    append32(chunk, static_cast<std::uint32_t>(crc32_z(0, chunk.data() + 4, chunk.size() - 4)));
    return chunk;
}

Bytes makePng(const PngParts &parts)
{
    Bytes header;
    append32(header, parts.width);
    append32(header, parts.height);
    append(header, { parts.depth, parts.colourType, 0, 0, 0 });
    Bytes packed(compressBound(parts.rows.size()));
    uLongf length = packed.size();
    compress(packed.data(), &length, parts.rows.data(), parts.rows.size());
    packed.resize(length);
    Bytes png { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
    append(png, pngChunk("IHDR", header));
    append(png, parts.extra);
    append(png, pngChunk("IDAT", packed));
    append(png, pngChunk("IEND", {}));
    return png;
}

Bytes exifBlock(int orientation, bool bigEndian)
{
    const auto value = static_cast<std::uint8_t>(orientation);
    // Byte order, 42, the directory's place; one entry: tag 0x0112, a short, once; no next
    // directory.
    if (bigEndian)
        return { 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0, 0, 0,
            0, 0 };
    return { 'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, value, 0, 0, 0, 0, 0, 0,
        0 };
}

Bytes jpegWithExif(const Bytes &jpeg, int orientation, bool bigEndian)
{
    const Bytes block = exifBlock(orientation, bigEndian);
    Bytes result;
    result.reserve(jpeg.size() + block.size() + 12);
    append(result, { 0xff, 0xd8, 0xff, 0xe1, 0, static_cast<std::uint8_t>(block.size() + 8) });
    append(result, { 'E', 'x', 'i', 'f', 0, 0 });
    append(result, block);
    result.insert(result.end(), jpeg.begin() + 2, jpeg.end());
    return result;
}

Bytes gzip(const Bytes &bytes)
{
    z_stream stream {};
    constexpr int kGzip = 15 + 16; // zlib's way to ask for gzip's header
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("deflateInit2");
    Bytes packed(deflateBound(&stream, bytes.size()));
    Bytes source = bytes; // zlib's input is not const
    stream.next_in = source.data();
    stream.avail_in = static_cast<uInt>(source.size());
    stream.next_out = packed.data();
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

std::optional<std::filesystem::path> sharedData(const std::string &name)
{
    const char *given = std::getenv("CONVSCOPE_SHARED"); // NOLINT(concurrency-mt-unsafe)
    const std::filesystem::path shared = given != nullptr
        ? std::filesystem::path(given)
        : std::filesystem::path(TEST_SOURCE_DIR) / "../../shared";
    const auto path = shared / "data" / name;
    std::error_code ignored;
    return std::filesystem::exists(path, ignored) ? std::optional(path) : std::nullopt;
}

} // namespace convscope::test
