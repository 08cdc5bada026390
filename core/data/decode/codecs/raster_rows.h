// SPDX-License-Identifier: GPL-3.0-or-later
// Takes an image row by row from a decoder. One that fits into memory is kept as it is; of a larger
// one, squares of pixels are averaged while the rows come, so that it is never there as a whole.
#pragma once
#include "core/data/decode/codecs/raster.h"

namespace convscope {

/// What a decoded image may take; larger ones are reduced by a whole number a side.
inline constexpr std::size_t kMostRasterBytes = 160'000'000;
/// What may be taken besides it, for files that have to be unpacked as a whole.
inline constexpr std::size_t kMostWorkBytes = 300'000'000;

/// The whole number by which the sides of an image are divided so that it fits; usually 1.
int reductionOf(std::uint32_t width, std::uint32_t height, std::size_t pixelBytes);

/// @throws Error "too large: 20000×20000, …" where a file that is unpacked as a whole needs more
/// than kMostWorkBytes; `why` is how it is stored: "interlaced".
void checkWorkBytes(const ImageHeader &header, std::uint64_t bytes, const char *why);

/// One of std::uint8_t, std::uint16_t and float.
template<typename T>
class RasterRows {
public:
    /// `together`: as many channels as will lie in one raster, where these are some of them.
    RasterRows(const ImageHeader &header, int channels, std::size_t together = 0);

    int width() const { return m_width; } ///< as stored, and so the rows
    int height() const { return m_height; }
    /// Where the stored row y belongs; it is complete at the call of done(y). Rows come in order,
    /// from the top or from the bottom, each once.
    T *row(int y);
    void done(int y);
    Raster take();

private:
    void write(int y, int count);

    int m_width, m_height, m_factor;
    Raster m_raster;
    std::vector<T> m_values, m_row;
    std::vector<double> m_sums;
    int m_summed = 0; ///< rows in m_sums
};

} // namespace convscope
