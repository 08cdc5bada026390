// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/channel_products.h"
#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/channel_products.cpp"
#include "core/kernels/targets.h" // before Highway
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace convscope::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

namespace {

// Never longer than a block of channels.
using D = hn::CappedTag<Scalar, kChannelBlock>;
using V = hn::Vec<D>;

constexpr bool kManyRegisters = HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_NEON;

// Four channels at a time, which writes whole quarters of a cache line.
void transposeMapsOnTarget(const Scalar *from, int rows, int length, Scalar *to)
{
    int m = 0;
    for (; m + 4 <= rows; m += 4) {
        const Scalar *a = from + std::ptrdiff_t(m) * length;
        const Scalar *b = a + length, *c = b + length, *e = c + length;
        Scalar *out = to + m;
        for (int p = 0; p < length; ++p, out += rows) {
            out[0] = a[p];
            out[1] = b[p];
            out[2] = c[p];
            out[3] = e[p];
        }
    }
    for (; m < rows; ++m)
        for (int p = 0; p < length; ++p)
            to[std::ptrdiff_t(p) * rows + m] = from[std::ptrdiff_t(m) * length + p];
}

// Sums of K taps × N vectors of channels.
template<int K, int N>
void correlateTile(const ChannelCorrelation &c, int row, int tap)
{
    const D d;
    const auto lanes = static_cast<int>(hn::Lanes(d));
    const Tap *taps = c.taps.data() + tap;
    V sum[K]
         [N]; // NOLINT(modernize-avoid-c-arrays): std::array hides them from the register allocator
    HWY_UNROLL(32)
    for (int k = 0; k < K; ++k) {
        HWY_UNROLL(32)
        for (int n = 0; n < N; ++n)
            sum[k][n] = c.accumulate
                ? hn::LoadU(d, c.d + std::ptrdiff_t(taps[k].a) * c.rows + row + n * lanes)
                : hn::Zero(d);
    }
    const Scalar *x[K]; // NOLINT(modernize-avoid-c-arrays)
    for (int s = 0; s < c.samples; ++s) {
        const Scalar *y = c.y + s * c.ySample + row;
        HWY_UNROLL(32)
        for (int k = 0; k < K; ++k)
            x[k] = c.x + s * c.xSample + taps[k].x;
        for (int p = 0; p < c.length; ++p, y += c.rows) {
            V values[N]; // NOLINT(modernize-avoid-c-arrays)
            HWY_UNROLL(32)
            for (int n = 0; n < N; ++n)
                values[n] = hn::LoadU(d, y + n * lanes);
            HWY_UNROLL(32)
            for (int k = 0; k < K; ++k) {
                const V factor = hn::Set(d, x[k][p]);
                HWY_UNROLL(32)
                for (int n = 0; n < N; ++n)
                    sum[k][n] = hn::MulAdd(factor, values[n], sum[k][n]);
            }
        }
    }
    HWY_UNROLL(32)
    for (int k = 0; k < K; ++k) {
        HWY_UNROLL(32)
        for (int n = 0; n < N; ++n)
            hn::StoreU(sum[k][n], d, c.d + std::ptrdiff_t(taps[k].a) * c.rows + row + n * lanes);
    }
}

// All taps for N vectors of channels, K taps at a time.
template<int K, int N>
void correlateStrip(const ChannelCorrelation &c, int row)
{
    const auto taps = static_cast<int>(c.taps.size());
    int tap = 0;
    for (; tap + K <= taps; tap += K)
        correlateTile<K, N>(c, row, tap);
    for (; tap < taps; ++tap)
        correlateTile<1, N>(c, row, tap);
}

void correlateChannelsOnTarget(const ChannelCorrelation &c)
{
    const auto lanes = static_cast<int>(hn::Lanes(D()));
    constexpr int kWide = kManyRegisters ? 4 : 2;
    int row = 0;
    for (; row + kWide * lanes <= c.rows; row += kWide * lanes)
        correlateStrip<kManyRegisters ? 6 : 4, kWide>(c, row);
    for (; row + 2 * lanes <= c.rows; row += 2 * lanes)
        correlateStrip<kManyRegisters ? 9 : 4, 2>(c, row);
    for (; row < c.rows; row += lanes)
        correlateStrip<9, 1>(c, row);
}

} // namespace
} // namespace convscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace convscope {

HWY_EXPORT(transposeMapsOnTarget);
HWY_EXPORT(correlateChannelsOnTarget);

void transposeMaps(const Scalar *from, int rows, int length, Scalar *to)
{
    HWY_DYNAMIC_DISPATCH(transposeMapsOnTarget)(from, rows, length, to);
}

void correlateChannels(const ChannelCorrelation &c)
{
    assert(c.rows % kChannelBlock == 0);
    HWY_DYNAMIC_DISPATCH(correlateChannelsOnTarget)(c);
}

} // namespace convscope
#endif
