// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/elementwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/elementwise.cpp"
#include "core/kernels/targets.h" // before Highway
#include <hwy/foreach_target.h>
// after foreach_target.h
#include "core/kernels/masked_store-inl.h"
#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace convscope::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

namespace {

using D = hn::ScalableTag<Scalar>;
using V = hn::Vec<D>;

// y[i] = f(x[i], …) for any number of inputs.
template<class F, class... In>
HWY_INLINE void forEach(std::size_t count, const F &f, Scalar *y, const In *...x)
{
    const D d;
    const std::size_t lanes = hn::Lanes(d);
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes)
        hn::StoreU(f(hn::LoadU(d, x + i)...), d, y + i);
    if (i < count) {
        const auto inside = hn::FirstN(d, count - i);
        storeFirst(d, f(loadFirst(inside, d, x + i)...), y + i, count - i);
    }
}

void leakyReluOnTarget(const Scalar *x, Scalar *y, Scalar slope, std::size_t count)
{
    const D d;
    const V factor = hn::Set(d, slope);
    const auto f = [&](V v) HWY_ATTR {
        return hn::IfThenElse(hn::Lt(v, hn::Zero(d)), hn::Mul(factor, v), v);
    };
    const auto plain = [&](V v) HWY_ATTR {
        return hn::IfThenElse(hn::Lt(v, hn::Zero(d)), hn::Zero(d), v);
    };
    if (slope == 0) // −∞ · 0 would be no number
        forEach(count, plain, y, x);
    else
        forEach(count, f, y, x);
}

void leakyReluGradientOnTarget(
    const Scalar *y, const Scalar *dy, Scalar *dx, Scalar slope, std::size_t count)
{
    const D d;
    const V factor = hn::Set(d, slope);
    const auto f = [&](V v, V dv) HWY_ATTR {
        return hn::IfThenElse(hn::Gt(v, hn::Zero(d)), dv, hn::Mul(factor, dv));
    };
    forEach(count, f, dx, y, dy);
}

void sigmoidOnTarget(const Scalar *x, Scalar *y, std::size_t count)
{
    const D d;
    const V one = hn::Set(d, Scalar(1));
    const V most = hn::Set(d, Scalar(80)); // further out Exp() is not defined, and y is 0 or 1
    const auto f = [&](V v) HWY_ATTR {
        const V e = hn::Exp(d, hn::Min(hn::Neg(v), most));
        return hn::IfThenElse(hn::IsNaN(v), v, hn::Div(one, hn::Add(one, e)));
    };
    forEach(count, f, y, x);
}

void sigmoidGradientOnTarget(const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count)
{
    const D d;
    const V one = hn::Set(d, Scalar(1));
    const auto f = [&](V v, V dv) HWY_ATTR {
        return hn::Mul(dv, hn::Mul(v, hn::Sub(one, v)));
    };
    forEach(count, f, dx, y, dy);
}

void hyperbolicTangentOnTarget(const Scalar *x, Scalar *y, std::size_t count)
{
    const D d;
    const V most = hn::Set(d, Scalar(40)); // the same as at sigmoid
    const auto f = [&](V v) HWY_ATTR {
        const V t = hn::Tanh(d, hn::Max(hn::Neg(most), hn::Min(v, most)));
        return hn::IfThenElse(hn::IsNaN(v), v, t);
    };
    forEach(count, f, y, x);
}

void hyperbolicTangentGradientOnTarget(
    const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count)
{
    const D d;
    const V one = hn::Set(d, Scalar(1));
    const auto f = [&](V v, V dv) HWY_ATTR {
        return hn::Mul(dv, hn::NegMulAdd(v, v, one));
    };
    forEach(count, f, dx, y, dy);
}

void scaleAndShiftOnTarget(const Scalar *x, Scalar *y, const Affine &line, std::size_t count)
{
    const D d;
    const V a = hn::Set(d, line.scale), b = hn::Set(d, line.offset);
    const auto plain = [&](V v) HWY_ATTR {
        return hn::MulAdd(a, v, b);
    };
    const auto rectified = [&](V v) HWY_ATTR {
        const V w = hn::MulAdd(a, v, b);
        return hn::IfThenElse(hn::Lt(w, hn::Zero(d)), hn::Zero(d), w);
    };
    if (line.rectified)
        forEach(count, rectified, y, x);
    else
        forEach(count, plain, y, x);
}

void blendOnTarget(const Scalar *x, const Scalar *y, Scalar *z, const LinearCombination &factors,
    std::size_t count)
{
    const D d;
    const V a = hn::Set(d, factors.a), b = hn::Set(d, factors.b), c = hn::Set(d, factors.c);
    const auto f = [&](V v, V w) HWY_ATTR {
        return hn::MulAdd(a, v, hn::MulAdd(b, w, c));
    };
    forEach(count, f, z, x, y);
}

