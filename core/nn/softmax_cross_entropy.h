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

/// How the training loss differs from the plain cross-entropy.
struct LossOptions {
    double labelSmoothing = 0; ///< share of the target that is spread over all classes
    std::vector<double> classWeights; ///< one a class; empty: all 1
    bool plain() const { return labelSmoothing == 0 && classWeights.empty(); }
};

/// The weight of an image of each class, such that all classes count the same in the end:
/// images / (classes that occur · images of this class). 1 for a class that does not occur.
std::vector<double> balancedWeights(std::span<const int> labels, int classes);

/// The sum of the samples' class weights: what the mean of a batch's losses is divided by.
double totalWeight(std::span<const int> labels, const LossOptions &options);

/// PyTorch's CrossEntropyLoss of one sample: −Σₖ q[k] · log softmax(logits)[k] with
/// q[k] = weight[k] · ((1 − smoothing) · [k = label] + smoothing / classes).
double smoothedCrossEntropy(std::span<const Scalar> logits, int label, const LossOptions &options);

/// The gradient of scale · smoothedCrossEntropy by the logits: scale · (p · Σq − q).
void smoothedCrossEntropyGradient(std::span<const Scalar> probabilities, int label,
    const LossOptions &options, Scalar scale, std::span<Scalar> gradient);

} // namespace convscope
