// SPDX-License-Identifier: GPL-3.0-or-later
// MaxPool: the largest value of each window.
#pragma once
#include "core/kinds/kinds.h"

namespace convscope {

/// y[c][i][j] = max over the size.h × size.w window that begins at (i·stride.h, j·stride.w).
/// Windows that would reach over the edge are left out (floor). Of equal values the first in
/// reading order counts as the largest; its gradient gets everything.
class MaxPool final : public Layer {
public:
    MaxPool(const Extent &size, const Extent &stride);
    static LayerInfo info();

    Shape build(const Shape &in) override;
    bool keepsOutput() const override { return true; }
    bool takeReluBefore(bool take) override
    {
        m_rectifies = take && isByTwo();
        return isByTwo();
    }
    void forward(const Scalar *x, Scalar *y, const Piece &piece, const Work &work) override;
    void backward(const Scalar *x, const Scalar *y, const Scalar *dy, Scalar *dx,
        const Piece &piece, const Work &work) override;

private:
    bool isByTwo() const { return m_size == Extent { 2, 2 } && m_stride == m_size; }

    bool m_rectifies = false; // the ReLU of the largest is the largest of the ReLUs
    Extent m_size, m_stride;
    Shape m_in, m_out;
};

} // namespace convscope
