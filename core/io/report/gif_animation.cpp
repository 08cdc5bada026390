// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/report/gif_animation.h"
#include "core/base/error.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <gif_lib.h>
#include <limits>
#include <map>
#include <span>
#include <utility>

namespace convscope {

namespace {

constexpr std::size_t kColours = 256;
constexpr int kShortest = 2; // hundredths of a second

using Colour = std::array<std::uint8_t, 3>;

struct Counted {
    Colour colour {};
    std::uint64_t pixels = 0;
};

Colour colourAt(const Image &image, std::size_t pixel)
{
    const std::uint8_t *at = image.pixels.data() + pixel * std::size_t(image.channels);
    return image.channels == 3 ? Colour { at[0], at[1], at[2] } : Colour { at[0], at[0], at[0] };
}

/// Some of the colours, and along which channel they differ most.
struct Box {
    std::span<Counted> colours;
    std::size_t channel = 0;
    std::uint64_t weight = 0; ///< that difference times the pixels; 0: one colour, nothing to cut
};

Box boxOf(std::span<Counted> colours)
{
    Box box { colours };
    std::uint64_t pixels = 0;
    for (const Counted &one : colours)
        pixels += one.pixels;
    int widest = 0;
    for (std::size_t channel = 0; channel < 3; ++channel) {
        const auto [low, high] = std::ranges::minmax(
            colours, {}, [channel](const Counted &one) { return one.colour[channel]; });
        const int width = high.colour[channel] - low.colour[channel];
        if (width > widest) {
            widest = width;
            box.channel = channel;
        }
    }
    box.weight = std::uint64_t(widest) * pixels;
    return box;
}

/// Where half of its pixels are on either side.
std::array<Box, 2> cut(const Box &box)
{
    std::ranges::sort(box.colours, {},
        [&](const Counted &one) { return std::pair(one.colour[box.channel], one.colour); });
    std::uint64_t all = 0, sum = 0;
    for (const Counted &one : box.colours)
        all += one.pixels;
    std::size_t first = 0; // colours of the lower part
    while (first + 1 < box.colours.size() && (first == 0 || 2 * sum < all))
        sum += box.colours[first++].pixels;
    return { boxOf(box.colours.first(first)), boxOf(box.colours.subspan(first)) };
}

/// Median cut: Heckbert, "Color image quantization for frame buffer display", SIGGRAPH 1982.
std::vector<Box> boxesOf(std::span<Counted> colours)
{
    std::vector<Box> boxes { boxOf(colours) };
    while (boxes.size() < kColours) {
        const auto heaviest = std::ranges::max_element(boxes, {}, &Box::weight);
        if (heaviest->weight == 0)
            break;
        const auto [low, high] = cut(*heaviest);
        *heaviest = low;
        boxes.push_back(high);
    }
    return boxes;
}

Colour meanOf(const Box &box)
{
    std::array<std::uint64_t, 3> sums {};
    std::uint64_t pixels = 0;
    for (const Counted &one : box.colours) {
        pixels += one.pixels;
        for (std::size_t c = 0; c < 3; ++c)
            sums[c] += one.pixels * one.colour[c];
    }
    Colour mean {};
    for (std::size_t c = 0; c < 3; ++c)
        mean[c] = static_cast<std::uint8_t>((sums[c] + pixels / 2) / pixels);
    return mean;
}

struct FreeMap {
    void operator()(ColorMapObject *map) const { GifFreeMapObject(map); }
};

std::unique_ptr<ColorMapObject, FreeMap> colourMap(const std::vector<std::uint8_t> &colours)
{
    std::unique_ptr<ColorMapObject, FreeMap> map(GifMakeMapObject(int(kColours), nullptr));
    if (!map)
        throw std::bad_alloc();
    for (std::size_t i = 0; i < colours.size() / 3; ++i)
        map->Colors[i] = { colours[3 * i], colours[3 * i + 1], colours[3 * i + 2] };
    return map;
}

int append(GifFileType *gif, const GifByteType *bytes, int count)
{
    static_cast<std::string *>(gif->UserData)
        ->append(reinterpret_cast<const char *>(bytes), std::size_t(count));
    return count;
}

void check(int result)
{
    if (result != GIF_OK)
        throw Error("this animation cannot be written as a GIF; save single images instead");
}

} // namespace

IndexedImage indexedImage(const Image &image)
{
    const std::size_t pixels = std::size_t(image.width) * std::size_t(image.height);
    std::map<Colour, std::uint64_t> counts;
    for (std::size_t i = 0; i < pixels; ++i)
        ++counts[colourAt(image, i)];
    std::vector<Counted> colours;
    for (const auto &[colour, count] : counts)
        colours.push_back({ colour, count });
    IndexedImage result;
    std::map<Colour, std::uint8_t> places;
    for (const Box &box : boxesOf(colours)) {
        const auto place = static_cast<std::uint8_t>(result.colours.size() / 3);
        for (const Counted &one : box.colours)
            places[one.colour] = place;
        const Colour mean = meanOf(box);
        result.colours.insert(result.colours.end(), mean.begin(), mean.end());
    }
    result.indices.reserve(pixels);
    for (std::size_t i = 0; i < pixels; ++i)
        result.indices.push_back(places.at(colourAt(image, i)));
    return result;
}

struct GifAnimation::Impl {
    void begin(int imageWidth, int imageHeight);
    void close()
    {
        if (gif)
            EGifCloseFile(std::exchange(gif, nullptr), nullptr);
    }

