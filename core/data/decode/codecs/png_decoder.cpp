// SPDX-License-Identifier: GPL-3.0-or-later
// PNG through libpng. It is given only the chunks that shape the pixels, which are checked before:
// over the others it could stumble, though they change nothing.
#include "core/base/error.h"
#include "core/data/decode/codecs/long_jump.h"
#include "core/data/decode/codecs/raster_rows.h"
#include "core/data/decode/image_formats.h"
#include <algorithm>
#include <bit>
#include <cstring>
#include <png.h>

namespace convscope {

namespace {

[[noreturn]] void leavePng(png_structp png, png_const_charp)
{
    std::longjmp(*static_cast<std::jmp_buf *>(png_get_error_ptr(png)), 1); // NOLINT(cert-err52-cpp)
}

/// The pieces one after the other.
struct PngSource {
    std::vector<std::span<const std::uint8_t>> pieces;
    std::size_t piece = 0, at = 0;
};

void readPieces(png_structp png, png_bytep to, std::size_t count)
{
    auto &source = *static_cast<PngSource *>(png_get_io_ptr(png));
    while (count > 0) {
        if (source.piece == source.pieces.size())
            png_error(png, "the end");
        const auto rest = source.pieces[source.piece].subspan(source.at);
        const std::size_t taken = std::min(rest.size(), count);
        std::memcpy(to, rest.data(), taken);
        to += taken;
        count -= taken;
        source.at += taken;
        if (taken == rest.size())
            ++source.piece, source.at = 0;
    }
}

class PngFile {
public:
    explicit PngFile(std::span<const std::uint8_t> bytes)
        : m_source { essentialPng(bytes) }
        , m_png(png_create_read_struct(
              PNG_LIBPNG_VER_STRING, &m_place, leavePng, [](png_structp, png_const_charp) {}))
        , m_info(m_png != nullptr ? png_create_info_struct(m_png) : nullptr)
    {
        if (m_info == nullptr) {
            png_destroy_read_struct(&m_png, nullptr, nullptr);
            throw std::bad_alloc();
        }
        png_set_read_fn(m_png, &m_source, readPieces);
    }
    ~PngFile() { png_destroy_read_struct(&m_png, &m_info, nullptr); }
    PngFile(const PngFile &) = delete;
    PngFile &operator=(const PngFile &) = delete;

    png_structp png() { return m_png; }
    png_infop info() { return m_info; }
    /// @throws Error where libpng gives up in `work`.
    template<typename Work>
    void run(const Work &work)
    {
        if (!cameBack(m_place, work))
            throw Error("damaged: this PNG cannot be decoded");
    }

private:
    std::jmp_buf m_place {};
    PngSource m_source;
    png_structp m_png;
    png_infop m_info;
};

/// Whole values of 8 or 16 bits, colours instead of their numbers, alpha instead of a colour that
/// is transparent.
void askForValues(PngFile &file)
{
    file.run([&] {
        png_set_expand(file.png());
        if constexpr (std::endian::native == std::endian::little)
            png_set_swap(file.png());
        png_set_interlace_handling(file.png());
        png_read_update_info(file.png(), file.info());
    });
}

template<typename T>
void readPngRow(PngFile &file, T *to)
{
    file.run([&] { png_read_row(file.png(), reinterpret_cast<png_bytep>(to), nullptr); });
}

constexpr int kPasses = 7; // of an interlaced file, each of which goes over every row

template<typename T>
void readInterlaced(PngFile &file, RasterRows<T> &rows, const ImageHeader &header, int channels)
{
    const std::size_t row = std::size_t { header.width } * static_cast<std::size_t>(channels);
    checkWorkBytes(header, row * header.height * sizeof(T), "interlaced");
    std::vector<T> whole(row * header.height);
    for (int pass = 0; pass < kPasses; ++pass)
        for (std::size_t y = 0; y < header.height; ++y)
            readPngRow(file, whole.data() + y * row);
    for (int y = 0; y < rows.height(); ++y) {
        std::copy_n(whole.data() + static_cast<std::size_t>(y) * row, row, rows.row(y));
        rows.done(y);
    }
}

template<typename T>
Raster readPng(PngFile &file, const ImageHeader &header)
{
    const int channels = png_get_channels(file.png(), file.info());
    RasterRows<T> rows(header, channels);
    if (png_get_interlace_type(file.png(), file.info()) != PNG_INTERLACE_NONE) {
        readInterlaced(file, rows, header, channels);
        return rows.take();
    }
    for (int y = 0; y < rows.height(); ++y) {
        readPngRow(file, rows.row(y));
        rows.done(y);
    }
    return rows.take();
}

} // namespace

Raster decodePng(const ImageHeader &header, std::span<const std::uint8_t> bytes)
{
    PngFile file(bytes);
    file.run([&] { png_read_info(file.png(), file.info()); });
    askForValues(file);
    const bool wide = png_get_bit_depth(file.png(), file.info()) == 16;
    return wide ? readPng<std::uint16_t>(file, header) : readPng<std::uint8_t>(file, header);
}

} // namespace convscope
