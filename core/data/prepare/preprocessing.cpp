// SPDX-License-Identifier: GPL-3.0-or-later
// Grey comes before the size: it is a third of the work, and up to rounding the result is the same.
#include "core/data/prepare/preprocessing.h"
#include "core/base/error.h"
#include "core/data/decode/opencv_setup.h"
#include "core/kernels/elementwise.h"
#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <utility>

namespace convscope {

namespace {

constexpr std::array<std::pair<Normalization, std::string_view>, 3> kNormalizations { {
    { Normalization::None, "none" },
    { Normalization::Unit, "unit" },
    { Normalization::Standard, "standard" },
} };

constexpr std::array<std::pair<Fit, std::string_view>, 3> kFits { {
    { Fit::Stretch, "stretch" },
    { Fit::Crop, "crop" },
    { Fit::Pad, "pad" },
} };

constexpr std::array<std::pair<Grey, std::string_view>, 2> kGreys { {
    { Grey::Rec601, "rec601" },
    { Grey::Rec709, "rec709" },
} };

constexpr int kMaxNetworkSide = 4096;

/// Area interpolation where a side shrinks, then bilinear where one grows: OpenCV's area mode does
/// not average at all as soon as one of the two sides grows.
cv::Mat resized(cv::Mat image, cv::Size size)
{
    const cv::Size smaller(std::min(image.cols, size.width), std::min(image.rows, size.height));
    if (smaller != image.size()) {
        cv::Mat result;
        cv::resize(image, result, smaller, 0, 0, cv::INTER_AREA);
        image = result;
    }
    if (size != image.size()) {
        cv::Mat result;
        cv::resize(image, result, size, 0, 0, cv::INTER_LINEAR);
        image = result;
    }
    return image;
}

/// The largest middle part of `image` with the proportions of `size`.
cv::Mat middleOf(const cv::Mat &image, cv::Size size)
{
    const double scale
        = std::min(double(image.cols) / size.width, double(image.rows) / size.height);
    const int width = std::clamp(int(std::lround(scale * size.width)), 1, image.cols);
    const int height = std::clamp(int(std::lround(scale * size.height)), 1, image.rows);
    return image(cv::Rect((image.cols - width) / 2, (image.rows - height) / 2, width, height));
}

/// All of `image` in the middle of `size`, black beside it.
cv::Mat padded(const cv::Mat &image, cv::Size size)
{
    const double scale
        = std::min(double(size.width) / image.cols, double(size.height) / image.rows);
    const int width = std::clamp(int(std::lround(scale * image.cols)), 1, size.width);
    const int height = std::clamp(int(std::lround(scale * image.rows)), 1, size.height);
    const cv::Mat inner = resized(image, cv::Size(width, height));
    cv::Mat result(size, image.type(), cv::Scalar::all(0));
    inner.copyTo(
        result(cv::Rect((size.width - width) / 2, (size.height - height) / 2, width, height)));
    return result;
}

cv::Mat fitted(const cv::Mat &image, cv::Size size, Fit fit)
{
    switch (fit) {
    case Fit::Crop:
        return resized(middleOf(image, size), size);
    case Fit::Pad:
        return padded(image, size);
    case Fit::Stretch:
        break;
    }
    return resized(image, size);
}

/// The weights of Grey::Rec709, rounded once.
cv::Mat inRec709(const cv::Mat &image)
{
    constexpr int kRed = 2125, kGreen = 7154, kBlue = 721, kAll = 10'000;
    cv::Mat result(image.size(), CV_8UC1);
    for (int y = 0; y < image.rows; ++y) {
        const auto *from = image.ptr<cv::Vec3b>(y);
        auto *to = result.ptr<std::uint8_t>(y);
        for (int x = 0; x < image.cols; ++x) {
            const int sum = kRed * from[x][0] + kGreen * from[x][1] + kBlue * from[x][2];
            to[x] = static_cast<std::uint8_t>((sum + kAll / 2) / kAll);
        }
    }
    return result;
}

cv::Mat inChannels(const cv::Mat &image, const Preprocessing &preprocessing)
{
    if (image.channels() == preprocessing.channels)
        return image;
    if (preprocessing.channels == 1 && preprocessing.grey == Grey::Rec709)
        return inRec709(image);
    cv::Mat result;
    cv::cvtColor(
        image, result, preprocessing.channels == 1 ? cv::COLOR_RGB2GRAY : cv::COLOR_GRAY2RGB);
    return result;
}

std::vector<std::uint8_t> inPlanes(const cv::Mat &image)
{
    std::vector<std::uint8_t> planes(image.total() * image.elemSize());
    std::vector<cv::Mat> views;
    views.reserve(static_cast<std::size_t>(image.channels()));
    for (int c = 0; c < image.channels(); ++c)
        views.emplace_back(image.rows, image.cols, CV_8UC1,
            planes.data() + static_cast<std::size_t>(c) * image.total());
    cv::split(image, views);
    return planes;
}

/// A channel's values are (pixel − offset) / divisor.
struct Normalizer {
    double offset = 0, divisor = 1;
};

Normalizer normalizer(const Preprocessing &preprocessing, std::size_t c)
{
    constexpr double kWhite = 255;
    switch (preprocessing.normalization) {
    case Normalization::None:
        break;
    case Normalization::Unit:
        return { .offset = 0, .divisor = kWhite };
    case Normalization::Standard:
        return { .offset = kWhite * preprocessing.mean.at(c),
            .divisor = kWhite * preprocessing.stddev.at(c) };
    }
    return {};
}

[[noreturn]] void failField(const std::string &field, const std::string &expected)
{
    throw Error("preprocessing." + field + ": expected " + expected);
}

int sideFrom(const nlohmann::json &json, const char *field)
{
    const auto found = json.find(field);
    if (found == json.end() || !found->is_number_integer() || *found < 1
        || *found > kMaxNetworkSide)
        failField(field, "a whole number from 1 to " + std::to_string(kMaxNetworkSide));
    return found->get<int>();
}

std::vector<double> channelValuesFrom(const nlohmann::json &json, const char *field, int channels)
{
    const auto found = json.find(field);
    if (found == json.end())
        return {};
    const bool areNumbers = found->is_array()
        && std::all_of(found->begin(), found->end(),
            [](const nlohmann::json &value) { return value.is_number(); });
    if (!areNumbers || (!found->empty() && found->size() != static_cast<std::size_t>(channels)))
        failField(field, "one number a channel, or an empty list");
    return found->get<std::vector<double>>();
}

void checkStddev(const Preprocessing &preprocessing)
{
    if (preprocessing.mean.size() != preprocessing.stddev.size())
        failField("deviation", "as many numbers as in mean");
    for (const double value : preprocessing.mean)
        if (!std::isfinite(value))
            failField("mean", "finite numbers");
    constexpr double kMin = 1e-12; // below, what is divided by it would soon be no number
    for (const double value : preprocessing.stddev)
        if (!(value >= kMin) || !std::isfinite(value))
            failField("deviation", "numbers above 0");
}

} // namespace

std::vector<std::uint8_t> preparePixels(const Image &image, const Preprocessing &preprocessing)
{
    assert(image.channels == 1 || image.channels == 3);
    const bool fits = image.height == preprocessing.height && image.width == preprocessing.width;
    if (fits && image.channels == 1 && preprocessing.channels == 1)
        return image.pixels;
    setUpOpenCv();
    // A header without a copy; only read from.
    const cv::Mat matrix(image.height, image.width, CV_8UC(image.channels),
        const_cast<std::uint8_t *>(
            image.pixels.data())); // NOLINT(cppcoreguidelines-pro-type-const-cast)
    const cv::Size size(preprocessing.width, preprocessing.height);
    if (preprocessing.channels == 1)
        return inPlanes(fitted(inChannels(matrix, preprocessing), size, preprocessing.fit));
    return inPlanes(inChannels(fitted(matrix, size, preprocessing.fit), preprocessing));
}

void normalizePixels(
    std::span<const std::uint8_t> pixels, const Preprocessing &preprocessing, std::span<Scalar> out)
{
    assert(pixels.size() == out.size());
    const std::size_t area = preprocessing.shape().area();
    const auto channels = static_cast<std::size_t>(preprocessing.channels);
    for (std::size_t c = 0; c < channels; ++c) {
        const auto [offset, divisor] = normalizer(preprocessing, c);
        // One image or several in a row: the same channel comes again every `channels` planes.
        for (std::size_t start = c * area; start < pixels.size(); start += channels * area)
            pixelsToValues(pixels.data() + start, out.data() + start, static_cast<Scalar>(offset),
                static_cast<Scalar>(divisor), area);
    }
}

void normalizeValues(const Preprocessing &preprocessing, std::span<Scalar> values)
{
    const std::size_t area = preprocessing.shape().area();
    assert(values.size() == preprocessing.shape().size());
    for (std::size_t c = 0; c * area < values.size(); ++c) {
        const Normalizer n = normalizer(preprocessing, c);
        const auto offset = static_cast<Scalar>(n.offset), divisor = static_cast<Scalar>(n.divisor);
        for (Scalar &value : values.subspan(c * area, area))
            value = (value - offset) / divisor;
    }
}

NormalizationMeasure::NormalizationMeasure(const Preprocessing &preprocessing)
    : m_counts(static_cast<std::size_t>(preprocessing.channels))
    , m_area(preprocessing.shape().area())
{
}

void NormalizationMeasure::add(std::span<const std::uint8_t> pixels)
{
    assert(pixels.size() % (m_counts.size() * m_area) == 0);
    std::size_t channel = 0;
    for (std::size_t start = 0; start < pixels.size(); start += m_area) {
        auto &counts = m_counts[channel];
        for (const std::uint8_t value : pixels.subspan(start, m_area))
            ++counts[value]; // NOLINT(cppcoreguidelines-pro-bounds-constant-array-index)
        channel = (channel + 1) % m_counts.size();
    }
}

void NormalizationMeasure::finish(Preprocessing &preprocessing) const
{
    preprocessing.mean.assign(m_counts.size(), 0.0);
    preprocessing.stddev.assign(m_counts.size(), 1.0);
    for (std::size_t c = 0; c < m_counts.size(); ++c) {
        double values = 0;
        double sum = 0;
        double squares = 0;
        for (std::size_t value = 0; value < m_counts[c].size(); ++value) {
            const auto times = static_cast<double>(m_counts[c].at(value));
            values += times;
            sum += times * static_cast<double>(value);
            squares += times * static_cast<double>(value * value);
        }
        values = std::max(1.0, values);
        const double mean = sum / values;
        const double variance = squares / values - mean * mean;
        preprocessing.mean[c] = mean / 255.0;
        if (variance > 1e-9)
            preprocessing.stddev[c] = std::sqrt(variance) / 255.0;
    }
}

void measureNormalization(std::span<const std::uint8_t> pixels, Preprocessing &preprocessing)
{
    NormalizationMeasure measure(preprocessing);
    measure.add(pixels);
    measure.finish(preprocessing);
}

namespace {

template<typename Value>
void change(Preprocessing &preprocessing, Value Preprocessing::*member, Value value)
{
    if (std::exchange(preprocessing.*member, value) == value)
        return;
    preprocessing.mean.clear();
    preprocessing.stddev.clear();
}

} // namespace

void setChannels(Preprocessing &preprocessing, int channels)
{
    change(preprocessing, &Preprocessing::channels, channels);
}

void setNormalization(Preprocessing &preprocessing, Normalization normalization)
{
    change(preprocessing, &Preprocessing::normalization, normalization);
}

nlohmann::json toJson(const Preprocessing &preprocessing)
{
    nlohmann::json result {
        { "channels", preprocessing.channels },
        { "height", preprocessing.height },
        { "width", preprocessing.width },
        { "fit", toString(preprocessing.fit) },
        { "normalization", toString(preprocessing.normalization) },
        { "mean", preprocessing.mean },
        { "deviation", preprocessing.stddev },
    };
    if (preprocessing.grey
        != Grey::Rec601) // settings saved before there was a choice stay the same
        result["grey"] = toString(preprocessing.grey);
    return result;
}

Preprocessing preprocessingFromJson(const nlohmann::json &json)
{
    if (!json.is_object())
        throw Error(
            "preprocessing: expected an object with channels, height, width and normalization");
    Preprocessing result;
    const auto channels = json.find("channels");
    if (channels == json.end() || !channels->is_number_integer()
        || (*channels != 1 && *channels != 3))
        failField("channels", "1 for grey or 3 for RGB");
    result.channels = channels->get<int>();
    result.height = sideFrom(json, "height");
    result.width = sideFrom(json, "width");
    // Files of older versions do not say.
    if (const auto fit = json.find("fit"); fit != json.end()) {
        if (!fit->is_string())
            failField("fit", "stretch, crop or pad");
        result.fit = fitFromString(fit->get<std::string>());
    }
    if (const auto grey = json.find("grey"); grey != json.end()) {
        if (!grey->is_string())
            failField("grey", "rec601 or rec709");
        result.grey = greyFromString(grey->get<std::string>());
    }
    const auto normalization = json.find("normalization");
    if (normalization == json.end() || !normalization->is_string())
        failField("normalization", "none, unit or standard");
    result.normalization = normalizationFromString(normalization->get<std::string>());
    result.mean = channelValuesFrom(json, "mean", result.channels);
    result.stddev = channelValuesFrom(json, "deviation", result.channels);
    checkStddev(result);
    return result;
}

std::string_view toString(Fit fit)
{
    for (const auto &[value, name] : kFits)
        if (value == fit)
            return name;
    return "stretch";
}

Fit fitFromString(std::string_view name)
{
    for (const auto &[value, known] : kFits)
        if (known == name)
            return value;
    throw Error("fit \"" + std::string(name) + "\": expected stretch, crop or pad");
}

std::string_view toString(Grey grey)
{
    for (const auto &[value, name] : kGreys)
        if (value == grey)
            return name;
    return "rec601";
}

Grey greyFromString(std::string_view name)
{
    for (const auto &[value, known] : kGreys)
        if (known == name)
            return value;
    throw Error("grey \"" + std::string(name) + "\": expected rec601 or rec709");
}

std::string_view toString(Normalization normalization)
{
    for (const auto &[value, name] : kNormalizations)
        if (value == normalization)
            return name;
    return "none";
}

Normalization normalizationFromString(std::string_view name)
{
    for (const auto &[value, known] : kNormalizations)
        if (known == name)
            return value;
    throw Error("normalization \"" + std::string(name) + "\": expected none, unit or standard");
}

} // namespace convscope
