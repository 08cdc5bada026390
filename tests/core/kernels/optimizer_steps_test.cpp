// SPDX-License-Identifier: GPL-3.0-or-later
// The optimizers' inner loops on every vector target this processor has: the plain formulas in
// double, and the same bits however parameters are cut into slices.
#include "core/base/rng.h"
#include "core/kernels/optimizer_steps.h"
#include "core/kernels/targets.h" // before Highway
#include "core/optim/optimizer.h"
#include "tests/support/golden.h"
#include <cmath>
#include <hwy/targets.h>

using namespace convscope;

namespace {

constexpr Scalar kStepGuard = 12345;
constexpr std::size_t kGap = 20; // guarded values behind the last

/// Random state of one parameter, with guards behind it.
struct State {
    Buffer p, g, first, second;
    explicit State(std::size_t count, std::uint64_t seed)
    {
        Rng rng(seed);
        for (Buffer *buffer : { &p, &g, &first, &second }) {
            for (std::size_t i = 0; i < count; ++i)
                buffer->push_back(Scalar(rng.uniform() * 2 - 1));
            buffer->resize(count + kGap, kStepGuard);
        }
        for (std::size_t i = 0; i < count; ++i)
            second[i] = std::abs(second[i]); // an average of squares
    }
    StepSlice slice(std::size_t from, std::size_t count)
    {
        return { p.data() + from, g.data() + from, { first.data() + from, second.data() + from },
            count };
    }
    friend bool operator==(const State &, const State &) = default;
};

/// The numbers of one value, in double.
struct Value {
    double p, g, first, second;
};

struct Rule {
    const char *name;
    void (*step)(const StepSlice &);
    void (*plain)(Value &);
};

constexpr double kRate = 0.0625, kMu = 0.875, kDecay = 0.03125; // no rounding in float
constexpr double kBeta1 = 0.75, kBeta2 = 0.9375, kInside = 0.0078125, kOutside = 0.015625;

const std::vector<Rule> kRules {
    { "sgd",
        [](const StepSlice &s) {
            sgdStep(s, { kRate, kDecay });
        },
        [](Value &v) {
            v.p -= kRate * (v.g + kDecay * v.p);
        } },
    { "momentum",
        [](const StepSlice &s) {
            momentumStep(s, { kRate, kMu, kDecay });
        },
        [](Value &v) {
            v.first = kMu * v.first + v.g + kDecay * v.p;
            v.p -= kRate * v.first;
        } },
    { "nesterov",
        [](const StepSlice &s) {
            nesterovStep(s, { kRate, kMu, kDecay });
        },
        [](Value &v) {
            const double g = v.g + kDecay * v.p;
            v.first = kMu * v.first + g;
            v.p -= kRate * (g + kMu * v.first);
        } },
    { "adam",
        [](const StepSlice &s) {
            adamStep(s, { kRate, kDecay, kBeta1, kBeta2, 0.5, kInside, kOutside, 2 });
        },
        [](Value &v) {
            const double g = v.g + kDecay * v.p;
            v.first = kBeta1 * v.first + (1 - kBeta1) * g;
            v.second = kBeta2 * v.second + (1 - kBeta2) * g * g;
            v.p = 0.5 * v.p - kRate * v.first / (2 * std::sqrt(v.second + kInside) + kOutside);
        } },
    { "rmsprop",
        [](const StepSlice &s) {
            StepSlice own = s;
            own.moments = { s.moments[1], nullptr };
            rmsPropStep(own, { kRate, kDecay, kBeta2, kOutside });
        },
        [](Value &v) {
            const double g = v.g + kDecay * v.p;
            v.second = kBeta2 * v.second + (1 - kBeta2) * g * g;
            v.p -= kRate * g / (std::sqrt(v.second) + kOutside);
        } },
};

} // namespace

/// A rule on a vector target.
class OptimizerSteps : public testing::TestWithParam<std::tuple<Rule, std::int64_t>> {
protected:
    static void useTarget(std::int64_t target)
    {
        hwy::SetSupportedTargetsForTest(target);
        hwy::GetChosenTarget().DeInit();
    }
    void SetUp() override { useTarget(std::get<1>(GetParam())); }
    void TearDown() override { useTarget(0); } // all of them again
    static const Rule &rule() { return std::get<0>(GetParam()); }
};

TEST_P(OptimizerSteps, EqualThePlainFormulaAndWriteNothingElse)
{
    for (std::size_t count = 1; count <= 70; ++count) {
        const State before(count, count);
        State after = before;
        rule().step(after.slice(0, count));
        EXPECT_EQ(after.g, before.g);
        for (std::size_t i = 0; i < count; ++i) {
            Value v { before.p[i], before.g[i], before.first[i], before.second[i] };
            rule().plain(v);
            ASSERT_NEAR(after.p[i], v.p, 1e-6) << i << " of " << count;
            ASSERT_NEAR(after.first[i], v.first, 1e-6) << i << " of " << count;
            ASSERT_NEAR(after.second[i], v.second, 1e-6) << i << " of " << count;
        }
        for (const Buffer *buffer : { &after.p, &after.first, &after.second })
            for (std::size_t i = count; i < count + kGap; ++i)
                ASSERT_EQ((*buffer)[i], kStepGuard) << "wrote behind " << count << " values";
    }
}

