// SPDX-License-Identifier: GPL-3.0-or-later
// Activation functions: one value in, one value out.
#pragma once
#include "core/kinds/kinds.h"

namespace convscope {

/// What the activations share: the shape stays, y may lie where x was, and backward() needs only y.
class Activation : public Layer {
public:
    Shape build(const Shape &in) final
    {
        m_size = in.size();
        return in;
    }
    InPlace inPlace() const final { return InPlace::Overwrites; }
    bool keepsOutput() const final { return true; }
    void forward(const Scalar *x, Scalar *y, const Piece &piece, const Work &work) final;
    void backward(const Scalar *x, const Scalar *y, const Scalar *dy, Scalar *dx,
        const Piece &piece, const Work &work) final;

protected:
    virtual void apply(const Scalar *x, Scalar *y, std::size_t count) const = 0;
    virtual void applyGradient(
        const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count) const = 0;

private:
    std::size_t m_size = 0;
};

/// y = max(x, 0).
class Relu final : public Activation {
public:
    static LayerInfo info();
    bool isRelu() const override { return true; }

protected:
    void apply(const Scalar *x, Scalar *y, std::size_t count) const override;
    void applyGradient(
        const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count) const override;
};

/// y = x where x > 0, else slope · x.
class LeakyRelu final : public Activation {
public:
    explicit LeakyRelu(Scalar slope)
        : m_slope(slope)
    {
    }
    static LayerInfo info();

protected:
    void apply(const Scalar *x, Scalar *y, std::size_t count) const override;
    void applyGradient(
        const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count) const override;

private:
    Scalar m_slope;
};

/// y = 1 / (1 + e^−x).
class Sigmoid final : public Activation {
public:
    static LayerInfo info();

protected:
    void apply(const Scalar *x, Scalar *y, std::size_t count) const override;
    void applyGradient(
        const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count) const override;
};

/// y = tanh x.
class Tanh final : public Activation {
public:
    static LayerInfo info();

protected:
    void apply(const Scalar *x, Scalar *y, std::size_t count) const override;
    void applyGradient(
        const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count) const override;
};

} // namespace convscope
