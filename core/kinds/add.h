// SPDX-License-Identifier: GPL-3.0-or-later
// Add: a residual connection (He et al. 2016, "Deep Residual Learning for Image Recognition").
#pragma once
#include "core/kinds/kinds.h"

namespace convscope {

/// y = x + the output of the layer named `from`, which stands earlier and has the same shape. Model
/// hands dy back to both.
class Add final : public Layer {
public:
    explicit Add(std::string from)
        : m_from(std::move(from))
    {
    }
    static LayerInfo info();

    Shape build(const Shape &in) override;
    InPlace inPlace() const override { return InPlace::Overwrites; }
    std::string_view other() const override { return m_from; }
    void forward(const Scalar *x, Scalar *y, const Piece &piece, const Work &work) override;
    void backward(const Scalar *x, const Scalar *y, const Scalar *dy, Scalar *dx,
        const Piece &piece, const Work &work) override;

private:
    std::string m_from;
    std::size_t m_size = 0;
};

} // namespace convscope
