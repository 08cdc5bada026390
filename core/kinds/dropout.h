// SPDX-License-Identifier: GPL-3.0-or-later
// Dropout: switches off random values in training (Srivastava et al. 2014, "Dropout: A Simple Way
// to Prevent Neural Networks from Overfitting").
#pragma once
#include "core/kinds/kinds.h"

namespace convscope {

/// In training y = x / (1 − rate) with probability 1 − rate, else 0; in prediction y = x. Which
/// values stay follows from the seed, the step and the sample's place in the batch, so backward()
/// draws the same ones again and nothing has to be kept.
class Dropout final : public Layer {
public:
    explicit Dropout(double rate)
        : m_rate(rate)
    {
    }
    static LayerInfo info();

    Shape build(const Shape &in) override;
    void initialize(Rng &rng) override;
    InPlace inPlace() const override { return InPlace::Overwrites; }
    void forward(const Scalar *x, Scalar *y, const Piece &piece, const Work &work) override;
    void backward(const Scalar *x, const Scalar *y, const Scalar *dy, Scalar *dx,
        const Piece &piece, const Work &work) override;

private:
    void drop(const Scalar *from, Scalar *to, const Piece &piece, const Work &work) const;

    double m_rate;
    std::uint64_t m_seed = 0;
    std::size_t m_size = 0;
};

} // namespace convscope
