// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/report/look_index.h"
#include "core/base/threads/parallel_for.h"
#include "core/data/report/alignment.h"
#include "core/kernels/row_products.h"
#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <numeric>
#include <span>

namespace convscope {

namespace {

constexpr int kHighest = 4;
constexpr std::size_t kThumbnailArea = kThumbnailSide * kThumbnailSide;

/// Half waves down and across.
struct Frequency {
    int down, across;
};
// By whether mirroring changes their sign: never, top and bottom, left and right, either of these.
constexpr std::array<Frequency, 24> kFrequencies { { { 0, 2 }, { 2, 0 }, { 0, 4 }, { 4, 0 },
    { 2, 2 }, { 4, 4 }, { 2, 4 }, { 4, 2 }, // even, even
    { 1, 0 }, { 3, 0 }, { 1, 2 }, { 3, 2 }, { 1, 4 }, { 3, 4 }, // odd, even
    { 0, 1 }, { 0, 3 }, { 2, 1 }, { 2, 3 }, { 4, 1 }, { 4, 3 }, // even, odd
    { 1, 1 }, { 3, 3 }, { 1, 3 }, { 3, 1 } } }; // odd, odd
constexpr std::size_t kEvenEven = 0, kOddEven = 8, kEvenOdd = 14, kOddOdd = 20;
// Where each is after rows and columns are exchanged.
constexpr std::array<std::size_t, 24> kExchanged { 1, 0, 3, 2, 4, 5, 7, 6, 14, 15, 16, 17, 18, 19,
    8, 9, 10, 11, 12, 13, 20, 21, 23, 22 };

// A cosine that all but one in a hundred copies reach which are cut by a tenth.
constexpr float kLikely = 0.55F;
constexpr std::size_t kFew = 300; // of so few, each is likely to be like each
constexpr std::size_t kMostEach = 300; // of one image
constexpr std::size_t kMostLikely = 600'000; // of all images, or the least of each
constexpr std::size_t kLeastEach = 8;
constexpr double kMostCompared = 2.5e9; // pairs, which takes seconds
constexpr std::size_t kBlock = 512; // images compared at a time

using Numbers = std::array<Scalar, kFrequencies.size()>;

/// cos(π · f · (i + 1/2) / side)
std::array<std::array<float, kThumbnailSide>, kHighest + 1> waves()
{
    std::array<std::array<float, kThumbnailSide>, kHighest + 1> result {};
    for (std::size_t f = 0; f < result.size(); ++f)
        for (std::size_t i = 0; i < kThumbnailSide; ++i)
            result[f][i] = float(std::cos(
                std::numbers::pi * double(f) * (double(i) + 0.5) / double(kThumbnailSide)));
    return result;
}

/// Of length 1.
template<typename Each>
Each normalized(Each numbers)
{
    double squares = 1e-12;
    for (const float number : numbers)
        squares += double(number) * double(number);
    for (float &number : numbers)
        number = float(double(number) / std::sqrt(squares));
    return numbers;
}

/// The lowest frequencies; each times itself, since in images they fall off so.
Numbers numbersOf(const Thumbnail &thumbnail)
{
    static const auto wave = waves();
    std::array<std::array<float, kThumbnailSide>, kHighest + 1> across {};
    for (std::size_t f = 0; f < across.size(); ++f)
        for (std::size_t i = 0; i < kThumbnailArea; ++i)
            across[f][i / kThumbnailSide] += wave[f][i % kThumbnailSide] * float(thumbnail[i]);
    Numbers numbers {};
    for (std::size_t k = 0; k < numbers.size(); ++k) {
        const auto down = std::size_t(kFrequencies[k].down);
        const auto &row = across[std::size_t(kFrequencies[k].across)];
        numbers[k] = std::inner_product(row.begin(), row.end(), wave[down].begin(), 0.0F)
            * float(kFrequencies[k].down + kFrequencies[k].across);
    }
    return normalized(numbers);
}

Numbers exchanged(const Numbers &numbers)
{
    Numbers result {};
    for (std::size_t k = 0; k < result.size(); ++k)
        result[k] = numbers[kExchanged[k]];
    return result;
}

/// Products of two looks, by what mirroring does to them.
struct Products {
    float evenEven = 0, oddEven = 0, evenOdd = 0, oddOdd = 0;
};

Products productsOf(const Numbers &a, const Numbers &b)
{
    const auto product = [&](std::size_t from, std::size_t to) {
        float sum = 0;
        for (std::size_t k = from; k < to; ++k)
            sum += a[k] * b[k];
        return sum;
    };
    return { product(kEvenEven, kOddEven), product(kOddEven, kEvenOdd), product(kEvenOdd, kOddOdd),
        product(kOddOdd, a.size()) };
}

/// `mirrored`: bit 0 left and right, bit 1 top and bottom.
float cosineOf(const Products &products, int mirrored)
{
    const float across = (mirrored & 1) != 0 ? -1.0F : 1.0F;
    const float down = (mirrored & 2) != 0 ? -1.0F : 1.0F;
    return products.evenEven + down * products.oddEven + across * products.evenOdd
        + across * down * products.oddOdd;
}

constexpr std::size_t kTogether = 4; // images that are compared with the others at a time
constexpr std::size_t kRows = 2 * kTogether; // each as it is, and with rows and columns exchanged

/// Compares some images with a block of others.
class BlockComparison {
public:
    BlockComparison(const std::vector<Numbers> &looks, std::size_t stride)
    {
        for (std::size_t i = 0; i < looks.size(); ++i) {
            m_looks[2 * i] = looks[i];
            m_looks[2 * i + 1] = exchanged(looks[i]);
        }
        for (std::size_t k = 0; k < m_taps.size(); ++k)
            m_taps[k] = { std::int32_t(k), std::int32_t(k * stride) };
    }

