// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/network/image_edit.h"
#include "core/base/error.h"
#include "core/data/decode/opencv_setup.h"
#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace convscope {

namespace {

constexpr double kHalfCircle = 180;
constexpr int kMaxTurned = 32'766; // OpenCV's places are 16 bits
constexpr std::array<AdjustmentKind, 5> kKinds { {
    { "turn", &Adjustment::turn, -kHalfCircle, kHalfCircle },
    { "right", &Adjustment::right, -0.5, 0.5 },
    { "down", &Adjustment::down, -0.5, 0.5 },
    { "blur", &Adjustment::blur, 0, 0.1 },
    { "brightness", &Adjustment::brightness, 0, 2 },
} };

cv::Mat matOf(Image &image)
{
    return { image.height, image.width, CV_8UC(image.channels), image.pixels.data() };
}

double distanceToLine(const PenPoint &p, const PenPoint &a, const PenPoint &b)
{
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double length = dx * dx + dy * dy;
    const double along
        = length > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0.0, 1.0) : 0;
    return std::hypot(p.x - a.x - along * dx, p.y - a.y - along * dy);
}

/// How far a stroke covers each pixel of a part of the image, from 0 to 1.
class Coverage {
public:
    Coverage(const Image &image, const PenStroke &stroke)
        : m_reach(stroke.width / 2 + 0.5)
    {
        const auto [left, right] = std::ranges::minmax(stroke.points, {}, &PenPoint::x);
        const auto [top, bottom] = std::ranges::minmax(stroke.points, {}, &PenPoint::y);
        const auto begin = [&](double place, int side) {
            return int(std::clamp(std::floor(place - m_reach), 0.0, double(side)));
        };
        const auto end = [&](double place, int side) {
            return int(std::clamp(std::ceil(place + m_reach), 0.0, double(side)));
        };
        m_area = { begin(left.x, image.width), begin(top.y, image.height), 0, 0 };
        m_area.width = std::max(0, end(right.x, image.width) - m_area.x);
        m_area.height = std::max(0, end(bottom.y, image.height) - m_area.y);
        m_shares.assign(std::size_t(m_area.width) * std::size_t(m_area.height), 0);
        for (std::size_t i = 0; i < stroke.points.size(); ++i)
            addLine(stroke.points[i == 0 ? 0 : i - 1], stroke.points[i]);
    }
    const cv::Rect &area() const { return m_area; }
    double at(int y, int x) const { return double(m_shares[indexOf(y, x)]); }

private:
    std::size_t indexOf(int y, int x) const
    {
        return std::size_t(y - m_area.y) * std::size_t(m_area.width) + std::size_t(x - m_area.x);
    }
    void addLine(const PenPoint &a, const PenPoint &b)
    {
        const auto from = [&](double low, int least, int most) {
            return int(std::clamp(std::floor(low - m_reach), double(least), double(most)));
        };
        const int bottom = m_area.y + m_area.height;
        const int right = m_area.x + m_area.width;
        for (int y = from(std::min(a.y, b.y), m_area.y, bottom);
             y < bottom && y <= std::max(a.y, b.y) + m_reach; ++y)
            for (int x = from(std::min(a.x, b.x), m_area.x, right);
                 x < right && x <= std::max(a.x, b.x) + m_reach; ++x) {
                const double distance = distanceToLine({ x + 0.5, y + 0.5 }, a, b);
                const double share = std::clamp(m_reach - distance, 0.0, 1.0);
                float &known = m_shares[indexOf(y, x)];
                known = std::max(known, float(share));
            }
    }

    double m_reach;
    cv::Rect m_area;
    std::vector<float> m_shares;
};

void drawStroke(Image &image, const PenStroke &stroke)
{
    if (stroke.points.empty())
        return;
    const auto &[red, green, blue] = stroke.colour;
    std::array<double, 3> colour { double(red), double(green), double(blue) };
    if (image.channels == 1) // Rec. 601, as preparing makes grey
        colour[0] = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2];
    const Coverage coverage(image, stroke);
    const cv::Rect &area = coverage.area();
    const auto channels = std::size_t(image.channels);
    for (int y = area.y; y < area.y + area.height; ++y)
        for (int x = area.x; x < area.x + area.width; ++x) {
            const double share = coverage.at(y, x);
            if (share <= 0)
                continue;
            std::uint8_t *pixel = image.pixels.data()
                + (std::size_t(y) * std::size_t(image.width) + std::size_t(x)) * channels;
            for (std::size_t c = 0; c < channels; ++c)
                pixel[c] = std::uint8_t(std::lround(std::lerp(double(pixel[c]), colour[c], share)));
        }
}

