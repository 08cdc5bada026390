// SPDX-License-Identifier: GPL-3.0-or-later
// Whole layers on every vector target: convolution and dense against plain sums in double, and
// every registered kind against itself on the target every processor has.
#include "core/base/error.h"
#include "core/kernels/simd_target.h"
#include "tests/support/for_each_target.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"
#include "tests/support/random_options.h"

using namespace convscope;
using test::between;
using test::LayerRun;
using test::relativeError;

namespace {

constexpr double kTolerance = 1e-4;

void randomize(std::span<Scalar> values, Rng &rng)
{
    for (Scalar &v : values)
        v = static_cast<Scalar>(rng.uniform() * 2 - 1);
}

struct ConvCase {
    Shape in, out;
    int batch = 1, filters = 1, groups = 1;
    Extent kernel, stride, padding { 0, 0 }, dilation;
    bool bias = true;

    LayerOptions options() const
    {
        return { { "filters", double(filters) }, { "groups", double(groups) }, { "bias", bias },
            { "kernel", kernel }, { "stride", stride }, { "padding", padding },
            { "dilation", dilation } };
    }
    std::string text() const
    {
        const auto shown = [](const Extent &e) {
            return std::to_string(e.h) + "×" + std::to_string(e.w);
        };
        return toString(in) + " × " + std::to_string(batch) + ", " + std::to_string(filters)
            + " filters of " + shown(kernel) + ", stride " + shown(stride) + ", padding "
            + shown(padding) + ", dilation " + shown(dilation) + ", " + std::to_string(groups)
            + " groups";
    }
    std::size_t products() const
    {
        return std::size_t(batch) * out.size() * std::size_t(in.c / groups)
            * std::size_t(kernel.h * kernel.w);
    }
};

/// Widths 1 to 70, channels 1 to 40; `out` is left to the layer.
ConvCase randomConv(Rng &rng)
{
    const auto extent = [&](int low, int high) {
        return Extent { between(rng, low, high), between(rng, low, high) };
    };
    ConvCase c;
    c.in = { between(rng, 1, 40), between(rng, 1, 30), between(rng, 1, 70) };
    c.batch = between(rng, 1, 3);
    c.filters = between(rng, 1, 40);
    if (rng.below(4) == 0) { // depthwise, or a few groups
        const int groups = rng.below(2) ? c.in.c : between(rng, 1, 4);
        c.groups = c.in.c % groups == 0 ? groups : 1;
        c.filters = c.groups * between(rng, 1, std::max(1, 40 / c.groups));
    }
    c.kernel = extent(1, 7);
    c.stride = rng.below(2) ? Extent { 1, 1 } : extent(1, 4);
    c.padding = rng.below(2) ? Extent { 0, 0 } : extent(0, 4);
    c.dilation = rng.below(4) ? Extent { 1, 1 } : extent(1, 3);
    c.bias = rng.below(4) != 0;
    return c;
}

/// Calls visit(y, x, weight) with the three places of every product of the convolution.
template<typename Visit>
void forEachProduct(const ConvCase &c, const Visit &visit)
{
    const int groupIn = c.in.c / c.groups, groupOut = c.filters / c.groups;
    std::size_t y = 0;
    for (int n = 0; n < c.batch; ++n)
        for (int o = 0; o < c.filters; ++o)
            for (int i = 0; i < c.out.h; ++i)
                for (int j = 0; j < c.out.w; ++j, ++y)
                    for (int cell = 0; cell < groupIn * c.kernel.h * c.kernel.w; ++cell) {
                        const int v = cell % c.kernel.w, u = cell / c.kernel.w % c.kernel.h;
                        const int channel = o / groupOut * groupIn + cell / c.kernel.w / c.kernel.h;
                        const int row = i * c.stride.h - c.padding.h + u * c.dilation.h;
                        const int column = j * c.stride.w - c.padding.w + v * c.dilation.w;
                        if (row < 0 || row >= c.in.h || column < 0 || column >= c.in.w)
                            continue;
                        const int plane = (n * c.in.c + channel) * c.in.h;
                        visit(y, std::size_t((plane + row) * c.in.w + column),
                            std::size_t(o * groupIn * c.kernel.h * c.kernel.w + cell));
                    }
}

Buffer toScalars(const std::vector<double> &values)
{
    Buffer result;
    for (const double value : values)
        result.push_back(static_cast<Scalar>(value));
    return result;
}

void expectPlainConvolution(const ConvCase &c, LayerRun &run, std::span<Parameter> parameters)
{
    const std::span<const Scalar> weight = parameters[0].value.values();
    const std::size_t area = c.out.area(), filters = std::size_t(c.filters);
    std::vector<double> y(run.y.size()), dx(run.x.size()), dw(weight.size()), db(filters);
    for (std::size_t i = 0; i < y.size(); ++i) {
        const std::size_t filter = i / area % filters;
        y[i] = c.bias ? double(parameters[1].value.values()[filter]) : 0;
        db[filter] += double(run.dy[i]);
    }
    forEachProduct(c, [&](std::size_t to, std::size_t from, std::size_t w) {
        y[to] += double(weight[w]) * double(run.x[from]);
        dx[from] += double(weight[w]) * double(run.dy[to]);
        dw[w] += double(run.x[from]) * double(run.dy[to]);
    });
    EXPECT_LT(relativeError(run.y, toScalars(y)), kTolerance) << c.text();
    EXPECT_LT(relativeError(run.dx, toScalars(dx)), kTolerance) << c.text();
    EXPECT_LT(relativeError(parameters[0].gradient.values(), toScalars(dw)), kTolerance)
        << c.text();
    if (c.bias) {
        EXPECT_LT(relativeError(parameters[1].gradient.values(), toScalars(db)), kTolerance)
            << c.text();
    }
}

/// Random data forward and back; what must be written holds not-a-number before.
void runRandomly(LayerRun &run, std::span<Parameter> parameters, Rng &rng)
{
    randomize(run.x, rng);
    randomize(run.dy, rng);
    for (Buffer &other : run.others)
        randomize(other, rng);
    for (Parameter &p : parameters) {
        randomize(p.value.values(), rng);
        std::ranges::fill(p.gradient.values(), Scalar(NAN));
    }
    std::ranges::fill(run.y, Scalar(NAN));
    std::ranges::fill(run.dx, Scalar(NAN));
    run.forward();
    run.backward();
}

} // namespace

