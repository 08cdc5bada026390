// SPDX-License-Identifier: GPL-3.0-or-later
// The inner loops of the optimizers and of gradient clipping. Vectorized with Highway for the
// processor it runs on. Every value is computed by itself and in the same way wherever it lies, so
// cutting parameters into slices changes no bit. Thread-safe: pure functions of their arguments.
#pragma once
#include "core/tensor/tensor.h"
#include <array>

namespace convscope {

/// Consecutive values of one parameter with what belongs to each; slices do not overlap.
struct StepSlice {
    Scalar *values = nullptr;
    const Scalar *gradients = nullptr;
    std::array<Scalar *, 2> moments {}; ///< as many as the optimizer has
    std::size_t count = 0;
};

/// In all of these g is the gradient plus decay · p.
struct SgdFactors {
    Scalar rate = 0, decay = 0;
};
/// p −= rate · g.
void sgdStep(const StepSlice &slice, const SgdFactors &factors);

struct MomentumFactors {
    Scalar rate = 0, momentum = 0, decay = 0;
};
/// v = momentum · v + g; p −= rate · v. moments[0] is v.
void momentumStep(const StepSlice &slice, const MomentumFactors &factors);
/// v = momentum · v + g; p −= rate · (g + momentum · v).
void nesterovStep(const StepSlice &slice, const MomentumFactors &factors);

/// One formula for all kinds of Adam.
struct AdamFactors {
    Scalar rate = 0, decay = 0, beta1 = 0, beta2 = 0;
    Scalar keep = 1; ///< the share of p that decoupled weight decay leaves
    Scalar inside = 0, outside = 0; ///< ε in the root and beside it
    Scalar rootScale = 1;
};
/// m = β₁m + (1 − β₁)g; s = β₂s + (1 − β₂)g²; p = keep · p − rate · m / (rootScale · √(s + inside)
/// + outside). moments are m and s.
void adamStep(const StepSlice &slice, const AdamFactors &factors);

struct RmsPropFactors {
    Scalar rate = 0, decay = 0, alpha = 0, epsilon = 0;
};
/// s = αs + (1 − α)g²; p −= rate · g / (√s + ε). moments[0] is s.
void rmsPropStep(const StepSlice &slice, const RmsPropFactors &factors);

/// In double; the order of the sum depends on the number of values and the processor alone.
double sumOfSquares(std::span<const Scalar> values);

/// values[i] *= factor.
void scaleValues(std::span<Scalar> values, Scalar factor);

} // namespace convscope
