// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/decode/image_decode.h"
#include "core/base/error.h"
#include "core/data/decode/codecs/raster.h"
#include "core/data/decode/image_file.h"
#include "core/data/decode/opencv_setup.h"
#include <opencv2/core.hpp>

namespace convscope {

namespace {

/// A header without a copy.
template<typename T>
cv::Mat matrixOver(Raster &raster, std::vector<T> &values)
{
    const int type = CV_MAKETYPE(cv::DataType<T>::depth, raster.channels);
    return { raster.height, raster.width, type, values.data() };
}

void checkFloats(const std::vector<float> &values, double white)
{
    for (const float value : values)
        if (!(value >= 0 && value <= white))
            throw Error("not a supported image: its values are numbers with a fraction, and not all"
                        " of them lie between 0 and 1; scale them, or save them in 16 bits");
}

/// `white` becomes 255.
Raster inEightBits(Raster raster)
{
    if (std::holds_alternative<std::vector<std::uint8_t>>(raster.values) && raster.white == 255)
        return raster;
    if (const auto *values = std::get_if<std::vector<float>>(&raster.values))
        checkFloats(*values, raster.white);
    std::vector<std::uint8_t> narrow(
        std::visit([](const auto &v) { return v.size(); }, raster.values));
    cv::Mat result(raster.height, raster.width, CV_8UC(raster.channels), narrow.data());
    std::visit(
        [&](auto &values) {
            matrixOver(raster, values).convertTo(result, CV_8U, 255.0 / raster.white);
        },
        raster.values);
    raster.values = std::move(narrow);
    raster.white = 255;
    return raster;
}

/// value × alpha + white × (1 − alpha), rounded; `premultiplied` values carry alpha already.
void overWhite(Raster &raster)
{
    if (raster.channels != 2 && raster.channels != 4)
        return;
    auto &values = std::get<std::vector<std::uint8_t>>(raster.values);
    const auto channels = static_cast<std::size_t>(raster.channels);
    std::size_t to = 0;
    for (std::size_t from = 0; from < values.size(); from += channels) {
        const int alpha = values[from + channels - 1];
        for (std::size_t c = 0; c + 1 < channels; ++c) {
            const int covered = values[from + c] * (raster.premultiplied ? 255 : alpha);
            values[to++]
                = cv::saturate_cast<std::uint8_t>((covered + (255 - alpha) * 255 + 127) / 255);
        }
    }
    values.resize(to);
    --raster.channels;
}

/// EXIF 2.3, tag 0x0112: how the stored rows and columns are to be turned to stand upright.
cv::Mat upright(const cv::Mat &image, int orientation)
{
    cv::Mat turned;
    if (orientation >= 5) // rows and columns change places
        cv::transpose(image, turned);
    else
        turned = image;
    const bool mirrored
        = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
    const bool upsideDown
        = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
    if (!mirrored && !upsideDown)
        return turned;
    cv::Mat result;
    cv::flip(turned, result, mirrored && upsideDown ? -1 : mirrored ? 1 : 0);
    return result;
}

Image toImage(Raster raster, int orientation)
{
    auto &values = std::get<std::vector<std::uint8_t>>(raster.values);
    if (orientation == 1)
        return { raster.channels, raster.height, raster.width, std::move(values) };
    const cv::Mat turned = upright(matrixOver(raster, values), orientation);
    return { raster.channels, turned.rows, turned.cols, { turned.datastart, turned.dataend } };
}

} // namespace

Image decodeImage(std::span<const std::uint8_t> bytes)
{
    setUpOpenCv();
    const ImageHeader header = readImageHeader(bytes);
    Raster raster = inEightBits(decodeRaster(header, bytes));
    overWhite(raster);
    return toImage(std::move(raster), header.orientation);
}

Image readImage(const std::filesystem::path &path)
{
    return decodeImage(readImageFile(path));
}

StoredImage readStoredImage(const std::filesystem::path &path)
{
    const auto bytes = readImageFile(path);
    return { decodeImage(bytes), sha256(bytes) };
}

} // namespace convscope
