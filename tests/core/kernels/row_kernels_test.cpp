// SPDX-License-Identifier: GPL-3.0-or-later
// The kernels over long rows and single maps against plain loops, on every vector target, at odd
// lengths and from odd places in memory.
#include "core/kernels/elementwise.h"
#include "core/kernels/pooling.h"
#include "core/kernels/reductions.h"
#include "core/kernels/shifted_plane.h"
#include "tests/support/for_each_target.h"
#include "tests/support/golden.h"
#include "tests/support/random_options.h"

using namespace convscope;
using test::between;

namespace {

constexpr double kRowTolerance = 1e-5;
constexpr Scalar kGuard = 12345;

/// Random values that begin anywhere within a vector; `size` of them may be used.
struct Row {
    Row(Rng &rng, int count, double reach = 3)
        : offset(rng.below(16))
        , values(offset + std::size_t(count), kGuard)
        , size(std::size_t(count))
    {
        for (Scalar &v : used())
            v = static_cast<Scalar>((rng.uniform() * 2 - 1) * reach);
    }
    std::span<Scalar> used() { return std::span(values).subspan(offset, size); }
    Scalar *data() { return values.data() + offset; }
    double at(std::size_t i) const { return double(values[offset + i]); }

    std::size_t offset;
    Buffer values;
    std::size_t size;
};

/// A function of one or two values, fast over a row and plain for one place.
struct Elementwise {
    const char *name;
    void (*fast)(const Scalar *a, const Scalar *b, Scalar *out, std::size_t count);
    double (*plain)(double a, double b);
};

const std::vector<Elementwise> kElementwise {
    { "leaky ReLU",
        [](const Scalar *a, const Scalar *, Scalar *out, std::size_t count) {
            leakyRelu(a, out, Scalar(0.1), count);
        },
        [](double a, double) {
            return a > 0 ? a : 0.1 * a;
        } },
    { "ReLU",
        [](const Scalar *a, const Scalar *, Scalar *out, std::size_t count) {
            leakyRelu(a, out, 0, count);
        },
        [](double a, double) {
            return a > 0 ? a : 0;
        } },
    { "leaky ReLU's gradient",
        [](const Scalar *a, const Scalar *b, Scalar *out, std::size_t count) {
            leakyReluGradient(a, b, out, Scalar(0.1), count);
        },
        [](double a, double b) {
            return a > 0 ? b : 0.1 * b;
        } },
    { "sigmoid",
        [](const Scalar *a, const Scalar *, Scalar *out, std::size_t count) {
            sigmoid(a, out, count);
        },
        [](double a, double) {
            return 1 / (1 + std::exp(-a));
        } },
    { "sigmoid's gradient", sigmoidGradient,
        [](double a, double b) {
            return b * a * (1 - a);
        } },
    { "tanh",
        [](const Scalar *a, const Scalar *, Scalar *out, std::size_t count) {
            hyperbolicTangent(a, out, count);
        },
        [](double a, double) {
            return std::tanh(a);
        } },
    { "tanh's gradient", hyperbolicTangentGradient,
        [](double a, double b) {
            return b * (1 - a * a);
        } },
    { "scale and shift",
        [](const Scalar *a, const Scalar *, Scalar *out, std::size_t count) {
            scaleAndShift(a, out, { Scalar(1.5), Scalar(-0.25) }, count);
        },
        [](double a, double) {
            return 1.5 * a - 0.25;
        } },
    { "scale, shift and rectify",
        [](const Scalar *a, const Scalar *, Scalar *out, std::size_t count) {
            scaleAndShift(a, out, { Scalar(1.5), Scalar(-0.25), true }, count);
        },
        [](double a, double) {
            return std::max(1.5 * a - 0.25, 0.0);
        } },
    { "blend where a line is positive",
        [](const Scalar *a, const Scalar *b, Scalar *out, std::size_t count) {
            blendWhere(a, b, out, { Scalar(0.5), Scalar(-2), Scalar(0.75) },
                { Scalar(1.5), Scalar(-0.25), true }, count);
        },
        [](double a, double b) {
            return 0.5 * (1.5 * b - 0.25 > 0 ? a : 0) - 2 * b + 0.75;
        } },
    { "blend",
        [](const Scalar *a, const Scalar *b, Scalar *out, std::size_t count) {
            blend(a, b, out, { Scalar(0.5), Scalar(-2), Scalar(0.75) }, count);
        },
        [](double a, double b) {
            return 0.5 * a - 2 * b + 0.75;
        } },
};

Scalar largestOf(const Scalar *window, int width)
{
    Scalar largest = window[0];
    for (const Scalar v : { window[1], window[width], window[width + 1] })
        largest = v > largest || std::isnan(v) ? v : largest; // not-a-number wins
    return largest;
}

} // namespace

