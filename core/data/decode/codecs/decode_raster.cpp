// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/decode/codecs/raster.h"
#include "core/data/decode/opencv_setup.h"
#include "core/data/decode/truncated_image.h"
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace convscope {

namespace {

[[noreturn]] void failDecoding(ImageKind kind)
{
    throw Error("damaged: this " + std::string(toString(kind)) + " cannot be decoded");
}

cv::Mat decoded(std::span<const std::uint8_t> bytes, int flags)
{
    // A header without a copy; OpenCV does not write through it.
    const cv::Mat source(1, static_cast<int>(bytes.size()), CV_8UC1,
        const_cast<std::uint8_t *>(bytes.data())); // NOLINT(cppcoreguidelines-pro-type-const-cast)
    const QuietOpenCv quiet;
    return cv::imdecode(source, flags);
}

cv::Mat decodedAs(const ImageHeader &header, std::span<const std::uint8_t> bytes)
{
    return decoded(bytes, header.palette ? cv::IMREAD_COLOR : cv::IMREAD_UNCHANGED);
}

/// Many programs leave the fourth byte of a BMP at 0 and mean a solid image.
bool hasUnusedAlpha(const cv::Mat &image, ImageKind kind)
{
    if (kind != ImageKind::Bmp || image.channels() != 4)
        return false;
    cv::Mat alpha;
    cv::extractChannel(image, alpha, 3);
    return cv::countNonZero(alpha) == 0;
}

/// Red first, and grey with alpha in two channels.
cv::Mat inOurOrder(const cv::Mat &stored, const ImageHeader &header)
{
    cv::Mat result;
    if (header.grey && stored.channels() == 4) {
        result.create(stored.size(), CV_MAKETYPE(stored.depth(), 2));
        cv::mixChannels(stored, result, { 0, 0, 3, 1 });
    } else if (stored.channels() == 1) {
        result = stored;
    } else if (stored.channels() == 3 || hasUnusedAlpha(stored, header.kind)) {
        cv::cvtColor(
            stored, result, stored.channels() == 3 ? cv::COLOR_BGR2RGB : cv::COLOR_BGRA2RGB);
    } else if (stored.channels() == 4) {
        cv::cvtColor(stored, result, cv::COLOR_BGRA2RGBA);
    } else {
        throw Error(
            "not a supported image: it has " + std::to_string(stored.channels()) + " channels");
    }
    return result;
}

template<typename T>
std::vector<T> valuesOf(const cv::Mat &image)
{
    const cv::Mat whole = image.isContinuous() ? image : image.clone();
    const T *start = whole.ptr<T>();
    return { start, start + whole.total() * static_cast<std::size_t>(whole.channels()) };
}

Raster toRaster(const cv::Mat &image, const ImageHeader &header)
{
    Raster raster;
    raster.width = image.cols;
    raster.height = image.rows;
    raster.channels = image.channels();
    if (image.depth() == CV_8U)
        raster.values = valuesOf<std::uint8_t>(image);
    else if (image.depth() == CV_16U)
        raster.values = valuesOf<std::uint16_t>(image), raster.bits = 16, raster.white = 65'535;
    else
        throw Error("not a supported image: its values are not whole numbers of 8 or 16 bits");
    if (header.white != 0)
        raster.white = header.white;
    // libtiff hands out 8-bit images with alpha multiplied in.
    raster.premultiplied = header.kind == ImageKind::Tiff && image.depth() == CV_8U;
    return raster;
}

} // namespace

Raster decodeRaster(const ImageHeader &header, std::span<const std::uint8_t> bytes)
{
    if (header.kind == ImageKind::Gif) // OpenCV does not read it
        return decodeGif(header, bytes);
    if (header.kind == ImageKind::Png)
        return decodePng(header, bytes);
    if (header.kind == ImageKind::Jpeg)
        return decodeJpeg(header, bytes);
    if (header.kind == ImageKind::Tiff)
        return decodeTiff(header, bytes);
    if (header.kind == ImageKind::Bmp)
        return decodeBmp(header, bytes);
    if (header.kind == ImageKind::Pnm)
        return decodePnm(header, bytes);
    try {
        const cv::Mat stored = decodedAs(header, bytes);
        if (stored.empty())
            failDecoding(header.kind);
        return toRaster(inOurOrder(stored, header), header);
    } catch (const cv::Exception &error) { // its text speaks of OpenCV's sources
        if (error.code == cv::Error::StsNoMem)
            throw std::bad_alloc();
        failDecoding(header.kind);
    }
}

} // namespace convscope
