// SPDX-License-Identifier: GPL-3.0-or-later
// JPEG through libjpeg(-turbo), with its defaults: the slow, exact cosine transform and smooth
// upsampling of colour.
#include "core/base/error.h"
#include "core/data/decode/codecs/long_jump.h"
#include "core/data/decode/codecs/raster_rows.h"
#include <cstdio> // jpeglib.h wants it
#include <jpeglib.h>

namespace convscope {

namespace {

struct JpegErrors {
    jpeg_error_mgr manager; // first: libjpeg hands out its address
    std::jmp_buf place;
};

[[noreturn]] void jumpOut(j_common_ptr jpeg)
{
    std::longjmp(reinterpret_cast<JpegErrors *>(jpeg->err)->place, 1); // NOLINT(cert-err52-cpp)
}

boolean endOfBytes(j_decompress_ptr jpeg) // the header found the image's end: these are no images
{
    jumpOut(reinterpret_cast<j_common_ptr>(jpeg));
}

void skipBytes(j_decompress_ptr jpeg, long count)
{
    jpeg_source_mgr &source = *jpeg->src;
    if (count <= 0)
        return;
    if (static_cast<std::size_t>(count) > source.bytes_in_buffer)
        jumpOut(reinterpret_cast<j_common_ptr>(jpeg));
    source.next_input_byte += count;
    source.bytes_in_buffer -= static_cast<std::size_t>(count);
}

/// libjpeg's state, from the header to the last row.
class JpegFile {
public:
    explicit JpegFile(std::span<const std::uint8_t> bytes)
    {
        m_jpeg.err = jpeg_std_error(&m_errors.manager);
        m_errors.manager.error_exit = jumpOut;
        m_errors.manager.emit_message = [](j_common_ptr, int) {
        };
        m_errors.manager.output_message = [](j_common_ptr) {
        };
        m_source.next_input_byte = bytes.data();
        m_source.bytes_in_buffer = bytes.size();
        m_source.init_source = [](j_decompress_ptr) {
        };
        m_source.fill_input_buffer = endOfBytes;
        m_source.skip_input_data = skipBytes;
        m_source.resync_to_restart = jpeg_resync_to_restart;
        m_source.term_source = [](j_decompress_ptr) {
        };
        run([this] {
            jpeg_create_decompress(&m_jpeg);
            m_jpeg.src = &m_source;
        });
    }
    ~JpegFile() { jpeg_destroy_decompress(&m_jpeg); }
    JpegFile(const JpegFile &) = delete;
    JpegFile &operator=(const JpegFile &) = delete;

    jpeg_decompress_struct &state() { return m_jpeg; }
    /// @throws Error where libjpeg gives up in `work`.
    template<typename Work>
    void run(const Work &work)
    {
        if (!cameBack(m_errors.place, work))
            throw Error("damaged: this JPEG cannot be decoded");
    }
    void readRow(JSAMPROW to)
    {
        run([&] {
            JSAMPROW rows[] { to };
            jpeg_read_scanlines(&m_jpeg, rows, 1);
        });
    }

private:
    jpeg_decompress_struct m_jpeg {};
    jpeg_source_mgr m_source {};
    JpegErrors m_errors {};
};

/// Files with several scans are put together in memory before the first row can be made.
void checkScans(JpegFile &file, const ImageHeader &header)
{
    jpeg_decompress_struct &jpeg = file.state();
    if (!jpeg_has_multiple_scans(&jpeg))
        return;
    std::uint64_t bytes = 0;
    for (int i = 0; i < jpeg.num_components; ++i)
        bytes += std::uint64_t { jpeg.comp_info[i].width_in_blocks }
            * jpeg.comp_info[i].height_in_blocks * sizeof(JBLOCK);
    checkWorkBytes(header, bytes, "progressive");
}

J_COLOR_SPACE spaceOf(int components)
{
    switch (components) {
    case 1:
        return JCS_GRAYSCALE;
    case 3:
        return JCS_RGB;
    case 4:
        return JCS_CMYK; // also of YCCK
    default:
        throw Error("not a supported image: it has " + std::to_string(components) + " channels");
    }
}

Raster readColours(JpegFile &file, const ImageHeader &header)
{
    RasterRows<std::uint8_t> rows(header, file.state().output_components);
    for (int y = 0; y < rows.height(); ++y) {
        file.readRow(rows.row(y));
        rows.done(y);
    }
    return rows.take();
}

/// Adobe's programs store the paper that shows instead of the ink, and say that it is they.
void inkToColours(std::span<const std::uint8_t> ink, bool inverted, std::uint8_t *to)
{
    for (std::size_t i = 0; i < ink.size(); i += 4, to += 3)
        for (std::size_t c = 0; c < 3; ++c) {
            const unsigned colour = inverted ? ink[i + c] : 255U - ink[i + c];
            const unsigned black = inverted ? ink[i + 3] : 255U - ink[i + 3];
            to[c] = static_cast<std::uint8_t>((colour * black + 127) / 255);
        }
}

Raster readInk(JpegFile &file, const ImageHeader &header)
{
    const bool inverted = file.state().saw_Adobe_marker != 0;
    RasterRows<std::uint8_t> rows(header, 3);
    std::vector<std::uint8_t> ink(std::size_t { header.width } * 4);
    for (int y = 0; y < rows.height(); ++y) {
        file.readRow(ink.data());
        inkToColours(ink, inverted, rows.row(y));
        rows.done(y);
    }
    return rows.take();
}

} // namespace

Raster decodeJpeg(const ImageHeader &header, std::span<const std::uint8_t> bytes)
{
    JpegFile file(bytes);
    jpeg_decompress_struct &jpeg = file.state();
    file.run([&] { jpeg_read_header(&jpeg, TRUE); });
    if (jpeg.image_width != header.width || jpeg.image_height != header.height)
        throw Error("damaged: a JPEG with two sizes");
    jpeg.out_color_space = spaceOf(jpeg.num_components);
    checkScans(file, header);
    file.run([&] { jpeg_start_decompress(&jpeg); });
    return jpeg.out_color_space == JCS_CMYK ? readInk(file, header) : readColours(file, header);
}

} // namespace convscope
