// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/optimizer_steps.h"
#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/optimizer_steps.cpp"
#include "core/kernels/targets.h" // before Highway
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace convscope::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

namespace {

using D = hn::ScalableTag<Scalar>;
using V = hn::Vec<D>;

HWY_INLINE V all(Scalar value)
{
    return hn::Set(D(), value);
}

// One vector of everything a slice holds. `Rule` has kMoments and changes p and the moments.
template<class Rule>
HWY_INLINE void stepVector(const Rule &rule, const StepSlice &s, std::size_t at)
{
    const D d;
    V p = hn::LoadU(d, s.values + at);
    const V gradient = hn::LoadU(d, s.gradients + at);
    V first = hn::Zero(d), second = hn::Zero(d);
    if constexpr (Rule::kMoments > 0)
        first = hn::LoadU(d, s.moments[0] + at);
    if constexpr (Rule::kMoments > 1)
        second = hn::LoadU(d, s.moments[1] + at);
    rule.apply(p, gradient, first, second);
    hn::StoreU(p, d, s.values + at);
    if constexpr (Rule::kMoments > 0)
        hn::StoreU(first, d, s.moments[0] + at);
    if constexpr (Rule::kMoments > 1)
        hn::StoreU(second, d, s.moments[1] + at);
}

// The last, incomplete vector is worked on in copies: what lies behind may be another thread's, and
// scalar arithmetic would round differently where the processor fuses multiplications.
template<class Rule>
void stepTail(const Rule &rule, const StepSlice &s, std::size_t at)
{
    using Lanes = std::array<Scalar, hn::MaxLanes(D())>;
    Lanes values {}, gradients {}, first {}, second {};
    const std::size_t count = s.count - at;
    std::copy_n(s.values + at, count, values.begin());
    std::copy_n(s.gradients + at, count, gradients.begin());
    if constexpr (Rule::kMoments > 0)
        std::copy_n(s.moments[0] + at, count, first.begin());
    if constexpr (Rule::kMoments > 1)
        std::copy_n(s.moments[1] + at, count, second.begin());
    stepVector(rule,
        { values.data(), gradients.data(), { first.data(), second.data() }, values.size() }, 0);
    std::copy_n(values.begin(), count, s.values + at);
    if constexpr (Rule::kMoments > 0)
        std::copy_n(first.begin(), count, s.moments[0] + at);
    if constexpr (Rule::kMoments > 1)
        std::copy_n(second.begin(), count, s.moments[1] + at);
}

template<class Rule>
HWY_INLINE void stepAll(const Rule &rule, const StepSlice &s)
{
    const std::size_t lanes = hn::Lanes(D());
    std::size_t at = 0;
    for (; at + lanes <= s.count; at += lanes)
        stepVector(rule, s, at);
    if (at < s.count)
        stepTail(rule, s, at);
}

struct SgdRule {
    static constexpr int kMoments = 0;
    V rate, decay;
    HWY_INLINE void apply(V &p, V gradient, V &, V &) const
    {
        p = hn::NegMulAdd(rate, hn::MulAdd(decay, p, gradient), p);
    }
};

template<bool LooksAhead>
struct MomentumRule {
    static constexpr int kMoments = 1;
    V rate, momentum, decay;
    HWY_INLINE void apply(V &p, V gradient, V &velocity, V &) const
    {
        const V g = hn::MulAdd(decay, p, gradient);
        velocity = hn::MulAdd(momentum, velocity, g);
        p = hn::NegMulAdd(rate, LooksAhead ? hn::MulAdd(momentum, velocity, g) : velocity, p);
    }
};

struct AdamRule {
    static constexpr int kMoments = 2;
    V rate, decay, beta1, beta2, rest1, rest2, keep, inside, outside, rootScale;
    HWY_INLINE void apply(V &p, V gradient, V &mean, V &square) const
    {
        const V g = hn::MulAdd(decay, p, gradient);
        mean = hn::MulAdd(beta1, mean, hn::Mul(rest1, g));
        square = hn::MulAdd(beta2, square, hn::Mul(rest2, hn::Mul(g, g)));
        const V below = hn::MulAdd(rootScale, hn::Sqrt(hn::Add(square, inside)), outside);
        p = hn::MulSub(keep, p, hn::Div(hn::Mul(rate, mean), below));
    }
};

struct RmsPropRule {
    static constexpr int kMoments = 1;
    V rate, decay, alpha, rest, epsilon;
    HWY_INLINE void apply(V &p, V gradient, V &square, V &) const
    {
        const V g = hn::MulAdd(decay, p, gradient);
        square = hn::MulAdd(alpha, square, hn::Mul(rest, hn::Mul(g, g)));
        const V below = hn::Add(hn::Sqrt(square), epsilon);
        p = hn::Sub(p, hn::Div(hn::Mul(rate, g), below));
    }
};

void sgdOnTarget(const StepSlice &s, const SgdFactors &f)
{
    stepAll(SgdRule { all(f.rate), all(f.decay) }, s);
}

void momentumOnTarget(const StepSlice &s, const MomentumFactors &f)
{
    stepAll(MomentumRule<false> { all(f.rate), all(f.momentum), all(f.decay) }, s);
}

void nesterovOnTarget(const StepSlice &s, const MomentumFactors &f)
{
    stepAll(MomentumRule<true> { all(f.rate), all(f.momentum), all(f.decay) }, s);
}

void adamOnTarget(const StepSlice &s, const AdamFactors &f)
{
    stepAll(AdamRule { all(f.rate), all(f.decay), all(f.beta1), all(f.beta2), all(1 - f.beta1),
                all(1 - f.beta2), all(f.keep), all(f.inside), all(f.outside), all(f.rootScale) },
        s);
}

void rmsPropOnTarget(const StepSlice &s, const RmsPropFactors &f)
{
    stepAll(
        RmsPropRule { all(f.rate), all(f.decay), all(f.alpha), all(1 - f.alpha), all(f.epsilon) },
        s);
}

using DD = hn::ScalableTag<double>;

HWY_INLINE hn::Vec<DD> loadAsDouble(const float *from)
{
    return hn::PromoteTo(DD(), hn::LoadU(hn::Rebind<float, DD>(), from));
}
HWY_INLINE hn::Vec<DD> loadAsDouble(const double *from)
{
    return hn::LoadU(DD(), from);
}

double sumOfSquaresOnTarget(const Scalar *values, std::size_t count)
{
    const DD d;
    const std::size_t lanes = hn::Lanes(d);
    hn::Vec<DD> even = hn::Zero(d), odd = hn::Zero(d); // two: additions wait for each other
    std::size_t i = 0;
    for (; i + 2 * lanes <= count; i += 2 * lanes) {
        const auto a = loadAsDouble(values + i), b = loadAsDouble(values + i + lanes);
        even = hn::MulAdd(a, a, even);
        odd = hn::MulAdd(b, b, odd);
    }
    double sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(even, odd)));
    for (; i < count; ++i)
        sum += double(values[i]) * double(values[i]);
    return sum;
}