class LayerTargets : public test::ForEachTarget { };

TEST_P(LayerTargets, DispatchGoesWhereTheTestSays)
{
    EXPECT_EQ(simdTarget(), test::targetName(GetParam()));
}

TEST_P(LayerTargets, ConvolutionIsThePlainSumOfProducts)
{
    constexpr int kCases = 300;
    constexpr std::size_t kMaxProducts = 300'000; // keeps the plain sums short
    Rng rng(11);
    for (int done = 0; done < kCases && !HasFailure();) {
        ConvCase c = randomConv(rng);
        const auto layer = layerKind("conv").create(optionsOf(layerKind("conv"), c.options()));
        try {
            c.out = layer->build(c.in);
        } catch (const Error &) {
            continue; // the kernel is larger than the image
        }
        if (c.products() > kMaxProducts)
            continue;
        LayerRun run(*layer, c.in, c.out, c.batch);
        runRandomly(run, layer->parameters(), rng);
        expectPlainConvolution(c, run, layer->parameters());
        ++done;
    }
}

TEST_P(LayerTargets, DenseIsThePlainSumOfProducts)
{
    Rng rng(12);
    for (int trial = 0; trial < 200 && !HasFailure(); ++trial) {
        ConvCase c; // a dense layer is a convolution with one cell a channel
        c.in = c.out = { between(rng, 1, 300), 1, 1 };
        c.batch = between(rng, 1, 17);
        c.filters = c.out.c = between(rng, 1, 40);
        c.bias = rng.below(4) != 0;
        const auto layer = layerKind("dense").create(
            optionsOf(layerKind("dense"), { { "units", double(c.filters) }, { "bias", c.bias } }));
        ASSERT_EQ(layer->build(c.in), c.out);
        LayerRun run(*layer, c.in, c.out, c.batch);
        runRandomly(run, layer->parameters(), rng);
        expectPlainConvolution(c, run, layer->parameters());
    }
}

