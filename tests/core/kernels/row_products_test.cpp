// SPDX-License-Identifier: GPL-3.0-or-later
// The fast kernels against their plain versions, over random odd shapes, on every vector target.
#include "core/base/rng.h"
#include "core/kernels/channel_products.h"
#include "core/kernels/row_products_reference.h"
#include "tests/support/for_each_target.h"
#include "tests/support/golden.h"
#include "tests/support/random_options.h"
#include <gtest/gtest.h>

using namespace convscope;
using test::relativeError;

namespace {

constexpr double kProductTolerance = 1e-4;
constexpr Scalar kProductGuard = 12345;

Buffer randomBuffer(std::size_t size, Rng &rng)
{
    Buffer values(size);
    for (Scalar &v : values)
        v = static_cast<Scalar>(rng.uniform() * 2 - 1);
    return values;
}

} // namespace

class RowProducts : public test::ForEachTarget { };

TEST_P(RowProducts, CombinationEqualsTheReferenceAndWritesNothingElse)
{
    Rng rng(1);
    for (int trial = 0; trial < 400; ++trial) {
        const int rows = test::between(rng, 1, 40), length = test::between(rng, 1, 150),
                  taps = test::between(rng, 0, 60);
        const int gap = test::between(rng, 0, 20), reach = length + 200;
        const Buffer a = randomBuffer(std::size_t(rows * 64), rng),
                     x = randomBuffer(std::size_t(reach), rng);
        const Buffer start = randomBuffer(std::size_t(rows), rng);
        std::vector<Tap> table;
        for (int k = 0; k < taps; ++k)
            table.push_back({ test::between(rng, 0, 63), test::between(rng, 0, 200) });
        Buffer fast(std::size_t(rows * (length + gap)), kProductGuard), plain(fast);
        RowCombination c { .a = a.data(),
            .aStride = 64,
            .x = x.data(),
            .taps = table,
            .start = trial % 2 ? start.data() : nullptr,
            .y = fast.data(),
            .yStride = length + gap,
            .rows = rows,
            .length = length };
        combineRows(c);
        c.y = plain.data();
        reference::combineRows(c);
        ASSERT_LT(relativeError(fast, plain), kProductTolerance) << rows << " rows of " << length;
        for (int m = 0; m < rows; ++m)
            for (int p = length; p < length + gap; ++p)
                ASSERT_EQ(fast[std::size_t(m * (length + gap) + p)], kProductGuard)
                    << "wrote behind row " << m;
    }
}

TEST_P(RowProducts, CorrelationEqualsTheReference)
{
    Rng rng(2);
    for (int trial = 0; trial < 400; ++trial) {
        const int rows = test::between(rng, 1, 40), length = test::between(rng, 1, 150),
                  taps = test::between(rng, 1, 60);
        const int samples = test::between(rng, 1, 4), xSample = length + 220,
                  ySample = rows * length + 5;
        const Buffer y = randomBuffer(std::size_t(samples * ySample), rng),
                     x = randomBuffer(std::size_t(samples * xSample), rng);
        const Buffer start = randomBuffer(std::size_t(taps), rng);
        std::vector<Tap> table;
        for (int k = 0; k < taps; ++k)
            table.push_back({ k, test::between(rng, 0, 200) });
        Buffer fast(std::size_t(rows * taps)), plain(fast);
        RowCorrelation c { .y = y.data(),
            .yStride = length,
            .ySample = ySample,
            .x = x.data(),
            .xSample = xSample,
            .taps = table,
            .start = trial % 2 ? start.data() : nullptr,
            .accumulate = trial % 3 == 0,
            .d = fast.data(),
            .dStride = taps,
            .rows = rows,
            .length = length,
            .samples = samples };
        correlateRows(c);
        c.d = plain.data();
        reference::correlateRows(c);
        ASSERT_LT(relativeError(fast, plain), kProductTolerance)
            << rows << " rows of " << length << ", " << taps << " taps";
    }
}

TEST_P(RowProducts, CorrelationAcrossChannelsIsTheSameTurnedOver)
{
    Rng rng(3);
    for (int trial = 0; trial < 100; ++trial) {
        const int rows = kChannelBlock * test::between(rng, 1, 7),
                  length = test::between(rng, 1, 90), taps = test::between(rng, 1, 40),
                  samples = test::between(rng, 1, 3);
        const int xSample = length + 220, ySample = rows * length;
        const Buffer y = randomBuffer(std::size_t(samples * ySample), rng),
                     x = randomBuffer(std::size_t(samples * xSample), rng);
        std::vector<Tap> table;
        for (int k = 0; k < taps; ++k)
            table.push_back({ taps - 1 - k, test::between(rng, 0, 200) });
        Buffer turned(y.size()), fast(std::size_t(rows * taps)), plain(fast), upright(fast);
        for (int s = 0; s < samples; ++s)
            transposeMaps(y.data() + s * ySample, rows, length, turned.data() + s * ySample);
        for (const bool accumulate : { false, true }) {
            correlateChannels({ .y = turned.data(),
                .ySample = ySample,
                .x = x.data(),
                .xSample = xSample,
                .taps = table,
                .accumulate = accumulate,
                .d = fast.data(),
                .rows = rows,
                .length = length,
                .samples = samples });
            reference::correlateRows({ .y = y.data(),
                .yStride = length,
                .ySample = ySample,
                .x = x.data(),
                .xSample = xSample,
                .taps = table,
                .start = nullptr,
                .accumulate = accumulate,
                .d = plain.data(),
                .dStride = taps,
                .rows = rows,
                .length = length,
                .samples = samples });
            transposeMaps(fast.data(), taps, rows, upright.data());
            ASSERT_LT(relativeError(upright, plain), kProductTolerance)
                << rows << " channels, maps of " << length << ", " << taps << " taps";
        }
    }
}

CONVSCOPE_FOR_EACH_TARGET(RowProducts);
