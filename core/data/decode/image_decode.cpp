// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/decode/image_decode.h"
#include "core/base/error.h"
#include "core/data/decode/image_file.h"
#include "core/data/decode/image_formats.h"
#include "core/data/decode/opencv_setup.h"
#include "core/data/decode/truncated_image.h"
#include <new>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace convscope {

namespace {

cv::Mat decoded(std::span<const std::uint8_t> bytes, int flags)
{
    // A header without a copy; OpenCV does not write through it.
    const cv::Mat source(1, static_cast<int>(bytes.size()), CV_8UC1,
        const_cast<std::uint8_t *>(bytes.data())); // NOLINT(cppcoreguidelines-pro-type-const-cast)
    const QuietOpenCv quiet;
    return cv::imdecode(source, flags);
}

/// `white` becomes 255; 0 stands for the largest value there is.
cv::Mat inEightBits(const cv::Mat &image, std::uint32_t white)
{
    if (image.depth() != CV_8U && image.depth() != CV_16U)
        throw Error("not a supported image: its values are not whole numbers of 8 or 16 bits");
    const std::uint32_t largest = image.depth() == CV_8U ? 255 : 65'535;
    const std::uint32_t from = white != 0 ? white : largest;
    if (from == 255 && image.depth() == CV_8U)
        return image;
    cv::Mat result;
    image.convertTo(result, CV_8U, 255.0 / from);
    return result;
}

/// value × alpha + white × (1 − alpha), rounded; `premultiplied` values carry alpha already.
cv::Mat overWhite(const cv::Mat &image, bool premultiplied)
{
    cv::Mat result(image.size(), CV_8UC3);
    for (int y = 0; y < image.rows; ++y) {
        const auto *from = image.ptr<cv::Vec4b>(y);
        auto *to = result.ptr<cv::Vec3b>(y);
        for (int x = 0; x < image.cols; ++x) {
            const int alpha = from[x][3];
            for (int c = 0; c < 3; ++c) {
                const int covered = from[x][c] * (premultiplied ? 255 : alpha);
                to[x][c]
                    = cv::saturate_cast<std::uint8_t>((covered + (255 - alpha) * 255 + 127) / 255);
            }
        }
    }
    return result;
}

/// Many programs leave the fourth byte of a BMP at 0 and mean a solid image.
bool hasUnusedAlpha(const cv::Mat &image, ImageKind kind)
{
    if (kind != ImageKind::Bmp)
        return false;
    cv::Mat alpha;
    cv::extractChannel(image, alpha, 3);
    return cv::countNonZero(alpha) == 0;
}

cv::Mat withoutAlpha(const cv::Mat &image, ImageKind kind, bool wasEightBits)
{
    if (image.channels() != 4)
        return image;
    if (hasUnusedAlpha(image, kind)) {
        cv::Mat result;
        cv::cvtColor(image, result, cv::COLOR_BGRA2BGR);
        return result;
    }
    // libtiff hands out 8-bit images with alpha multiplied in.
    return overWhite(image, kind == ImageKind::Tiff && wasEightBits);
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

Image toImage(const cv::Mat &matrix, bool grey)
{
    Image image;
    image.channels = grey || matrix.channels() == 1 ? 1 : 3;
    image.height = matrix.rows;
    image.width = matrix.cols;
    image.pixels.resize(matrix.total() * static_cast<std::size_t>(image.channels));
    cv::Mat target(matrix.rows, matrix.cols, CV_8UC(image.channels), image.pixels.data());
    if (image.channels == 3)
        cv::cvtColor(matrix, target, cv::COLOR_BGR2RGB);
    else if (matrix.channels() == 1)
        matrix.copyTo(target);
    else
        cv::extractChannel(matrix, target, 0);
    return image;
}

[[noreturn]] void failDecoding(ImageKind kind)
{
    throw Error("damaged: this " + std::string(toString(kind)) + " cannot be decoded");
}

cv::Mat decodedAs(const ImageHeader &header, std::span<const std::uint8_t> bytes)
{
    if (header.kind == ImageKind::Png)
        return decoded(essentialPng(bytes), cv::IMREAD_UNCHANGED);
    return decoded(bytes, header.palette ? cv::IMREAD_COLOR : cv::IMREAD_UNCHANGED);
}

Image decodeWith(const ImageHeader &header, std::span<const std::uint8_t> bytes)
{
    if (header.kind == ImageKind::Gif) // OpenCV does not read it
        return decodeGif(header, bytes);
    const cv::Mat stored = decodedAs(header, bytes);
    if (stored.empty())
        failDecoding(header.kind);
    const int channels = stored.channels();
    if (channels != 1 && channels != 3 && channels != 4)
        throw Error("not a supported image: it has " + std::to_string(channels) + " channels");
    const cv::Mat narrow = inEightBits(stored, header.white);
    const cv::Mat flat = withoutAlpha(narrow, header.kind, stored.depth() == CV_8U);
    return toImage(upright(flat, header.orientation), header.grey);
}

} // namespace

Image decodeImage(std::span<const std::uint8_t> bytes)
{
    setUpOpenCv();
    const ImageHeader header = readImageHeader(bytes);
    try {
        return decodeWith(header, bytes);
    } catch (const cv::Exception &error) { // its text speaks of OpenCV's sources
        if (error.code == cv::Error::StsNoMem)
            throw std::bad_alloc();
        failDecoding(header.kind);
    }
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
