// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/row_products.h"
#include <algorithm>
#include <array>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/row_products.cpp"
#include "core/kernels/targets.h" // before Highway
#include <hwy/foreach_target.h>
// after foreach_target.h
#include "core/kernels/masked_store-inl.h"
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace convscope::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

namespace {

using D = hn::ScalableTag<Scalar>;
using V = hn::Vec<D>;

// A tile's sums stay in registers. With 32 registers up to 24 sums leave room for what is loaded.
constexpr bool kManyRegisters = HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_NEON;
constexpr int kMaxSums = kManyRegisters ? 25 : 12;

// ---- combineRows: tiles of M rows × N vectors --------------------------------------------------

template<int M, int N, bool Whole>
void combineTile(const RowCombination &c, int row, int position)
{
    const D d;
    const auto lanes = static_cast<int>(hn::Lanes(d));
    [[maybe_unused]] const auto inside
        = hn::FirstN(d, static_cast<std::size_t>(c.length - position));
    V sum[M]
         [N]; // NOLINT(modernize-avoid-c-arrays): std::array hides them from the register allocator
    HWY_UNROLL(32)
    for (int m = 0; m < M; ++m) {
        const V start = hn::Set(d, c.start ? c.start[row + m] : Scalar(0));
        HWY_UNROLL(32)
        for (int n = 0; n < N; ++n)
            sum[m][n] = start;
    }
    const Scalar *a = c.a + row * c.aStride;
    const Scalar *x = c.x + position;
    for (const Tap &tap : c.taps) {
        V values[N]; // NOLINT(modernize-avoid-c-arrays)
        HWY_UNROLL(32)
        for (int n = 0; n < N; ++n)
            values[n]
                = Whole ? hn::LoadU(d, x + tap.x + n * lanes) : loadFirst(inside, d, x + tap.x);
        const Scalar *factors = a + tap.a; // stepping on costs fewer registers than indexing
        HWY_UNROLL(32)
        for (int m = 0; m < M; ++m) {
            const V factor = hn::Set(d, *factors);
            factors += c.aStride;
            HWY_UNROLL(32)
            for (int n = 0; n < N; ++n)
                sum[m][n] = hn::MulAdd(factor, values[n], sum[m][n]);
        }
    }
    HWY_UNROLL(32)
    for (int m = 0; m < M; ++m) {
        Scalar *y = c.y + (row + m) * c.yStride + position;
        HWY_UNROLL(32)
        for (int n = 0; n < N; ++n) {
            if (Whole)
                hn::StoreU(sum[m][n], d, y + n * lanes);
            else
                storeFirst(d, sum[m][n], y, static_cast<std::size_t>(c.length - position));
        }
    }
}

using CombineTile = void (*)(const RowCombination &, int row, int position);

template<int N, bool Whole, int... M>
constexpr std::array<CombineTile, sizeof...(M)> combineTiles(std::integer_sequence<int, M...>)
{
    return { combineTile<M + 1, N, Whole>... };
}

template<int N, bool Whole, int MaxRows>
constexpr auto kCombineTiles = combineTiles<N, Whole>(std::make_integer_sequence<int, MaxRows>());

constexpr int maxRowsOf(int vectors)
{
    return (kManyRegisters ? 24 : 12) / vectors;
}

template<int N, bool Whole>
void combineColumn(const RowCombination &c, int rowsInTile, int position)
{
    for (int row = 0; row < c.rows; row += rowsInTile) {
        const int rows = std::min(rowsInTile, c.rows - row);
        kCombineTiles<N, Whole, maxRowsOf(N)>[static_cast<std::size_t>(rows - 1)](c, row, position);
    }
}

// As many columns of N whole vectors as there are.
template<int N>
int combineGroups(const RowCombination &c, int rowsInTile, int position)
{
    const int width = N * static_cast<int>(hn::Lanes(D()));
    for (; position + width <= c.length; position += width)
        combineColumn<N, true>(c, rowsInTile, position);
    return position;
}

// Rows are cut into tiles of nearly the same height, none higher than `most`.
int evenTile(int rows, int most)
{
    const int tiles = (rows + most - 1) / most;
    return (rows + tiles - 1) / tiles;
}

void combineRowsOnTarget(const RowCombination &c)
{
    int position = 0;
    if (c.rows <= maxRowsOf(6))
        position = combineGroups<6>(c, c.rows, position);
    if (c.rows <= maxRowsOf(3) || (c.rows % maxRowsOf(3) == 0 && c.rows % maxRowsOf(2) != 0))
        position = combineGroups<3>(c, evenTile(c.rows, maxRowsOf(3)), position);
    position = combineGroups<2>(c, evenTile(c.rows, maxRowsOf(2)), position);
    position = combineGroups<1>(c, evenTile(c.rows, maxRowsOf(2)), position);
    if (position < c.length)
        combineColumn<1, false>(c, evenTile(c.rows, maxRowsOf(2)), position);
}

// ---- correlateRows: tiles of M rows × K taps ---------------------------------------------------

#if HWY_TARGET != HWY_SCALAR
template<class DN>
HWY_INLINE auto sumOfBlocks(DN d, hn::Vec<DN> v)
{
    if constexpr (hn::MaxLanes(DN()) <= 4) {
        return v;
    } else {
        const hn::Half<DN> half;
        return sumOfBlocks(half, hn::Add(hn::LowerHalf(half, v), hn::UpperHalf(half, v)));
    }
}

// By transposing in steps that also add.
template<class DF>
HWY_INLINE void sumLanesOfFourFloats(DF d, const hn::Vec<DF> *v, float *sums)
{
    const hn::Repartition<double, DF> pairs;
    const auto fold = [&](auto a, auto b) HWY_ATTR {
        const auto folded = hn::Add(hn::InterleaveLower(d, a, b), hn::InterleaveUpper(d, a, b));
        return hn::BitCast(pairs, folded);
    };
    const auto low = fold(v[0], v[1]);
    const auto high = fold(v[2], v[3]);
    const auto all = hn::Add(hn::BitCast(d, hn::InterleaveLower(pairs, low, high)),
        hn::BitCast(d, hn::InterleaveUpper(pairs, low, high)));
    hn::StoreU(sumOfBlocks(d, all), hn::CappedTag<float, 4>(), sums);
}
#endif

// The sums over the lanes of four vectors.
template<class DS>
HWY_INLINE void sumLanesOfFour(DS d, const hn::Vec<DS> *v, hn::TFromD<DS> *sums)
{
#if HWY_TARGET != HWY_SCALAR
    if constexpr (sizeof(*sums) == 4) {
        sumLanesOfFourFloats(d, v, sums);
        return;
    }
#endif
    for (int i = 0; i < 4; ++i)
        sums[i] = hn::GetLane(hn::SumOfLanes(d, v[i]));
}

template<int M, int K>
void correlateTile(const RowCorrelation &c, int row, int tap)
{
    constexpr int kFewer = std::min(M, K), kMore = std::max(M, K);
    const D d;
    const auto lanes = static_cast<int>(hn::Lanes(d));
    V sum[M * K + 3]; // NOLINT(modernize-avoid-c-arrays): the last three fill up a group of four
    HWY_UNROLL(32)
    for (V &s : sum)
        s = hn::Zero(d);
    const Tap *taps = c.taps.data() + tap;
    const int whole = c.length / lanes * lanes;
    const Scalar *x[K]; // NOLINT(modernize-avoid-c-arrays)
    // The sums and the fewer of the two factors stay in registers; the others pass through one.
    const auto addProducts = [&](const auto &load, const Scalar *ys, int p) HWY_ATTR {
        V kept[kFewer]; // NOLINT(modernize-avoid-c-arrays)
        HWY_UNROLL(32)
        for (int i = 0; i < kFewer; ++i) {
            kept[i] = load((M < K ? ys : x[i]) + p);
            ys += M < K ? c.yStride : 0;
        }
        HWY_UNROLL(32)
        for (int j = 0; j < kMore; ++j) {
            const V passing = load((M < K ? x[j] : ys) + p);
            ys += M < K ? 0 : c.yStride;
            HWY_UNROLL(32)
            for (int i = 0; i < kFewer; ++i) {
                V &s = M < K ? sum[i * K + j] : sum[j * K + i];
                s = hn::MulAdd(kept[i], passing, s);
            }
        }
    };
    for (int s = 0; s < c.samples; ++s) {
        const Scalar *ys = c.y + s * c.ySample + row * c.yStride;
        HWY_UNROLL(32)
        for (int k = 0; k < K; ++k)
            x[k] = c.x + s * c.xSample + taps[k].x;
        for (int p = 0; p < whole; p += lanes)
            addProducts([&](const Scalar *from) HWY_ATTR { return hn::LoadU(d, from); }, ys, p);
        if (whole < c.length) {
            const auto mask = hn::FirstN(d, static_cast<std::size_t>(c.length - whole));
            addProducts(
                [&](const Scalar *from) HWY_ATTR { return loadFirst(mask, d, from); }, ys, whole);
        }
    }
    std::array<Scalar, M * K + 3> sums;
    HWY_UNROLL(32)
    for (int i = 0; i < M * K; i += 4)
        sumLanesOfFour(d, sum + i, sums.data() + i);
    for (int m = 0; m < M; ++m) {
        for (int k = 0; k < K; ++k) {
            Scalar &to = c.d[(row + m) * c.dStride + taps[k].a];
            const Scalar start = c.accumulate ? to : c.start ? c.start[taps[k].a] : Scalar(0);
            to = start + sums[std::size_t(m * K + k)];
        }
    }
}

using CorrelateTile = void (*)(const RowCorrelation &, int row, int tap);
constexpr int kMaxRows = 5, kMaxTaps = 6;

template<int Index>
constexpr CorrelateTile correlateTileAt()
{
    constexpr int kRows = Index / kMaxTaps + 1, kTaps = Index % kMaxTaps + 1;
    if constexpr (kRows * kTaps <= kMaxSums)
        return correlateTile<kRows, kTaps>;
    else
        return nullptr; // more sums than registers; tileShape() never asks for it
}

template<int... Index>
constexpr auto correlateTiles(std::integer_sequence<int, Index...>)
{
    return std::array<CorrelateTile, sizeof...(Index)> { correlateTileAt<Index>()... };
}
constexpr auto kCorrelateTiles
    = correlateTiles(std::make_integer_sequence<int, kMaxRows * kMaxTaps>());

struct TileShape {
    int rows, taps;
};
TileShape tileShape(int rows)
{
    if (!kManyRegisters)
        return rows % 3 == 0 ? TileShape { 3, 4 } : TileShape { 4, 3 };
    // Few rows and many taps: more rows at a time were measured to be slower.
    const int height = rows % 4 == 0 ? 4 : evenTile(rows, 5);
    return { height, std::min(kMaxTaps, kMaxSums / height) };
}

void correlateRowsOnTarget(const RowCorrelation &c)
{
    const TileShape shape = tileShape(c.rows);
    const auto taps = static_cast<int>(c.taps.size());
    for (int tap = 0; tap < taps; tap += shape.taps) {
        for (int row = 0; row < c.rows; row += shape.rows) {
            const int rows = std::min(shape.rows, c.rows - row);
            const int some = std::min(shape.taps, taps - tap);
            kCorrelateTiles[std::size_t((rows - 1) * kMaxTaps + some - 1)](c, row, tap);
        }
    }
}

} // namespace
} // namespace convscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace convscope {

HWY_EXPORT(combineRowsOnTarget);
HWY_EXPORT(correlateRowsOnTarget);

void combineRows(const RowCombination &c)
{
    HWY_DYNAMIC_DISPATCH(combineRowsOnTarget)(c);
}

void correlateRows(const RowCorrelation &c)
{
    HWY_DYNAMIC_DISPATCH(correlateRowsOnTarget)(c);
}

} // namespace convscope
#endif
