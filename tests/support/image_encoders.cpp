// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/image_encoders.h"
#include <cstdio> // jpeglib.h wants it
#include <cstdlib>
#include <cstring>
#include <jpeglib.h>
#include <memory>
#include <png.h>
#include <stdexcept>
#include <string>
#include <webp/encode.h>

namespace convscope::test {

namespace {

struct Free {
    void operator()(void *memory) const
    {
        std::free(memory);
    } // NOLINT(cppcoreguidelines-no-malloc)
};

struct FreeWebp {
    void operator()(std::uint8_t *memory) const { WebPFree(memory); }
};

Bytes writtenPng(const Image &image, png_uint_32 format, const void *values)
{
    png_image png {};
    png.version = PNG_IMAGE_VERSION;
    png.width = static_cast<png_uint_32>(image.width);
    png.height = static_cast<png_uint_32>(image.height);
    png.format = format;
    png.flags = PNG_IMAGE_FLAG_FAST;
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png);
    Bytes bytes(size);
    if (png_image_write_to_memory(&png, bytes.data(), &size, 0, values, 0, nullptr) == 0)
        throw std::runtime_error("cannot encode a PNG");
    bytes.resize(size);
    return bytes;
}

void append16(Bytes &to, std::uint32_t value)
{
    to.push_back(static_cast<std::uint8_t>(value));
    to.push_back(static_cast<std::uint8_t>(value >> 8U));
}

void appendNumbers(Bytes &to, std::initializer_list<std::uint32_t> values)
{
    for (const std::uint32_t value : values) {
        append16(to, value);
        append16(to, value >> 16U);
    }
}

/// The masks of a BMP whose fourth byte is alpha, in a header of 108 bytes.
void appendMasks(Bytes &to)
{
    appendNumbers(to, { 0x00ff0000, 0x0000ff00, 0x000000ff, 0xff000000, 0x73524742 });
    to.resize(to.size() + 48);
}

} // namespace

Bytes pngOf(const Image &image)
{
    const png_uint_32 format = image.channels == 1 ? PNG_FORMAT_GRAY
        : image.channels == 3                      ? PNG_FORMAT_RGB
                                                   : PNG_FORMAT_RGBA;
    return writtenPng(image, format, image.pixels.data());
}

Bytes pngOf16(const Image &image)
{
    std::vector<std::uint16_t> values;
    for (const std::uint8_t value : image.pixels)
        values.push_back(static_cast<std::uint16_t>(value * 257));
    return writtenPng(
        image, image.channels == 1 ? PNG_FORMAT_LINEAR_Y : PNG_FORMAT_LINEAR_RGB, values.data());
}

Bytes jpegOf(const Image &image, int quality)
{
    jpeg_compress_struct jpeg {};
    jpeg_error_mgr errors {};
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    unsigned char *memory = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&jpeg, &memory, &size);
    jpeg.image_width = static_cast<JDIMENSION>(image.width);
    jpeg.image_height = static_cast<JDIMENSION>(image.height);
    jpeg.input_components = image.channels;
    jpeg.in_color_space = image.channels == 1 ? JCS_GRAYSCALE
        : image.channels == 3                 ? JCS_RGB
                                              : JCS_CMYK;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, quality, TRUE);
    jpeg_start_compress(&jpeg, TRUE);
    Bytes pixels = image.pixels; // libjpeg's rows are not const
    const auto row
        = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.channels);
    while (jpeg.next_scanline < jpeg.image_height) {
        JSAMPROW rows[] { pixels.data() + jpeg.next_scanline * row };
        jpeg_write_scanlines(&jpeg, rows, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    const std::unique_ptr<unsigned char, Free> owner(memory);
    return { memory, memory + size };
}

Bytes webpOf(const Image &image)
{
    std::uint8_t *memory = nullptr;
    const std::size_t size = image.channels == 4
        ? WebPEncodeLosslessRGBA(
            image.pixels.data(), image.width, image.height, image.width * 4, &memory)
        : WebPEncodeLosslessRGB(
            image.pixels.data(), image.width, image.height, image.width * 3, &memory);
    const std::unique_ptr<std::uint8_t, FreeWebp> owner(memory);
    if (size == 0)
        throw std::runtime_error("cannot encode a WebP");
    return { memory, memory + size };
}

Bytes bmpOf(const Image &image)
{
    const auto channels = static_cast<std::size_t>(image.channels);
    const auto width = static_cast<std::uint32_t>(image.width),
               height = static_cast<std::uint32_t>(image.height);
    const std::size_t stride = (width * channels + 3) / 4 * 4;
    const std::uint32_t header = image.channels == 4 ? 108 : 40;
    const std::uint32_t start = 14 + header + (channels == 1 ? 1024 : 0);
    Bytes bytes { 'B', 'M' };
    appendNumbers(bytes,
        { static_cast<std::uint32_t>(start + stride * height), 0, start, header, width, height });
    append16(bytes, 1);
    append16(bytes, static_cast<std::uint32_t>(channels * 8));
    appendNumbers(bytes,
        { channels == 4 ? 3U : 0U, static_cast<std::uint32_t>(stride * height), 0, 0, 0, 0 });
    if (channels == 4)
        appendMasks(bytes);
    for (std::uint32_t i = 0; channels == 1 && i < 256; ++i)
        appendNumbers(bytes, { i * 0x010101 });
    for (std::size_t y = height; y-- > 0;) {
        const std::size_t row = bytes.size();
        for (std::size_t x = 0; x < width; ++x) {
            const std::uint8_t *pixel = image.pixels.data() + (y * width + x) * channels;
            if (channels == 1)
                bytes.push_back(*pixel);
            else
                bytes.insert(bytes.end(), { pixel[2], pixel[1], pixel[0] });
            if (channels == 4)
                bytes.push_back(pixel[3]);
        }
        bytes.resize(row + stride);
    }
    return bytes;
}

Bytes pnmOf(const Image &image)
{
    const std::string header = std::string(image.channels == 1 ? "P5" : "P6") + '\n'
        + std::to_string(image.width) + ' ' + std::to_string(image.height) + "\n255\n";
    Bytes bytes(header.begin(), header.end());
    bytes.insert(bytes.end(), image.pixels.begin(), image.pixels.end());
    return bytes;
}

} // namespace convscope::test
