// SPDX-License-Identifier: GPL-3.0-or-later
// Every fact of every kind of layer against what its engine does, with options drawn at random: who
// adds a kind need not write a test of it, and cannot state anything of it that is not so.
#include "core/inspect/explain/explain_value.h"
#include "core/kinds/kinds.h"
#include "tests/support/gradient_check.h"
#include "tests/support/random_options.h"
#include "tests/support/sentences.h"
#include <gtest/gtest.h>
#include <map>
#include <numeric>

namespace convscope {

namespace {

using test::LayerRun;

/// A layer of a kind with random options on a random shape, run on random values in prediction.
struct Trial {
    Trial(const LayerKind &kind_, Rng &rng)
        : kind(kind_)
        , options(optionsOf(kind, test::randomOptions(kind, rng)))
        , in { test::between(rng, 1, 4), test::between(rng, 1, 7), test::between(rng, 1, 7) }
        , layer(kind.create(options))
        , otherShapes(test::fittingOthers(*layer, in))
        , out(layer->build(in, otherShapes))
        , window(kind.reads(options, in))
        , run(*layer, in, out, 1, 1, otherShapes)
    {
        window.input = in;
        window.output = out;
        window.otherShapes = otherShapes;
        for (std::size_t i = 0; i < otherShapes.size(); ++i)
            window.others.push_back(int(i));
        randomize(run.x, rng);
        randomize(run.dy, rng);
        for (Buffer &other : run.others)
            randomize(other, rng);
        for (Parameter &parameter : layer->parameters())
            randomize(parameter.value.values(), rng, !parameter.trainable);
        run.forward(Mode::Infer);
        y = run.y;
        run.backward(true, Mode::Infer);
    }

    /// Variances are positive; a mean may as well be.
    static void randomize(std::span<Scalar> values, Rng &rng, bool positive = false)
    {
        for (Scalar &value : values) {
            value = Scalar(0.1 + 2 * rng.uniform());
            if (!positive && rng.next() % 2)
                value = -value;
        }
    }

    ValueSource source(const ValuePlace &place) const
    {
        ValueSource source { .options = options,
            .window = window,
            .place = place,
            .input = { "x", in, run.x },
            .output = { "y", out, y } };
        for (std::size_t i = 0; i < otherShapes.size(); ++i)
            source.others.push_back({ "other", otherShapes[i], run.others[i] });
        for (const Parameter &parameter : std::as_const(*layer).parameters())
            source.parameters.push_back({ parameter.name, {}, parameter.value.values() });
        return source;
    }