    void compare(const Scalar *others)
    {
        constexpr std::array kEnds { kOddEven, kEvenOdd, kOddOdd, kFrequencies.size() };
        std::size_t first = 0;
        for (std::size_t sort = 0; sort < kEnds.size(); ++sort) {
            combineRows({ .a = m_looks.front().data(),
                .aStride = std::ptrdiff_t(kFrequencies.size()),
                .x = others,
                .taps = std::span(m_taps).subspan(first, kEnds.at(sort) - first),
                .y = m_products.at(sort).data(),
                .yStride = std::ptrdiff_t(kBlock),
                .rows = int(kRows),
                .length = int(kBlock) });
            first = kEnds.at(sort);
        }
        for (std::size_t row = 0; row < kRows; ++row)
            chooseHighest(row * kBlock);
    }

    /// The highest cosine of the eight ways.
    float cosine(std::size_t look, std::size_t other) const
    {
        return std::max(
            m_highest[2 * look * kBlock + other], m_highest[(2 * look + 1) * kBlock + other]);
    }

private:
    using Block = std::array<Scalar, kRows * kBlock>;

    /// Over the four ways to mirror.
    void chooseHighest(std::size_t row)
    {
        for (std::size_t i = row; i < row + kBlock; ++i) {
            const Scalar down = m_products[1][i];
            const Scalar across = m_products[2][i];
            const Scalar both = m_products[3][i];
            m_highest[i] = m_products[0][i]
                + std::max(std::abs(down + across) + both, std::abs(down - across) - both);
        }
    }

