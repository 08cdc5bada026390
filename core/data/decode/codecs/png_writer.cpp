// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/decode/codecs/long_jump.h"
#include "core/data/decode/image_draw.h"
#include <cassert>
#include <png.h>
#include <zlib.h>

namespace convscope {

namespace {

[[noreturn]] void leaveWriting(png_structp png, png_const_charp)
{
    std::longjmp(*static_cast<std::jmp_buf *>(png_get_error_ptr(png)), 1); // NOLINT(cert-err52-cpp)
}

class PngWriter {
public:
    PngWriter()
        : m_png(png_create_write_struct(
            PNG_LIBPNG_VER_STRING, &m_place, leaveWriting, [](png_structp, png_const_charp) {}))
        , m_info(m_png != nullptr ? png_create_info_struct(m_png) : nullptr)
    {
        if (m_info == nullptr) {
            png_destroy_write_struct(&m_png, nullptr);
            throw std::bad_alloc();
        }
        png_set_write_fn(
            m_png, &m_bytes,
            [](png_structp png, png_bytep from, std::size_t count) {
                auto &bytes = *static_cast<std::vector<std::uint8_t> *>(png_get_io_ptr(png));
                bytes.insert(bytes.end(), from, from + count);
            },
            [](png_structp) {});
    }
    ~PngWriter() { png_destroy_write_struct(&m_png, &m_info); }
    PngWriter(const PngWriter &) = delete;
    PngWriter &operator=(const PngWriter &) = delete;

    /// Quick rather than small: figures for people are mostly runs of one colour.
    void begin(const Image &image)
    {
        run([&] {
            png_set_filter(m_png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB);
            png_set_compression_level(m_png, Z_BEST_SPEED);
            png_set_compression_strategy(m_png, Z_RLE);
            png_set_IHDR(m_png, m_info, static_cast<png_uint_32>(image.width),
                static_cast<png_uint_32>(image.height), 8,
                image.channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
            png_write_info(m_png, m_info);
        });
    }
    void writeRow(const std::uint8_t *row)
    {
        run([&] { png_write_row(m_png, row); });
    }
    std::vector<std::uint8_t> end()
    {
        run([&] { png_write_end(m_png, m_info); });
        return std::move(m_bytes);
    }

private:
    template<typename Work>
    void run(const Work &work)
    {
        if (!cameBack(m_place, work))
            throw Error("an image of this size cannot be written as PNG");
    }

    std::jmp_buf m_place {};
    std::vector<std::uint8_t> m_bytes;
    png_structp m_png;
    png_infop m_info;
};

} // namespace

std::vector<std::uint8_t> encodePng(const Image &image)
{
    assert(!image.pixels.empty());
    PngWriter writer;
    writer.begin(image);
    const auto row
        = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.channels);
    for (std::size_t y = 0; y < static_cast<std::size_t>(image.height); ++y)
        writer.writeRow(image.pixels.data() + y * row);
    return writer.end();
}

} // namespace convscope
