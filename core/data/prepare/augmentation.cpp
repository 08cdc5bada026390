// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/prepare/augmentation.h"
#include "core/base/error.h"
#include "core/base/rng.h"
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>
#include <numeric>

namespace convscope {

using nlohmann::json;

namespace {

constexpr Scalar kWhite = 255;

constexpr std::array<AugmentKind, 9> kKinds { {
    { "flip", "Flip", "mirrors left to right; the amount is the chance", &AugmentOptions::flip, 0.5,
        1 },
    { "shift", "Shift", "moves by whole pixels, up to this share of the side",
        &AugmentOptions::shift, 0.1, 1 },
    { "rotate", "Rotate", "turns about the middle, up to so many degrees", &AugmentOptions::rotate,
        10, 180, true },
    { "scale", "Scale", "grows or shrinks by up to this share", &AugmentOptions::scale, 0.1, 0.9 },
    { "crop", "Crop",
        "widens the image by this share on every side and cuts out one of its own size",
        &AugmentOptions::crop, 0.125, 1 },
    { "brightness", "Brightness", "multiplies all values, by 1 ± up to this amount",
        &AugmentOptions::brightness, 0.2, 1 },
    { "contrast", "Contrast", "spreads or narrows the values about their mean, by up to this share",
        &AugmentOptions::contrast, 0.2, 1 },
    { "noise", "Noise", "adds noise of this standard deviation, as a share of white",
        &AugmentOptions::noise, 0.04, 1 },
    { "cutout", "Cut-out", "hides a rectangle of this share of each side", &AugmentOptions::cutout,
        0.25, 1 },
} };

std::string knownKinds()
{
    std::string known;
    for (const AugmentKind &kind : kKinds)
        known += (known.empty() ? "" : ", ") + std::string(kind.name);
    return known;
}

const AugmentKind &kindNamed(std::string_view name)
{
    const auto found = std::ranges::find(kKinds, name, &AugmentKind::name);
    if (found == kKinds.end())
        throw Error("unknown augmentation '" + std::string(name) + "'; known are " + knownKinds());
    return *found;
}

void setAmount(AugmentOptions &options, const AugmentKind &kind, double amount)
{
    if (!(amount >= 0 && amount <= kind.most))
        throw Error("the amount of the augmentation '" + std::string(kind.name)
            + "' must be from 0 to " + json(kind.most).dump());
    options.*kind.amount = amount;
}

void takeEntry(const json &entry, AugmentOptions &options)
{
    if (entry.is_string()) {
        const AugmentKind &kind = kindNamed(entry.get_ref<const std::string &>());
        options.*kind.amount = kind.usual;
        return;
    }
    const bool isPair = entry.is_object() && entry.size() == 2 && entry.contains("kind")
        && entry["kind"].is_string() && entry.contains("amount") && entry["amount"].is_number();
    if (!isPair)
        throw Error("an augmentation must be a name, or an object such as "
                    R"({"kind": "rotate", "amount": 15})");
    const AugmentKind &kind = kindNamed(entry["kind"].get_ref<const std::string &>());
    setAmount(options, kind, entry["amount"].get<double>());
}

/// "flip" or "shift=0.2".
void takeText(std::string_view entry, AugmentOptions &options)
{
    const std::size_t equals = entry.find('=');
    const AugmentKind &kind = kindNamed(entry.substr(0, equals));
    double amount = kind.usual;
    if (equals != std::string_view::npos) {
        const std::string_view number = entry.substr(equals + 1);
        const auto [end, error]
            = std::from_chars(number.data(), number.data() + number.size(), amount);
        if (error != std::errc() || end != number.data() + number.size())
            throw Error("the amount of the augmentation '" + std::string(kind.name) + "' is '"
                + std::string(number) + "', which is no number");
    }
    setAmount(options, kind, amount);
}

// Steele, Lea and Flood 2014, "Fast Splittable Pseudorandom Number Generators": the finalizer.
std::uint64_t mixed(std::uint64_t bits)
{
    bits += 0x9e3779b97f4a7c15ULL;
    bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebULL;
    return bits ^ (bits >> 31U);
}

Rng randomOf(std::uint64_t seed, int epoch, std::size_t sample)
{
    constexpr std::uint64_t kStream = 1ULL << 40U; // away from the layers' and the epochs' streams
    return Rng(mixed(mixed(seed ^ mixed(std::uint64_t(epoch))) ^ std::uint64_t(sample)), kStream);
}

} // namespace

std::span<const AugmentKind> augmentKinds()
{
    return kKinds;
}

AugmentOptions augmentOptionsFromList(std::string_view list)
{
    AugmentOptions options;
    if (list == "none")
        return options;
    for (;;) {
        const std::size_t comma = list.find(',');
        takeText(list.substr(0, comma), options);
        if (comma == std::string_view::npos)
            return options;
        list.remove_prefix(comma + 1);
    }
}

std::string toList(const AugmentOptions &options)
{
    std::string list;
    for (const AugmentKind &kind : kKinds) {
        const double amount = options.*kind.amount;
        if (amount == 0)
            continue;
        list += (list.empty() ? "" : ",") + std::string(kind.name);
        if (amount == kind.usual)
            continue;
        std::array<char, 32> text {};
        char *const end = std::to_chars(text.data(), text.data() + text.size(), amount).ptr;
        list += "=" + std::string(text.data(), end);
    }
    return list.empty() ? "none" : list;
}

json toJson(const AugmentOptions &options)
{
    json list = json::array();
    for (const AugmentKind &kind : kKinds) {
        const double amount = options.*kind.amount;
        if (amount == kind.usual)
            list.push_back(kind.name);
        else if (amount != 0)
            list.push_back({ { "kind", kind.name }, { "amount", amount } });
    }
    return list;
}

AugmentOptions augmentOptionsFromJson(const json &value)
{
    if (!value.is_array())
        throw Error(R"(the augmentations must be a list, such as ["flip", "shift"])");
    AugmentOptions options;
    for (const json &entry : value)
        takeEntry(entry, options);
    return options;
}

ImageChange drawChange(const AugmentOptions &options, const Shape &shape, std::uint64_t seed,
    int epoch, std::size_t sample)
{
    Rng rng = randomOf(seed, epoch, sample);
    // Every number is drawn whether it is used or not, so that one kind more leaves the others.
    const auto within = [&](double amount) {
        return amount * (2 * rng.uniform() - 1);
    };
    const auto place = [&](int room) { // from 0 to room
        return static_cast<int>(rng.uniform() * (room + 1));
    };
    const auto pixels = [&](double share, int side) {
        const auto most = static_cast<int>(std::lround(share * side));
        return place(2 * most) - most;
    };
    const auto hidden = [&](int side) {
        return options.cutout > 0 ? std::max(1, int(std::lround(options.cutout * side))) : 0;
    };
    ImageChange change;
    change.mirrored = rng.uniform() < options.flip;
    change.angle = within(options.rotate) * std::numbers::pi / 180;
    change.zoom = 1 + within(options.scale);
    change.right = pixels(options.shift, shape.w);
    change.down = pixels(options.shift, shape.h);
    change.right += pixels(options.crop, shape.w);
    change.down += pixels(options.crop, shape.h);
    change.brightness = 1 + within(options.brightness);
    change.contrast = 1 + within(options.contrast);
    change.holeHeight = hidden(shape.h);
    change.holeWidth = hidden(shape.w);
    change.holeTop = place(shape.h - change.holeHeight);
    change.holeLeft = place(shape.w - change.holeWidth);
    change.noise = options.noise;
    change.noiseSeed = rng.next();
    return change;
}

namespace {

// Neither turned nor scaled: every value comes from one pixel.
void move(const std::uint8_t *from, const Shape &shape, const ImageChange &change, Scalar *to)
{
    const std::ptrdiff_t width = shape.w;
    for (int c = 0; c < shape.c; ++c, from += shape.area()) {
        for (int y = 0; y < shape.h; ++y, to += width) {
            const std::uint8_t *row = from + std::clamp(y - change.down, 0, shape.h - 1) * width;
            for (int x = 0; x < shape.w; ++x) {
                const int column = std::clamp(x - change.right, 0, shape.w - 1);
                to[x] = Scalar(row[change.mirrored ? shape.w - 1 - column : column]);
            }
        }
    }
}

// The four neighbours of a place on one axis, the outermost repeated beyond the edge, and what each
// counts (Keys 1981, "Cubic Convolution Interpolation for Digital Image Processing", a = −1/2).
// Straight lines between neighbours would blur every changed image, and a network trained on
// blurred ones knows sharp ones badly.
struct Cubic {
    std::array<std::ptrdiff_t, 4> at;
    std::array<Scalar, 4> weight;
};

Cubic cubicAt(Scalar place, int count)
{
    const Scalar inside = std::clamp(place, Scalar(0), Scalar(count - 1));
    const int below = static_cast<int>(inside);
    const Scalar t = inside - Scalar(below), half = Scalar(0.5);
    Cubic cubic { {},
        { half * t * ((2 - t) * t - 1), half * (t * t * (3 * t - 5) + 2),
            half * t * ((4 - 3 * t) * t + 1), half * t * t * (t - 1) } };
    for (int i = 0; i < 4; ++i)
        cubic.at[std::size_t(i)] = std::clamp(below - 1 + i, 0, count - 1);
    return cubic;
}

// Where a pixel comes from: the inverse of moving, of scaling and turning about the
// middle, and of mirroring, which is an affine map.
void resample(const std::uint8_t *from, const Shape &shape, const ImageChange &change, Scalar *to)
{
    const Scalar middleX = Scalar(shape.w - 1) / 2, middleY = Scalar(shape.h - 1) / 2;
    const auto cosine = Scalar(std::cos(change.angle) / change.zoom);
    const auto sine = Scalar(std::sin(change.angle) / change.zoom);
    const Scalar sign = change.mirrored ? -1 : 1;
    const std::size_t area = shape.area();
    for (int y = 0; y < shape.h; ++y) {
        const Scalar v = Scalar(y - change.down) - middleY;
        for (int x = 0; x < shape.w; ++x, ++to) {
            const Scalar u = Scalar(x - change.right) - middleX;
            const Cubic columns = cubicAt(middleX + sign * (cosine * u + sine * v), shape.w);
            const Cubic rows = cubicAt(middleY - sine * u + cosine * v, shape.h);
            for (std::size_t plane = 0; plane < std::size_t(shape.c) * area; plane += area) {
                Scalar sum = 0;
                for (std::size_t i = 0; i < 4; ++i) {
                    const std::uint8_t *row = from + plane + rows.at[i] * shape.w;
                    Scalar inRow = 0;
                    for (std::size_t j = 0; j < 4; ++j)
                        inRow += columns.weight[j] * Scalar(row[columns.at[j]]);
                    sum += rows.weight[i] * inRow;
                }
                to[plane] = std::clamp(sum, Scalar(0), kWhite);
            }
        }
    }
}

// The sum of four random bytes, brought to mean 0 and deviation 1: bell-shaped enough for noise
// (central limit theorem), and one random number a value.
Scalar bellShaped(Rng &rng)
{
    constexpr Scalar kMean = 510, kStddev = Scalar(147.8005); // √(4 · (256² − 1) / 12)
    const std::uint32_t bytes = rng.next();
    const std::uint32_t sum
        = (bytes & 255U) + ((bytes >> 8U) & 255U) + ((bytes >> 16U) & 255U) + (bytes >> 24U);
    return (Scalar(sum) - kMean) / kStddev;
}

void changeColours(
    std::span<const std::uint8_t> pixels, const ImageChange &change, std::span<Scalar> values)
{
    const auto sum = std::accumulate(pixels.begin(), pixels.end(), std::uint64_t(0));
    const double mean = double(sum) / double(pixels.size());
    const auto factor = Scalar(change.brightness * change.contrast);
    const auto offset = Scalar(change.brightness * (1 - change.contrast) * mean);
    const auto stddev = Scalar(change.noise) * kWhite;
    if (stddev > 0) {
        Rng rng(change.noiseSeed);
        for (Scalar &value : values)
            value = factor * value + offset + stddev * bellShaped(rng);
    } else {
        for (Scalar &value : values)
            value = factor * value + offset;
    }
    for (Scalar &value : values)
        value = std::min(std::max(value, Scalar(0)), kWhite);
}

void cutHole(const Shape &shape, const ImageChange &change, Scalar *values)
{
    const std::ptrdiff_t width = shape.w;
    for (int c = 0; c < shape.c; ++c, values += shape.area())
        for (int y = 0; y < change.holeHeight; ++y)
            std::fill_n(values + (change.holeTop + y) * width + change.holeLeft, change.holeWidth,
                Scalar(0));
}

} // namespace

void changeImage(std::span<const std::uint8_t> pixels, const Preprocessing &preprocessing,
    const ImageChange &change, std::span<Scalar> out)
{
    const Shape shape = preprocessing.shape();
    assert(pixels.size() == shape.size() && out.size() == shape.size());
    if (change.angle == 0 && change.zoom == 1)
        move(pixels.data(), shape, change, out.data());
    else
        resample(pixels.data(), shape, change, out.data());
    if (change.brightness != 1 || change.contrast != 1 || change.noise > 0)
        changeColours(pixels, change, out);
    normalizeValues(preprocessing, out);
    cutHole(shape, change, out.data());
}

void trainingValues(std::span<const std::uint8_t> pixels, const Preprocessing &preprocessing,
    const AugmentOptions &options, std::uint64_t seed, int epoch, std::size_t sample,
    std::span<Scalar> out)
{
    if (options.any())
        changeImage(pixels, preprocessing,
            drawChange(options, preprocessing.shape(), seed, epoch, sample), out);
    else
        normalizePixels(pixels, preprocessing, out);
}

} // namespace convscope
