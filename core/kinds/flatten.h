// SPDX-License-Identifier: GPL-3.0-or-later
// Flatten: maps to one row of values, channel by channel. The numbers stay where they are.
#pragma once
#include "core/kinds/kinds.h"

namespace convscope {

class Flatten final : public Layer {
public:
    static LayerInfo info();

    Shape build(const Shape &in) override;
    InPlace inPlace() const override { return InPlace::Identity; }
    void forward(const Scalar *x, Scalar *y, const Piece &piece, const Work &work) override;
    void backward(const Scalar *x, const Scalar *y, const Scalar *dy, Scalar *dx,
        const Piece &piece, const Work &work) override;

private:
    std::size_t m_size = 0;
};

} // namespace convscope