    const LayerKind &kind;
    LayerOptions options;
    Shape in;
    std::unique_ptr<Layer> layer;
    std::vector<Shape> otherShapes;
    Shape out;
    LayerWindow window;
    LayerRun run;
    Buffer y;
};

ValuePlace anyPlace(const Shape &shape, Rng &rng)
{
    return placeAt(shape, rng.below(std::uint32_t(shape.size())));
}

/// What the shape's own numbers come to.
struct Recalculated {
    double result;
    double operator()(const ScaledPixel &s) const
    {
        return (s.pixel / s.divisor - s.mean) / s.stddev;
    }
    double operator()(const WindowSum &s) const
    {
        double sum = s.bias.value_or(0), channels = 0;
        for (std::size_t i = 0; i < s.patch.size(); ++i)
            sum += s.patch[i] * s.weights[i];
        for (const double channel : s.channelSums)
            channels += channel;
        EXPECT_NEAR(channels, s.sum, 1e-9);
        EXPECT_EQ(s.padded.size(), s.cells());
        return sum;
    }
    double operator()(const DotProduct &s) const
    {
        double sum = s.bias.value_or(0);
        for (std::size_t i = 0; i < s.inputs.size(); ++i)
            sum += s.product(i);
        return sum;
    }
    double operator()(const FunctionOf &s) const { return s.function(s.x); }
    double operator()(const WindowPick &s) const
    {
        EXPECT_EQ(s.window.size(), std::size_t(s.size.h) * std::size_t(s.size.w));
        return *std::ranges::max_element(s.window);
    }
    double operator()(const WindowMean &s) const
    {
        return std::accumulate(s.window.begin(), s.window.end(), 0.0) / double(s.window.size());
    }
    double operator()(const Normalized &s) const
    {
        EXPECT_NEAR(s.normalized, (s.x - s.mean) / std::sqrt(s.variance + s.epsilon), 1e-9);
        return s.scale * s.normalized + s.shift;
    }
    double operator()(const Copied &s) const { return s.x; }
    double operator()(const Sum &s) const
    {
        double sum = 0;
        for (const Term &term : s.terms)
            sum += term.value;
        return sum;
    }
    double operator()(const Product &s) const { return s.one.value * s.other.value; }
    double operator()(const Shares &s) const { return (void)s, result; }
};

void expectSound(const Formula &formula, double stored, const std::string &where)
{
    EXPECT_TRUE(agreeToRounding(formula.result, stored, formula.magnitude))
        << where << ": explained as " << formula.result << ", computed as " << stored;
    const double again = std::visit(Recalculated { formula.result }, formula.shape);
    EXPECT_NEAR(again, formula.result, 1e-9 * std::max(1.0, formula.magnitude)) << where;
    ASSERT_FALSE(formula.sentences.empty()) << where;
    EXPECT_EQ(test::wrongIn(formula.sentences.back(), formula.result), "") << where;
}

class Facts : public testing::TestWithParam<std::string> {
protected:
    const LayerKind &kind() const { return *findKind(GetParam()); }
    /// So many layers that fit, each with options of its own.
    template<typename F>
    void forEachTrial(int count, F check) const
    {
        Rng rng(20261130);
        int fitting = 0;
        for (int trial = 0; trial < 60 * count && fitting < count && !HasFailure(); ++trial) {
            try {
                Trial one(kind(), rng);
                ++fitting;
                check(one, rng);
            } catch (const Error &) {
                // these options do not fit this shape
            }
        }
        EXPECT_EQ(fitting, count);
    }
};

TEST_P(Facts, TheWordsAreThere)
{
    const KindText &text = *kind().text;
    for (const std::string_view word :
        { kind().name, kind().stem, text.title, text.shortTitle, text.term })
        EXPECT_FALSE(word.empty());
    EXPECT_GT(text.help.size(), 20U);
    for (const Field &field : kind().options)
        EXPECT_GT(field.help.size(), 5U) << field.name;
}

TEST_P(Facts, TheParametersAreThoseOfTheLayer)
{
    forEachTrial(20, [this](Trial &one, Rng &) {
        std::map<std::string_view, std::size_t> said, made;
        for (const ParameterInfo &info : kind().parameters)
            if (const std::size_t count = info.count(one.options, one.in))
                said[info.name] = count;
        for (const Parameter &parameter : one.layer->parameters()) {
            made[parameter.name] = parameter.value.size();
            const auto info
                = std::ranges::find(kind().parameters, parameter.name, &ParameterInfo::name);
            ASSERT_NE(info, kind().parameters.end()) << parameter.name;
            const bool isFollowed
                = info->role == ParameterRole::Mean || info->role == ParameterRole::Variance;
            EXPECT_EQ(parameter.trainable, !isFollowed) << parameter.name;
            const std::size_t dims = parameter.value.dims().size();
            EXPECT_EQ(info->role == ParameterRole::Kernel, dims == 4) << parameter.name;
            EXPECT_EQ(info->role == ParameterRole::Matrix, dims == 2) << parameter.name;
            EXPECT_EQ(
                std::ranges::count(kind().parameters, info->textStem, &ParameterInfo::textStem), 1);
        }
        EXPECT_EQ(said, made);
    });
}

TEST_P(Facts, TheNumberOfOutputsIsWhatItsOptionSays)
{
    const bool isSet = !kind().outputs.empty();
    EXPECT_EQ(isSet, has(kind(), ParameterRole::Kernel) || has(kind(), ParameterRole::Matrix));
    if (isSet)
        forEachTrial(5, [this](Trial &one, Rng &) {
            EXPECT_EQ(one.out.c, integer(one.options, kind().outputs));
        });
}

TEST_P(Facts, TheExplanationIsWhatTheEngineComputes)
{
    forEachTrial(20, [](Trial &one, Rng &rng) {
        for (int i = 0; i < 6; ++i) {
            const ValuePlace place = anyPlace(one.out, rng);
            const Formula formula = one.kind.explain(one.source(place));
            expectSound(formula, double(one.y[indexOf(one.out, place)]), "a value");
        }
    });
}

TEST_P(Facts, TheExplanationOfGradientsIsWhatTheEngineComputes)
{
    forEachTrial(20, [](Trial &one, Rng &rng) {
        const auto check = [&](int which, const Shape &shape, const Buffer &gradients) {
            const ValuePlace place = anyPlace(shape, rng);
            const GradientSource source { one.source(place), { "dy", one.out, one.run.dy }, which };
            expectSound(one.kind.explainBackward(source), double(gradients[indexOf(shape, place)]),
                "a gradient");
        };
        for (int i = 0; i < 6; ++i) {
            check(-1, one.in, one.run.dx);
            for (std::size_t which = 0; which < one.otherShapes.size(); ++which)
                check(int(which), one.otherShapes[which], one.run.dOthers[which]);
        }
    });
}

/// Whether a value is made from the one at `place` of the input, as its window says.
bool reads(const LayerWindow &window, const ValuePlace &value, const ValuePlace &place)
{
    using Kind = LayerWindow::Kind;
    const bool samePlace = value.row == place.row && value.column == place.column;
    const auto inKernel = [](int distance, int dilation, int kernel) {
        return distance >= 0 && distance % dilation == 0 && distance / dilation < kernel;
    };
    switch (window.kind) {
    case Kind::Same:
        return value == place;
    case Kind::Window: {
        const int first = window.firstInput(value.channel);
        return place.channel >= first && place.channel < first + window.inputsPerGroup()
            && inKernel(place.row - window.top(value.row), window.dilation.h, window.kernel.h)
            && inKernel(
                place.column - window.left(value.column), window.dilation.w, window.kernel.w);
    }
    case Kind::WholeMap:
        return value.channel == place.channel;
    case Kind::Channels:
        return samePlace;
    case Kind::Row:
        return std::size_t(value.channel) == indexOf(window.input, place);
    case Kind::Everything:
        break;
    }
    return true;
}

bool readsOther(
    const LayerWindow &window, std::size_t which, ValuePlace value, const ValuePlace &place)
{
    if (window.reading == LayerWindow::Others::Behind)
        value.channel -= window.firstBehind(which);
    return window.reading == LayerWindow::Others::SameChannel ? value.channel == place.channel
                                                              : value == place;
}

TEST_P(Facts, AValueChangesOnlyWithWhatItIsSaidToBeMadeFrom)
{
    forEachTrial(30, [](Trial &one, Rng &rng) {
        const auto check = [&](Buffer &values, const Shape &shape, auto isRead) {
            const ValuePlace place = anyPlace(shape, rng);
            Scalar &changed = values[indexOf(shape, place)];
            const Scalar kept = std::exchange(changed, changed + Scalar(1.5));
            one.run.forward(Mode::Infer);
            changed = kept;
            for (std::size_t i = 0; i < one.y.size(); ++i)
                EXPECT_TRUE(one.run.y[i] == one.y[i] || isRead(placeAt(one.out, i), place)) << i;
        };
        check(one.run.x, one.in, [&](const ValuePlace &value, const ValuePlace &place) {
            return reads(one.window, value, place);
        });
        for (std::size_t which = 0; which < one.otherShapes.size(); ++which)
            check(one.run.others[which], one.otherShapes[which],
                [&](const ValuePlace &value, const ValuePlace &place) {
                    return readsOther(one.window, which, value, place);
                });
    });
}

// What ablation asks: with a map off before the layer, which maps behind it change?
TEST_P(Facts, AMapSwitchedOffChangesTheMapsThatItIsSaidTo)
{
    forEachTrial(20, [](Trial &one, Rng &rng) {
        const int off = test::between(rng, 0, one.in.c - 1);
        std::fill_n(one.run.x.begin() + std::ptrdiff_t(off) * std::ptrdiff_t(one.in.area()),
            one.in.area(), Scalar(0));
        one.run.forward(Mode::Infer);
        const bool staysInMap = isElementwise(one.kind, one.window);
        for (std::size_t i = 0; i < one.y.size(); ++i) {
            const bool mayChange = !staysInMap || placeAt(one.out, i).channel == off;
            EXPECT_TRUE(mayChange || one.run.y[i] == one.y[i])
                << "map " << placeAt(one.out, i).channel;
        }
        EXPECT_TRUE(!isOneToOne(one.kind, one.window) || one.out.c == one.in.c);
    });
}

std::vector<std::string> kindNames()
{
    std::vector<std::string> names;
    for (const LayerKind &kind : allKinds())
        names.emplace_back(kind.name);
    return names;
}

INSTANTIATE_TEST_SUITE_P(Every, Facts, testing::ValuesIn(kindNames()),
    [](const auto &instance) { return instance.param; });

TEST(Kinds, HaveNamesOfTheirOwn)
{
    for (const LayerKind &kind : allKinds()) {
        EXPECT_EQ(std::ranges::count(allKinds(), kind.name, &LayerKind::name), 1);
        EXPECT_EQ(findKind(kind.name), &kind);
    }
    EXPECT_EQ(std::ranges::count(layerKinds(), softmaxKind().name, &LayerKind::name), 0);
}

} // namespace

} // namespace convscope