/// Where a pixel comes from: the inverse of turning about the middle and then moving.
void turnAndMove(Image &image, const Adjustment &adjustment)
{
    if (std::max(image.width, image.height) > kMaxTurned)
        throw Error("an image with a side of more than " + std::to_string(kMaxTurned)
            + " pixels cannot be turned or moved; draw on what the network sees instead");
    const double angle = adjustment.turn * std::numbers::pi / kHalfCircle;
    const double cosine = std::cos(angle);
    const double sine = std::sin(angle);
    const double middleX = (image.width - 1) / 2.0;
    const double middleY = (image.height - 1) / 2.0;
    const double x = middleX + adjustment.right * image.width;
    const double y = middleY + adjustment.down * image.height;
    const cv::Matx23d back(cosine, sine, middleX - cosine * x - sine * y, //
        -sine, cosine, middleY + sine * x - cosine * y);
    const cv::Mat from = matOf(image).clone();
    cv::Mat to = matOf(image);
    cv::warpAffine(
        from, to, back, to.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
}

/// The Gaussian with this deviation in pixels. Its kernel grows with the deviation, so a wide one
/// is taken of a smaller image, where kCoarse to 2 · kCoarse pixels are one deviation: the work
/// stays proportional to the pixels.
void blur(Image &image, double stddev)
{
    constexpr double kCoarse = 4; // finer than anything that is left after blurring
    cv::Mat pixels = matOf(image);
    const double factor = std::floor(stddev / kCoarse);
    if (factor < 2) {
        cv::GaussianBlur(pixels.clone(), pixels, {}, stddev, stddev, cv::BORDER_REPLICATE);
        return;
    }
    const auto shrunk = [&](int side) {
        return std::max(1, int(std::lround(side / factor)));
    };
    const cv::Size size(shrunk(image.width), shrunk(image.height));
    // Variances add up: averaging f pixels brings (f² - 1) / 12, enlarging f times by straight
    // lines f² / 6. The Gaussian adds what is missing.
    const auto rest = [&](int side, int small) {
        const double f = double(side) / small;
        return std::sqrt(stddev * stddev - (f * f - 1) / 12 - f * f / 6) / f;
    };
    // Along a side of one pixel there is nothing to blur.
    const auto kernel = [](double sigma, int small) {
        return small == 1 ? 1 : 2 * int(std::ceil(4 * sigma)) + 1;
    };
    const double sigmaX = rest(image.width, size.width);
    const double sigmaY = rest(image.height, size.height);
    cv::Mat small;
    cv::resize(pixels, small, size, 0, 0, cv::INTER_AREA);
    small.convertTo(small, CV_32F); // or the steps between the pixels would be seen
    cv::GaussianBlur(small, small, { kernel(sigmaX, size.width), kernel(sigmaY, size.height) },
        sigmaX, sigmaY, cv::BORDER_REPLICATE);
    small.convertTo(small, CV_8U);
    cv::resize(small, pixels, pixels.size(), 0, 0, cv::INTER_LINEAR);
}

} // namespace

std::span<const AdjustmentKind> adjustmentKinds()
{
    return kKinds;
}

Image preparedImage(const Image &image, const Preprocessing &preprocessing)
{
    const auto planes = preparePixels(image, preprocessing);
    const Shape shape = preprocessing.shape();
    Image result { shape.c, shape.h, shape.w, std::vector<std::uint8_t>(planes.size()) };
    for (std::size_t i = 0; i < planes.size(); ++i)
        result.pixels[i % shape.area() * std::size_t(shape.c) + i / shape.area()] = planes[i];
    return result;
}

Image withStrokes(Image image, std::span<const PenStroke> strokes)
{
    for (const PenStroke &stroke : strokes)
        drawStroke(image, stroke);
    return image;
}

Image adjusted(Image image, const Adjustment &adjustment)
{
    if (adjustment == Adjustment {})
        return image;
    setUpOpenCv();
    if (adjustment.turn != 0 || adjustment.right != 0 || adjustment.down != 0)
        turnAndMove(image, adjustment);
    const double stddev = adjustment.blur * std::max(image.width, image.height);
    if (stddev > 0)
        blur(image, stddev);
    if (adjustment.brightness != 1) {
        cv::Mat pixels = matOf(image);
        pixels.convertTo(pixels, -1, adjustment.brightness);
    }
    return image;
}

Image edited(const Image &image, const ImageEdit &edit, const Preprocessing &preprocessing)
{
    return adjusted(withStrokes(edit.onNetworkInput ? preparedImage(image, preprocessing) : image,
                        edit.strokes),
        edit.adjustment);
}

std::array<std::uint8_t, 3> edgeColour(const Image &image)
{
    std::array<std::uint8_t, 3> colour {};
    for (int c = 0; c < 3; ++c) {
        std::vector<std::uint8_t> values;
        const auto take = [&](int y, int x) {
            values.push_back(
                image.pixels[(std::size_t(y) * std::size_t(image.width) + std::size_t(x))
                        * std::size_t(image.channels)
                    + std::size_t(std::min(c, image.channels - 1))]);
        };
        for (int x = 0; x < image.width; ++x) {
            take(0, x);
            take(image.height - 1, x);
        }
        for (int y = 0; y < image.height; ++y) {
            take(y, 0);
            take(y, image.width - 1);
        }
        const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
        std::ranges::nth_element(values, middle);
        colour[std::size_t(c)] = *middle;
    }
    return colour;
}

} // namespace convscope