class RowKernels : public test::ForEachTarget { };

TEST_P(RowKernels, FunctionsOfOneValueAreThePlainOnesAndWriteNothingElse)
{
    Rng rng(1);
    for (const Elementwise &kernel : kElementwise)
        for (int trial = 0; trial < 200 && !HasFailure(); ++trial) {
            const int count = between(rng, 1, 150);
            Row a(rng, count, trial % 10 == 0 ? 200 : 3), b(rng, count), out(rng, count + 20);
            const Buffer before = out.values;
            kernel.fast(a.data(), b.data(), out.data(), a.size);
            for (std::size_t i = 0; i < a.size; ++i) {
                const double expected = kernel.plain(a.at(i), b.at(i));
                ASSERT_NEAR(out.at(i), expected, kRowTolerance * std::max(1.0, std::abs(expected)))
                    << kernel.name << " of " << a.at(i) << ", value " << i << " of " << count;
            }
            for (std::size_t i = out.offset + a.size; i < out.values.size(); ++i)
                ASSERT_EQ(out.values[i], before[i]) << kernel.name << " wrote behind its row";
            kernel.fast(a.data(), b.data(), a.data(), a.size); // in place
            for (std::size_t i = 0; i < a.size; ++i)
                ASSERT_EQ(a.at(i), out.at(i)) << kernel.name << " in place";
        }
}

TEST_P(RowKernels, NotANumberStaysOne)
{
    for (const Elementwise &kernel : kElementwise) {
        Buffer a(37, Scalar(0.5)), b(a), out(a);
        a[3] = a[35] = b[3] = b[35] = Scalar(NAN);
        kernel.fast(a.data(), b.data(), out.data(), a.size());
        for (std::size_t i = 0; i < out.size(); ++i)
            EXPECT_EQ(std::isnan(out[i]), i == 3 || i == 35) << kernel.name << ", value " << i;
    }
}

TEST_P(RowKernels, SumsAreThePlainOnes)
{
    Rng rng(2);
    for (int trial = 0; trial < 300; ++trial) {
        const int count = between(rng, 1, 700);
        Row x(rng, count), dy(rng, count);
        const auto origin = static_cast<Scalar>(rng.uniform());
        const Affine line { Scalar(2), Scalar(-0.5), trial % 2 == 1 };
        double sum = 0, fromOrigin = 0, squares = 0, dySum = 0, product = 0, scale = 0;
        for (std::size_t i = 0; i < x.size; ++i) {
            const double distance = x.at(i) - double(origin);
            sum += x.at(i);
            fromOrigin += distance;
            squares += distance * distance;
            const bool counts = !line.rectified || 2 * x.at(i) - 0.5 > 0;
            dySum += counts ? dy.at(i) : 0;
            product += counts ? dy.at(i) * distance : 0;
            scale += 1 + std::abs(distance) * 4;
        }
        const double allowed = kRowTolerance * scale;
        ASSERT_NEAR(double(sumOf(x.data(), x.size)), sum, allowed) << count;
        const Moments moments = momentsAround(x.data(), origin, x.size);
        ASSERT_NEAR(moments.sum, fromOrigin, allowed) << count;
        ASSERT_NEAR(moments.squares, squares, allowed) << count;
        const ProductSums products = productSums(dy.data(), x.data(), origin, line, x.size);
        ASSERT_NEAR(products.sum, dySum, allowed) << count;
        ASSERT_NEAR(products.product, product, allowed) << count;
    }
}

