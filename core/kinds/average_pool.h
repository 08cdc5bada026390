// SPDX-License-Identifier: GPL-3.0-or-later
// AveragePool and GlobalAveragePool: means over windows, and over whole maps.
#pragma once
#include "core/kinds/kinds.h"

namespace convscope {

/// y = the mean of each window. Windows that would reach over the edge are left out.
class AveragePool final : public Layer {
public:
    AveragePool(const Extent &size, const Extent &stride);
    static LayerInfo info();

    Shape build(const Shape &in) override;
    void forward(const Scalar *x, Scalar *y, const Piece &piece, const Work &work) override;
    void backward(const Scalar *x, const Scalar *y, const Scalar *dy, Scalar *dx,
        const Piece &piece, const Work &work) override;

private:
    Extent m_size, m_stride;
    Shape m_in, m_out;
};

/// y = the mean of each map: one value a channel.
class GlobalAveragePool final : public Layer {
public:
    static LayerInfo info();

    Shape build(const Shape &in) override;
    void forward(const Scalar *x, Scalar *y, const Piece &piece, const Work &work) override;
    void backward(const Scalar *x, const Scalar *y, const Scalar *dy, Scalar *dx,
        const Piece &piece, const Work &work) override;

private:
    Shape m_in;
};

} // namespace convscope