TEST_P(LayerTargets, MaxPoolingHidesNoNotANumberWhereverItStands)
{
    for (const int side : { 2, 3 })
        for (int cell = 0; cell < side * side; ++cell) {
            const auto layer = layerKind("maxpool").create(
                optionsOf(layerKind("maxpool"), { { "size", Extent { side, side } } }));
            const Shape in { 1, side, side }, out = layer->build(in);
            LayerRun run(*layer, in, out, 1);
            std::ranges::fill(run.x, Scalar(1));
            run.x[std::size_t(cell)] = Scalar(NAN);
            run.forward();
            EXPECT_TRUE(std::isnan(run.y[0])) << "cell " << cell << " of " << side << "×" << side;
        }
}

// Covers kinds and kernels that come later, too.
TEST_P(LayerTargets, EveryKindGivesWhatItGivesOnTheTargetOfAllProcessors)
{
    Rng rng(13);
    for (const LayerKind &info : layerKinds()) {
        int fitting = 0;
        for (int trial = 0; trial < 300 && !HasFailure(); ++trial) {
            const Shape in { between(rng, 1, 24), between(rng, 1, 12), between(rng, 1, 40) };
            const LayerOptions options = optionsOf(info, test::randomOptions(info, rng, 8));
            const std::uint64_t seed = rng.next();
            std::vector<Buffer> results; // that target's first
            try {
                for (const std::int64_t target : { std::int64_t(HWY_STATIC_TARGET), GetParam() }) {
                    test::useTarget(target);
                    const auto layer = info.create(options);
                    const std::vector<Shape> others = test::fittingOthers(*layer, in);
                    LayerRun run(*layer, in, layer->build(in, others), 3, 2, others);
                    Rng data(seed);
                    runRandomly(run, layer->parameters(), data);
                    results.push_back(run.y);
                    results.push_back(run.dx);
                    for (const Parameter &p : layer->parameters())
                        results.emplace_back(
                            p.gradient.values().begin(), p.gradient.values().end());
                }
            } catch (const Error &) {
                continue; // these options do not fit
            }
            ++fitting;
            const std::size_t each = results.size() / 2;
            for (std::size_t i = 0; i < each; ++i)
                EXPECT_LT(relativeError(results[each + i], results[i]), kTolerance)
                    << info.name << " on " << toString(in) << ", trial " << trial;
        }
        EXPECT_GT(fitting, 20) << info.name;
    }
}

CONVSCOPE_FOR_EACH_TARGET(LayerTargets);

TEST(Targets, AreAllThatThisProcessorHasAndTheOneThatAllHave)
{
    const auto targets = hwy::SupportedAndGeneratedTargets();
    std::vector<std::string> names;
    for (const std::int64_t target : targets)
        names.push_back(test::targetName(target));
    EXPECT_EQ(std::ranges::count(targets, std::int64_t(HWY_STATIC_TARGET)), 1);
#if defined(__x86_64__)
    EXPECT_EQ(std::ranges::count(names, "SSE4"), __builtin_cpu_supports("sse4.2") ? 1 : 0);
    EXPECT_EQ(std::ranges::count(names, "AVX2"), __builtin_cpu_supports("avx2") ? 1 : 0);
    EXPECT_EQ(std::ranges::count(names, "AVX3"), __builtin_cpu_supports("avx512bw") ? 1 : 0);
#endif
}