    int hundredths = 0;
    int width = 0, height = 0;
    std::string bytes;
    GifFileType *gif = nullptr;
};

void GifAnimation::Impl::begin(int imageWidth, int imageHeight)
{
    constexpr int kMax = std::numeric_limits<std::uint16_t>::max();
    if (imageWidth > kMax || imageHeight > kMax)
        throw Error("a GIF is at most 65,535 pixels wide and high; save single images instead");
    width = imageWidth;
    height = imageHeight;
    gif = EGifOpen(&bytes, append, nullptr);
    if (!gif)
        throw std::bad_alloc();
    EGifSetGifVersion(gif, true); // GIF89a, which knows animations
    check(EGifPutScreenDesc(gif, width, height, 8, 0, nullptr));
    // "Play for ever", as every browser has understood it since Netscape 2.0.
    constexpr std::array<GifByteType, 3> kForEver { 1, 0, 0 };
    check(EGifPutExtensionLeader(gif, APPLICATION_EXT_FUNC_CODE));
    check(EGifPutExtensionBlock(gif, 11, "NETSCAPE2.0"));
    check(EGifPutExtensionBlock(gif, int(kForEver.size()), kForEver.data()));
    check(EGifPutExtensionTrailer(gif));
}

GifAnimation::GifAnimation(double seconds)
    : m_impl(std::make_unique<Impl>())
{
    m_impl->hundredths = std::max(kShortest, static_cast<int>(std::lround(seconds * 100)));
}

GifAnimation::~GifAnimation()
{
    m_impl->close();
}

void GifAnimation::add(const Image &image)
{
    Impl &impl = *m_impl;
    if (!impl.gif)
        impl.begin(image.width, image.height);
    if (image.width != impl.width || image.height != impl.height)
        throw Error("the images of an animation must be of one size");
    const IndexedImage indexed = indexedImage(image);
    const GraphicsControlBlock control { DISPOSE_DO_NOT, false, impl.hundredths,
        NO_TRANSPARENT_COLOR };
    std::array<GifByteType, 4> encoded {};
    EGifGCBToExtension(&control, encoded.data());
    check(EGifPutExtension(impl.gif, GRAPHICS_EXT_FUNC_CODE, int(encoded.size()), encoded.data()));
    const auto map = colourMap(indexed.colours);
    check(EGifPutImageDesc(impl.gif, 0, 0, impl.width, impl.height, false, map.get()));
    std::vector<GifPixelType> row(std::size_t(impl.width));
    for (std::size_t y = 0; y < std::size_t(impl.height); ++y) {
        std::copy_n(
            indexed.indices.begin() + std::ptrdiff_t(y * row.size()), row.size(), row.begin());
        check(EGifPutLine(impl.gif, row.data(), impl.width));
    }
}

std::string GifAnimation::finish()
{
    m_impl->close();
    return std::move(m_impl->bytes);
}

} // namespace convscope