TEST_P(RowKernels, PoolingByTwoKeepsTheLargestAndItsFirstCellGetsTheGradient)
{
    Rng rng(3);
    for (int trial = 0; trial < 400; ++trial) {
        const int height = between(rng, 2, 20), width = between(rng, 2, 70);
        const int rows = height / 2, columns = width / 2;
        Row x(rng, height * width), y(rng, rows * columns), dy(rng, rows * columns);
        Row dx(rng, height * width + 20);
        for (Scalar &v : x.used())
            v = std::round(v * 2); // many ties
        if (trial % 8 == 0)
            x.used()[rng.below(std::uint32_t(x.size))] = Scalar(NAN);
        const PoolShape shape { height, width, trial % 3 == 0 };
        maxPoolByTwo(x.data(), shape, y.data());
        const Buffer before = dx.values;
        Buffer expected(x.size, 0);
        for (int i = 0; i < rows; ++i)
            for (int j = 0; j < columns; ++j) {
                const int corner = 2 * i * width + 2 * j, at = i * columns + j;
                const Scalar largest = largestOf(x.data() + corner, width);
                const Scalar pooled = shape.rectified && largest < 0 ? 0 : largest;
                ASSERT_TRUE(y.used()[std::size_t(at)] == pooled || std::isnan(largest));
                ASSERT_EQ(std::isnan(y.used()[std::size_t(at)]), std::isnan(largest));
                int winner = corner;
                for (const int cell : { corner + width + 1, corner + width, corner + 1, corner })
                    winner = x.data()[cell] == largest ? cell : winner;
                if (!shape.rectified || largest > 0)
                    expected[std::size_t(winner)] += dy.used()[std::size_t(at)];
            }
        if (trial % 8 == 0)
            continue; // where the gradient of not-a-number goes is nobody's business
        maxPoolByTwoGradient(x.data(), y.data(), dy.data(), shape, dx.data());
        for (std::size_t i = 0; i < x.size; ++i)
            ASSERT_EQ(dx.used()[i], expected[i]) << height << "×" << width << ", value " << i;
        for (std::size_t i = dx.offset + x.size; i < dx.values.size(); ++i)
            ASSERT_EQ(dx.values[i], before[i]) << "wrote behind the map";
    }
}

TEST_P(RowKernels, ShiftedPlanesAreCutFromTheImageWithZerosAround)
{
    Rng rng(4);
    for (int trial = 0; trial < 400; ++trial) {
        const int height = between(rng, 1, 20), width = between(rng, 1, 70);
        Row image(rng, height * width);
        ShiftedPlane plane { .from = image.data(),
            .height = height,
            .width = width,
            .top = between(rng, -4, 4),
            .left = between(rng, -6, 6),
            .rowStep = between(rng, 1, 3),
            .columnStep = between(rng, 1, 3),
            .to = nullptr,
            .rows = between(rng, 1, 20),
            .columns = between(rng, 1, 80) };
        const std::size_t size = std::size_t(plane.rows * plane.columns);
        Buffer to(size + kSpareBehindPlane + 8, kGuard);
        plane.to = to.data();
        copyShifted(plane);
        for (int r = 0; r < plane.rows; ++r)
            for (int j = 0; j < plane.columns; ++j) {
                const int i = r * plane.rowStep + plane.top;
                const int column = j * plane.columnStep + plane.left;
                const bool inside = i >= 0 && i < height && column >= 0 && column < width;
                ASSERT_EQ(to[std::size_t(r * plane.columns + j)],
                    inside ? image.data()[i * width + column] : Scalar(0))
                    << "row " << r << ", column " << j;
            }
        for (std::size_t i = size + kSpareBehindPlane; i < to.size(); ++i)
            ASSERT_EQ(to[i], kGuard) << "wrote far behind the plane";
    }
}

TEST_P(RowKernels, PixelsBecomeTheSameNumbersOnEveryTarget)
{
    Rng rng(5);
    for (const std::size_t count : { 1U, 7U, 16U, 100U, 257U }) {
        std::vector<std::uint8_t> pixels(count);
        for (std::uint8_t &pixel : pixels)
            pixel = std::uint8_t(rng.below(256));
        Buffer out(count);
        pixelsToValues(pixels.data(), out.data(), Scalar(33.3), Scalar(77.7), count);
        for (std::size_t i = 0; i < count; ++i)
            EXPECT_EQ(out[i], (Scalar(pixels[i]) - Scalar(33.3)) / Scalar(77.7));
    }
}

CONVSCOPE_FOR_EACH_TARGET(RowKernels);
