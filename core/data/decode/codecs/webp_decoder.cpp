// SPDX-License-Identifier: GPL-3.0-or-later
// WebP through libwebp; of an animation the first image, where it lies on the white canvas.
#include "core/base/error.h"
#include "core/data/decode/codecs/raster_rows.h"
#include <memory>
#include <webp/decode.h>
#include <webp/demux.h>

namespace convscope {

namespace {

constexpr const char *kDamagedWebp = "damaged: this WebP cannot be decoded";

WebPBitstreamFeatures featuresOf(std::span<const std::uint8_t> bytes)
{
    WebPBitstreamFeatures features {};
    if (WebPGetFeatures(bytes.data(), bytes.size(), &features) != VP8_STATUS_OK)
        throw Error(kDamagedWebp);
    return features;
}

/// One still image of `width` columns; where it does not fit, libwebp averages it itself.
Raster decodeStill(std::span<const std::uint8_t> bytes)
{
    const WebPBitstreamFeatures features = featuresOf(bytes);
    ImageHeader header;
    header.width = static_cast<std::uint32_t>(features.width);
    header.height = static_cast<std::uint32_t>(features.height);
    const int channels = features.has_alpha != 0 ? 4 : 3;
    constexpr int kLossless = 2;
    if (features.format == kLossless)
        checkWorkBytes(header, std::uint64_t { header.width } * header.height * 4, "lossless");
    RasterRows<std::uint8_t> rows(header, channels);
    Raster raster = rows.take();
    auto &values = std::get<std::vector<std::uint8_t>>(raster.values);
    WebPDecoderConfig config;
    if (WebPInitDecoderConfig(&config) == 0)
        throw Error(kDamagedWebp);
    config.options.use_scaling = raster.reduced > 1 ? 1 : 0;
    config.options.scaled_width = raster.width;
    config.options.scaled_height = raster.height;
    config.output.colorspace = channels == 4 ? MODE_RGBA : MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = values.data();
    config.output.u.RGBA.stride = raster.width * channels;
    config.output.u.RGBA.size = values.size();
    if (WebPDecode(bytes.data(), bytes.size(), &config) != VP8_STATUS_OK)
        throw Error(kDamagedWebp);
    return raster;
}

struct CloseDemuxer {
    void operator()(WebPDemuxer *demuxer) const { WebPDemuxDelete(demuxer); }
};

/// Puts `image` at (left, top) of a canvas that is transparent elsewhere.
Raster onCanvas(const ImageHeader &header, const Raster &image, int left, int top)
{
    const std::size_t row = std::size_t { header.width } * 4;
    checkWorkBytes(header, row * header.height, "an animation");
    Raster canvas;
    canvas.width = static_cast<int>(header.width);
    canvas.height = static_cast<int>(header.height);
    canvas.channels = 4;
    std::vector<std::uint8_t> values(row * header.height);
    const auto &from = std::get<std::vector<std::uint8_t>>(image.values);
    const auto channels = static_cast<std::size_t>(image.channels);
    for (std::size_t i = 0; i * channels < from.size(); ++i) {
        const auto x = static_cast<std::size_t>(left) + i % static_cast<std::size_t>(image.width);
        const auto y = static_cast<std::size_t>(top) + i / static_cast<std::size_t>(image.width);
        std::uint8_t *to = values.data() + y * row + x * 4;
        for (std::size_t c = 0; c < 4; ++c)
            to[c] = c < channels ? from[i * channels + c] : 255;
    }
    canvas.values = std::move(values);
    return canvas;
}

Raster decodeFirstFrame(const ImageHeader &header, std::span<const std::uint8_t> bytes)
{
    const WebPData data { bytes.data(), bytes.size() };
    const std::unique_ptr<WebPDemuxer, CloseDemuxer> demuxer(WebPDemux(&data));
    WebPIterator frame {};
    if (!demuxer || WebPDemuxGetFrame(demuxer.get(), 1, &frame) == 0)
        throw Error(kDamagedWebp);
    const std::span<const std::uint8_t> still(frame.fragment.bytes, frame.fragment.size);
    const int left = frame.x_offset, top = frame.y_offset;
    WebPDemuxReleaseIterator(&frame);
    const Raster image = decodeStill(still);
    const bool fits = left + image.width <= static_cast<int>(header.width)
        && top + image.height <= static_cast<int>(header.height);
    if (image.reduced > 1 || !fits)
        throw Error(kDamagedWebp);
    return onCanvas(header, image, left, top);
}

} // namespace

Raster decodeWebp(const ImageHeader &header, std::span<const std::uint8_t> bytes)
{
    return featuresOf(bytes).has_animation != 0 ? decodeFirstFrame(header, bytes)
                                                : decodeStill(bytes);
}

} // namespace convscope
