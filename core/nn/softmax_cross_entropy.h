// SPDX-License-Identifier: GPL-3.0-or-later
// Softmax with cross-entropy: the output and the loss of every model. Pure functions; no overflow
// for any finite logits.
#pragma once
#include "core/tensor/tensor.h"

namespace convscope {

/// p[k] = e^(logits[k] − max) / Σ. `probabilities` may be `logits`.
void softmax(std::span<const Scalar> logits, std::span<Scalar> probabilities);

/// −log softmax(logits)[label], exact also where the probability itself rounds to zero.
double crossEntropy(std::span<const Scalar> logits, int label);

/// The gradient of scale · crossEntropy by the logits: scale · (p − one-hot(label)).
void crossEntropyGradient(
    std::span<const Scalar> probabilities, int label, Scalar scale, std::span<Scalar> gradient);

} // namespace convscope