void blendWhereOnTarget(const Scalar *x, const Scalar *y, Scalar *z,
    const LinearCombination &factors, const Affine &line, std::size_t count)
{
    const D d;
    const V a = hn::Set(d, factors.a), b = hn::Set(d, factors.b), c = hn::Set(d, factors.c);
    const V scale = hn::Set(d, line.scale), offset = hn::Set(d, line.offset);
    const auto f = [&](V v, V w) HWY_ATTR {
        const auto positive = hn::Gt(hn::MulAdd(scale, w, offset), hn::Zero(d));
        return hn::MulAdd(a, hn::IfThenElseZero(positive, v), hn::MulAdd(b, w, c));
    };
    forEach(count, f, z, x, y);
}

template<class DS>
HWY_INLINE hn::Vec<DS> fromPixels(DS d, const std::uint8_t *pixels)
{
    const hn::Rebind<std::int32_t, DS> whole;
    const auto values = hn::PromoteTo(whole, hn::LoadU(hn::Rebind<std::uint8_t, DS>(), pixels));
    if constexpr (sizeof(hn::TFromD<DS>) == sizeof(float))
        return hn::ConvertTo(d, values);
    else
        return hn::PromoteTo(d, values);
}

void pixelsToValuesOnTarget(
    const std::uint8_t *pixels, Scalar *out, Scalar offset, Scalar divisor, std::size_t count)
{
    const D d;
    const std::size_t lanes = hn::Lanes(d);
    const V a = hn::Set(d, offset), b = hn::Set(d, divisor);
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes)
        hn::StoreU(hn::Div(hn::Sub(fromPixels(d, pixels + i), a), b), d, out + i);
    for (; i < count; ++i)
        out[i] = (Scalar(pixels[i]) - offset) / divisor;
}

} // namespace
} // namespace convscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace convscope {

HWY_EXPORT(leakyReluOnTarget);
HWY_EXPORT(leakyReluGradientOnTarget);
HWY_EXPORT(sigmoidOnTarget);
HWY_EXPORT(sigmoidGradientOnTarget);
HWY_EXPORT(hyperbolicTangentOnTarget);
HWY_EXPORT(hyperbolicTangentGradientOnTarget);
HWY_EXPORT(scaleAndShiftOnTarget);
HWY_EXPORT(blendOnTarget);
HWY_EXPORT(blendWhereOnTarget);
HWY_EXPORT(pixelsToValuesOnTarget);

void leakyRelu(const Scalar *x, Scalar *y, Scalar slope, std::size_t count)
{
    HWY_DYNAMIC_DISPATCH(leakyReluOnTarget)(x, y, slope, count);
}

void leakyReluGradient(
    const Scalar *y, const Scalar *dy, Scalar *dx, Scalar slope, std::size_t count)
{
    HWY_DYNAMIC_DISPATCH(leakyReluGradientOnTarget)(y, dy, dx, slope, count);
}

void sigmoid(const Scalar *x, Scalar *y, std::size_t count)
{
    HWY_DYNAMIC_DISPATCH(sigmoidOnTarget)(x, y, count);
}

void sigmoidGradient(const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count)
{
    HWY_DYNAMIC_DISPATCH(sigmoidGradientOnTarget)(y, dy, dx, count);
}

void hyperbolicTangent(const Scalar *x, Scalar *y, std::size_t count)
{
    HWY_DYNAMIC_DISPATCH(hyperbolicTangentOnTarget)(x, y, count);
}

void hyperbolicTangentGradient(const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count)
{
    HWY_DYNAMIC_DISPATCH(hyperbolicTangentGradientOnTarget)(y, dy, dx, count);
}

void scaleAndShift(const Scalar *x, Scalar *y, const Affine &line, std::size_t count)
{
    HWY_DYNAMIC_DISPATCH(scaleAndShiftOnTarget)(x, y, line, count);
}

void blend(const Scalar *x, const Scalar *y, Scalar *z, const LinearCombination &factors,
    std::size_t count)
{
    HWY_DYNAMIC_DISPATCH(blendOnTarget)(x, y, z, factors, count);
}

void blendWhere(const Scalar *x, const Scalar *y, Scalar *z, const LinearCombination &factors,
    const Affine &line, std::size_t count)
{
    HWY_DYNAMIC_DISPATCH(blendWhereOnTarget)(x, y, z, factors, line, count);
}

void pixelsToValues(
    const std::uint8_t *pixels, Scalar *out, Scalar offset, Scalar divisor, std::size_t count)
{
    HWY_DYNAMIC_DISPATCH(pixelsToValuesOnTarget)(pixels, out, offset, divisor, count);
}

} // namespace convscope
#endif
