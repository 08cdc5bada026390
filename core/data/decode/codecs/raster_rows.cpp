// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/decode/codecs/raster_rows.h"
#include "core/base/error.h"
#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>

namespace convscope {

namespace {

int divided(int side, int factor)
{
    return (side + factor - 1) / factor;
}

/// Adds a row to sums of `factor` neighbours each; the last may have fewer.
template<typename T>
void addRow(const std::vector<T> &row, int channels, int factor, std::vector<double> &sums)
{
    const auto step = static_cast<std::size_t>(channels);
    const auto pixels = static_cast<std::size_t>(factor);
    std::size_t at = 0;
    for (std::size_t out = 0; at < row.size(); out += step)
        for (std::size_t i = 0; i < pixels && at < row.size(); ++i, at += step)
            for (std::size_t c = 0; c < step; ++c)
                sums[out + c] += row[at + c];
}

} // namespace

int reductionOf(std::uint32_t width, std::uint32_t height, std::size_t pixelBytes)
{
    for (std::uint64_t factor = 1;; ++factor) {
        const std::uint64_t columns = (width + factor - 1) / factor;
        const std::uint64_t rows = (height + factor - 1) / factor;
        if (columns * rows * pixelBytes <= kMostRasterBytes)
            return static_cast<int>(factor);
    }
}

void checkWorkBytes(const ImageHeader &header, std::uint64_t bytes, const char *why)
{
    if (bytes > kMostWorkBytes)
        throw Error("too large: " + std::to_string(header.width) + "×"
            + std::to_string(header.height) + ", and " + why + ", so that it takes "
            + std::to_string(bytes / 1'000'000) + " MB to unpack; save it otherwise, or smaller");
}

template<typename T>
RasterRows<T>::RasterRows(const ImageHeader &header, int channels, std::size_t together)
    : m_width(static_cast<int>(header.width))
    , m_height(static_cast<int>(header.height))
    , m_factor(reductionOf(header.width, header.height,
          std::max(together, static_cast<std::size_t>(channels)) * sizeof(T)))
{
    m_raster.width = divided(m_width, m_factor);
    m_raster.height = divided(m_height, m_factor);
    m_raster.channels = channels;
    m_raster.reduced = m_factor;
    m_raster.bits = std::is_same_v<T, float> ? 32 : 8 * static_cast<int>(sizeof(T));
    m_raster.white = std::is_same_v<T, float> ? 1 : sizeof(T) == 1 ? 255 : 65'535;
    const auto row = static_cast<std::size_t>(m_raster.width) * static_cast<std::size_t>(channels);
    m_values.resize(row * static_cast<std::size_t>(m_raster.height));
    if (m_factor > 1) {
        m_row.resize(static_cast<std::size_t>(m_width) * static_cast<std::size_t>(channels));
        m_sums.resize(row);
    }
}

template<typename T>
T *RasterRows<T>::row(int y)
{
    if (m_factor > 1)
        return m_row.data();
    return m_values.data()
        + static_cast<std::size_t>(y) * static_cast<std::size_t>(m_width)
        * static_cast<std::size_t>(m_raster.channels);
}

template<typename T>
void RasterRows<T>::done(int y)
{
    if (m_factor == 1)
        return;
    addRow(m_row, m_raster.channels, m_factor, m_sums);
    ++m_summed;
    const int to = y / m_factor;
    if (m_summed == std::min(m_factor, m_height - to * m_factor))
        write(to, m_summed);
}

template<typename T>
void RasterRows<T>::write(int y, int count)
{
    const auto channels = static_cast<std::size_t>(m_raster.channels);
    const int last = m_width - (m_raster.width - 1) * m_factor; // columns of the last pixel
    T *to = m_values.data() + static_cast<std::size_t>(y) * m_sums.size();
    for (std::size_t i = 0; i < m_sums.size(); ++i) {
        const int columns = i + channels >= m_sums.size() ? last : m_factor;
        const double average = m_sums[i] / (double(columns) * count);
        to[i] = static_cast<T>(std::is_same_v<T, float> ? average : std::floor(average + 0.5));
    }
    std::fill(m_sums.begin(), m_sums.end(), 0.0);
    m_summed = 0;
}

template<typename T>
Raster RasterRows<T>::take()
{
    m_raster.values = std::move(m_values);
    return std::move(m_raster);
}

template class RasterRows<std::uint8_t>;
template class RasterRows<std::uint16_t>;
template class RasterRows<float>;

} // namespace convscope