TEST_P(OptimizerSteps, GiveTheSameBitsHoweverParametersAreCut)
{
    constexpr std::size_t kCount = 257;
    State whole(kCount, 3);
    rule().step(whole.slice(0, kCount));
    Rng rng(4);
    for (int trial = 0; trial < 50; ++trial) {
        State cut(kCount, 3);
        for (std::size_t from = 0, count = 0; from < kCount; from += count) {
            count = std::min<std::size_t>(1 + rng.below(40), kCount - from);
            rule().step(cut.slice(from, count));
        }
        ASSERT_EQ(cut, whole);
    }
}

INSTANTIATE_TEST_SUITE_P(Rules, OptimizerSteps,
    testing::Combine(
        testing::ValuesIn(kRules), testing::ValuesIn(hwy::SupportedAndGeneratedTargets())),
    [](const auto &instance) {
        return std::string(std::get<0>(instance.param).name) + "_"
            + hwy::TargetName(std::get<1>(instance.param));
    });

class OptimizerSums : public testing::TestWithParam<std::int64_t> { };

TEST_P(OptimizerSums, SquaresAndScalingEqualThePlainFormula)
{
    hwy::SetSupportedTargetsForTest(GetParam());
    hwy::GetChosenTarget().DeInit();
    for (std::size_t count = 0; count <= 70; ++count) {
        const State before(count, count);
        Buffer values = before.p;
        double sum = 0;
        for (std::size_t i = 0; i < count; ++i)
            sum += double(values[i]) * double(values[i]);
        EXPECT_NEAR(sumOfSquares({ values.data(), count }), sum, 1e-13);
        scaleValues({ values.data(), count }, Scalar(0.3));
        for (std::size_t i = 0; i < values.size(); ++i)
            EXPECT_EQ(values[i], i < count ? before.p[i] * Scalar(0.3) : kStepGuard);
    }
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().DeInit();
}

INSTANTIATE_TEST_SUITE_P(Targets, OptimizerSums,
    testing::ValuesIn(hwy::SupportedAndGeneratedTargets()),
    [](const auto &instance) { return hwy::TargetName(instance.param); });

TEST(Optimizers, ManySmallAndLargeParametersMoveAsOneWould)
{
    // Together they fill several tasks, some of which hold more than one parameter.
    const std::vector<std::size_t> sizes { 3, 20000, 1, 17, 40001, 5 };
    Rng rng(9);
    for (const OptimizerInfo &info : optimizerRegistry()) {
        const OptimizerOptions options { .kind = std::string(info.kind), .weightDecay = 0.01 };
        std::vector<Parameter> together;
        for (const std::size_t size : sizes) {
            together.push_back({ "p", Tensor({ size }), Tensor({ size }) });
            for (Scalar &v : together.back().value.values())
                v = Scalar(rng.normal());
            for (Scalar &v : together.back().gradient.values())
                v = Scalar(rng.normal());
        }
        std::vector<Parameter> alone = together;
        std::vector<Model::ParameterRef> refs;
        for (std::size_t i = 0; i < sizes.size(); ++i)
            refs.push_back({ "p" + std::to_string(i), &together[i] });
        ThreadPool pool(3), single(1);
        const auto all = info.create(options, refs);
        all->step(pool);
        all->step(pool);
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            const Tensor before = alone[i].value;
            const auto own = info.create(options, { { "p", &alone[i] } });
            own->step(single);
            own->step(single);
            ASSERT_EQ(together[i].value, alone[i].value) << info.kind << ", parameter " << i;
            ASSERT_NE(alone[i].value, before) << info.kind;
        }
    }
}

TEST(Optimizers, AStepThatIsCalledSmallIsSmallAndOrdinaryOnesAre)
{
    Rng rng(3);
    ThreadPool pool(1);
    for (const OptimizerInfo &info : optimizerRegistry())
        for (const double rate : { 1e-3, 1e-2, 0.3, 1e3 }) {
            Parameter weights { "p", Tensor({ 50 }), Tensor({ 50 }) };
            const OptimizerOptions options {
                .kind = std::string(info.kind), .rate = rate, .weightDecay = 1e-4
            };
            const auto optimizer = info.create(options, { { "p", &weights } });
            int small = 0;
            for (int step = 0; step < 300; ++step) {
                const double size = step % 50 == 49 ? 1e-25 : 1;
                for (Scalar &value : weights.gradient.values())
                    value = Scalar(size * (2 * rng.uniform() - 1));
                const Tensor before = weights.value;
                const bool isSmall = optimizer->isSmallStep(size);
                optimizer->step(pool);
                small += isSmall ? 1 : 0;
                for (std::size_t i = 0; isSmall && i < 50; ++i)
                    ASSERT_LE(std::abs(weights.value.values()[i] - before.values()[i]), 1.001)
                        << info.kind << " at " << rate << ", step " << step;
            }
            EXPECT_TRUE(rate < 0.1 ? small == 300 : rate < 1 || small == 0)
                << info.kind << " at " << rate << ": " << small;
        }
}