    std::array<Numbers, kRows> m_looks {};
    std::array<Tap, kFrequencies.size()> m_taps {};
    std::array<Block, 4> m_products {}; // by what mirroring does to them
    Block m_highest {};
};

/// Measures that neither mirroring nor turning changes: how much of a look is in frequencies of
/// each sort.
std::array<float, 3> keysOf(const Numbers &look)
{
    const Products own = productsOf(look, look);
    const float lowest = look[kOddEven] * look[kOddEven] + look[kEvenOdd] * look[kEvenOdd];
    return { own.evenEven, own.oddOdd, lowest };
}

} // namespace

LookIndex::LookIndex(const std::vector<const Thumbnail *> &thumbnails)
    : m_count(thumbnails.size())
    , m_stride(m_count + kBlock) // the last block is compared as a whole
    , m_numbers(kNumbers * m_stride)
{
    for (std::size_t i = 0; i < m_count; ++i)
        set(i, numbersOf(*thumbnails[i]));
    if (m_count > kFew)
        standardize();
}

LookIndex::Look LookIndex::lookAt(std::size_t i) const
{
    Look look {};
    for (std::size_t k = 0; k < kNumbers; ++k)
        look[k] = m_numbers[k * m_stride + i];
    return look;
}

void LookIndex::set(std::size_t i, const Look &look)
{
    for (std::size_t k = 0; k < kNumbers; ++k)
        m_numbers[k * m_stride + i] = look[k];
}

/// By mean and deviation over all images and all eight ways to lay them: the mean of what
/// mirroring changes is 0.
void LookIndex::standardize()
{
    std::array<double, kNumbers> means {};
    std::array<double, kNumbers> squares {};
    for (std::size_t k = 0; k < kNumbers; ++k)
        for (std::size_t i = 0; i < m_count; ++i) {
            const auto number = double(m_numbers[k * m_stride + i]);
            means[k] += number / double(m_count);
            squares[k] += number * number / double(m_count);
        }
    Look offset {};
    Look factor {};
    for (std::size_t k = 0; k < kNumbers; ++k) {
        const double mean = k < kOddEven ? (means[k] + means[kExchanged[k]]) / 2 : 0;
        const double square = (squares[k] + squares[kExchanged[k]]) / 2;
        offset[k] = float(mean);
        factor[k] = float(1 / std::sqrt(std::max(square - mean * mean, 1e-6)));
    }
    for (std::size_t i = 0; i < m_count; ++i) {
        Look look = lookAt(i);
        for (std::size_t k = 0; k < kNumbers; ++k)
            look[k] = (look[k] - offset[k]) * factor[k];
        set(i, normalized(look));
    }
}

void LookIndex::findNear(
    std::size_t first, std::size_t window, std::size_t most, Found &found) const
{
    const std::size_t end = std::min(m_count, first + kTogether);
    std::vector<Look> looks;
    for (std::size_t i = first; i < end; ++i)
        looks.push_back(lookAt(i));
    const auto comparison = std::make_unique<BlockComparison>(looks, m_stride);
    const float least = m_count > kFew ? kLikely : -2;
    const std::size_t last = std::min(m_count, end + window);
    for (std::size_t from = first + 1; from < last; from += kBlock) {
        comparison->compare(m_numbers.data() + from);
        for (std::size_t i = first; i < end; ++i)
            for (std::size_t j = std::max(from, i + 1); j < std::min(last, from + kBlock); ++j)
                if (const float cosine = comparison->cosine(i - first, j - from); cosine > least)
                    found[i].push_back({ std::uint32_t(j), cosine });
    }
    const auto likelier = [](const Likely &a, const Likely &b) {
        return a.likeness > b.likeness || (a.likeness == b.likeness && a.other < b.other);
    };
    for (std::size_t i = first; i < end; ++i) {
        const auto kept = found[i].begin() + std::ptrdiff_t(std::min(most, found[i].size()));
        std::partial_sort(found[i].begin(), kept, found[i].end(), likelier);
        found[i].erase(kept, found[i].end());
        found[i].shrink_to_fit();
    }
}

LookIndex::Found LookIndex::neighbours(
    std::size_t window, std::size_t most, int threads, const Progress &progress) const
{
    Found found(m_count);
    parallelFor((m_count + kTogether - 1) / kTogether, threads, progress,
        [&](std::size_t i) { findNear(i * kTogether, window, most, found); });
    return found;
}

std::vector<std::vector<LookIndex::Likely>> LookIndex::likely(
    int threads, const Progress &progress) const
{
    const std::size_t most
        = std::clamp(kMostLikely / std::max<std::size_t>(m_count, 1), kLeastEach, kMostEach);
    if (double(m_count) * double(m_count) / 2 <= kMostCompared)
        return neighbours(m_count, most, threads, progress);
    Found found(m_count);
    for (std::size_t key = 0; key < 3; ++key)
        addNear(key, most, threads, progress, found);
    return found;
}

void LookIndex::addNear(
    std::size_t key, std::size_t most, int threads, const Progress &progress, Found &found) const
{
    std::vector<std::pair<float, std::uint32_t>> order(m_count);
    for (std::size_t i = 0; i < m_count; ++i)
        order[i] = { keysOf(lookAt(i)).at(key), std::uint32_t(i) };
    std::sort(order.begin(), order.end());
    LookIndex inOrder = *this;
    for (std::size_t i = 0; i < m_count; ++i)
        inOrder.set(i, lookAt(order[i].second));
    const auto window = std::size_t(kMostCompared / 3 / double(m_count));
    const Found near = inOrder.neighbours(window, most, threads, progress);
    for (std::size_t i = 0; i < m_count; ++i)
        for (const Likely &each : near[i]) {
            const auto [one, other] = std::minmax(order[i].second, order[each.other].second);
            found[one].push_back({ other, each.likeness });
        }
}

std::array<int, 2> LookIndex::symmetries(std::size_t one, std::size_t other) const
{
    const Look look = lookAt(one);
    const Look to = lookAt(other);
    const std::array products { productsOf(look, to), productsOf(exchanged(look), to) };
    std::array<std::pair<float, int>, kSymmetries> ways;
    for (int way = 0; way < kSymmetries; ++way)
        ways.at(std::size_t(way)) = { -cosineOf(products.at(std::size_t(way / 4)), way % 4), way };
    std::partial_sort(ways.begin(), ways.begin() + 2, ways.end());
    const bool isOne = m_count > kFew && -ways[1].first < kLikely;
    return { ways[0].second, ways[isOne ? 0 : 1].second };
}

} // namespace convscope
