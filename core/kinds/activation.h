// SPDX-License-Identifier: GPL-3.0-or-later
// Activation functions: one value in, one value out. A kind gives a functor F, made from the
// options, with y = f(x) and f.slope(…); what the engine does with it is written once, here.
#pragma once
#include "core/layer/kind.h"

namespace convscope::kinds {

/// The common part of the activations: the shape stays, y may lie where x was, and backward() needs
/// only y.
class Activation : public Layer {
public:
    Shape build(const Shape &in, std::span<const Shape>) final
    {
        m_size = in.size();
        return in;
    }
    InPlace inPlace() const final { return InPlace::Overwrites; }
    bool keepsOutput() const final { return true; }
    void forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &) final
    {
        apply(x, y, std::size_t(shard.size()) * m_size);
    }
    void backward(const Scalar *, const Scalar *y, const Scalar *dy, Scalar *dx,
        const BatchShard &shard, const Work &) final
    {
        if (dx)
            applyGradient(y, dy, dx, std::size_t(shard.size()) * m_size);
    }

protected:
    virtual void apply(const Scalar *x, Scalar *y, std::size_t count) const = 0;
    virtual void applyGradient(
        const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count) const = 0;

private:
    std::size_t m_size = 0;
};

template<typename F>
class Pointwise final : public Activation {
public:
    explicit Pointwise(const LayerOptions &options)
        : m_function(options)
    {
    }

protected:
    void apply(const Scalar *x, Scalar *y, std::size_t count) const override
    {
        for (std::size_t i = 0; i < count; ++i)
            y[i] = m_function(x[i]);
    }
    void applyGradient(
        const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count) const override
    {
        for (std::size_t i = 0; i < count; ++i)
            dx[i] = dy[i] * m_function.slope(y[i]);
    }

private:
    F m_function;
};

/// The same where y does not tell the slope, as y may be had from several x.
template<typename F>
class PointwiseOfInput final : public Layer {
public:
    explicit PointwiseOfInput(const LayerOptions &options)
        : m_function(options)
    {
    }
    Shape build(const Shape &in, std::span<const Shape>) override
    {
        m_size = in.size();
        return in;
    }
    void forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &) override
    {
        for (std::size_t i = 0; i < std::size_t(shard.size()) * m_size; ++i)
            y[i] = m_function(x[i]);
    }
    void backward(const Scalar *x, const Scalar *, const Scalar *dy, Scalar *dx,
        const BatchShard &shard, const Work &) override
    {
        for (std::size_t i = 0; dx && i < std::size_t(shard.size()) * m_size; ++i)
            dx[i] = dy[i] * m_function.slope(x[i]);
    }

private:
    F m_function;
    std::size_t m_size = 0;
};

/// For LayerKind::create.
template<typename F>
std::unique_ptr<Layer> pointwise(const LayerOptions &options)
{
    return std::make_unique<Pointwise<F>>(options);
}
template<typename F>
std::unique_ptr<Layer> pointwiseOfInput(const LayerOptions &options)
{
    return std::make_unique<PointwiseOfInput<F>>(options);
}

/// For LayerKind::explainBackward: slope · dy.
template<typename F>
Formula slopeTimesGradient(const GradientSource &from)
{
    const double y = from.output.at(from.place);
    return scaledGradient(from, double(F(from.options).slope(Scalar(y))), "slope");
}
template<typename F>
Formula slopeOfInputTimesGradient(const GradientSource &from)
{
    return scaledGradient(from, double(F(from.options).slope(Scalar(from.x()))), "slope");
}

} // namespace convscope::kinds
