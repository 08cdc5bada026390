// SPDX-License-Identifier: GPL-3.0-or-later
// Every registered layer, with no list to keep: a new kind is covered the moment it is registered.
#include "core/base/error.h"
#include "core/kinds/kinds.h"
#include "tests/support/gradient_check.h"
#include "tests/support/random_options.h"
#include <gtest/gtest.h>

using namespace convscope;

namespace {

static_assert(sizeof(Scalar) == sizeof(double), "link the double build of the core");
constexpr double kTolerance = 1e-7;

std::vector<std::string> kinds()
{
    std::vector<std::string> names;
    for (const LayerKind &info : layerKinds())
        names.emplace_back(info.name);
    return names;
}

double worstError(std::string_view kind, LayerOptions options, const Shape &in, std::uint64_t seed)
{
    const LayerKind &info = layerKind(kind);
    for (const Field &option : info.options)
        if (option.type == Field::Type::Layer)
            options[option.name] = std::string("earlier");
        else if (option.type == Field::Type::Layers)
            options[option.name] = std::vector<std::string> { "earlier", "another" };
    const auto layer = info.create(optionsOf(info, options));
    Rng rng(seed);
    return test::worstGradientError(*layer, in, 3, rng);
}

} // namespace

class LayerGradient : public testing::TestWithParam<std::string> { };

TEST_P(LayerGradient, BackwardMatchesCentralDifferences)
{
    EXPECT_LT(worstError(GetParam(), {}, { 2, 6, 5 }, 20260101), kTolerance);
}

TEST_P(LayerGradient, BackwardMatchesCentralDifferencesForRandomOptionsAndShapes)
{
    Rng rng(7);
    int checked = 0;
    for (int trial = 0; trial < 400 && checked < 40; ++trial) {
        const auto side = [&](std::uint32_t most) {
            return 1 + static_cast<int>(rng.below(most));
        };
        const Shape in { side(4), side(8), side(9) };
        const LayerOptions options = test::randomOptions(layerKind(GetParam()), rng);
        try {
            EXPECT_LT(worstError(GetParam(), options, in, rng.next()), kTolerance)
                << "input " << toString(in) << ", trial " << trial;
            ++checked;
        } catch (const Error &) {
            // this combination does not fit, and was refused as it must be
        }
    }
    EXPECT_GE(checked, 15) << "too few of the random options fit";
}

INSTANTIATE_TEST_SUITE_P(Registry, LayerGradient, testing::ValuesIn(kinds()),
    [](const auto &instance) { return instance.param; });