void scaleOnTarget(Scalar *values, std::size_t count, Scalar factor)
{
    const D d;
    const std::size_t lanes = hn::Lanes(d);
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes)
        hn::StoreU(hn::Mul(hn::LoadU(d, values + i), all(factor)), d, values + i);
    for (; i < count; ++i)
        values[i] *= factor;
}

} // namespace
} // namespace convscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace convscope {

HWY_EXPORT(sgdOnTarget);
HWY_EXPORT(momentumOnTarget);
HWY_EXPORT(nesterovOnTarget);
HWY_EXPORT(adamOnTarget);
HWY_EXPORT(rmsPropOnTarget);
HWY_EXPORT(sumOfSquaresOnTarget);
HWY_EXPORT(scaleOnTarget);

void sgdStep(const StepSlice &slice, const SgdFactors &factors)
{
    HWY_DYNAMIC_DISPATCH(sgdOnTarget)(slice, factors);
}

void momentumStep(const StepSlice &slice, const MomentumFactors &factors)
{
    HWY_DYNAMIC_DISPATCH(momentumOnTarget)(slice, factors);
}

void nesterovStep(const StepSlice &slice, const MomentumFactors &factors)
{
    HWY_DYNAMIC_DISPATCH(nesterovOnTarget)(slice, factors);
}

void adamStep(const StepSlice &slice, const AdamFactors &factors)
{
    HWY_DYNAMIC_DISPATCH(adamOnTarget)(slice, factors);
}

void rmsPropStep(const StepSlice &slice, const RmsPropFactors &factors)
{
    HWY_DYNAMIC_DISPATCH(rmsPropOnTarget)(slice, factors);
}

double sumOfSquares(std::span<const Scalar> values)
{
    return HWY_DYNAMIC_DISPATCH(sumOfSquaresOnTarget)(values.data(), values.size());
}

void scaleValues(std::span<Scalar> values, Scalar factor)
{
    HWY_DYNAMIC_DISPATCH(scaleOnTarget)(values.data(), values.size(), factor);
}

} // namespace convscope
#endif
