// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/softmax_cross_entropy.h"
#include <algorithm>
#include <cmath>

namespace convscope {

void softmax(std::span<const Scalar> logits, std::span<Scalar> probabilities)
{
    const Scalar largest = *std::ranges::max_element(logits);
    Scalar sum = 0;
    for (std::size_t k = 0; k < logits.size(); ++k) {
        probabilities[k] = std::exp(logits[k] - largest);
        sum += probabilities[k];
    }
    for (Scalar &p : probabilities)
        p /= sum;
}

double crossEntropy(std::span<const Scalar> logits, int label)
{
    const double largest = double(*std::ranges::max_element(logits));
    double sum = 0;
    for (const Scalar logit : logits)
        sum += std::exp(double(logit) - largest);
    return std::log(sum) + largest - double(logits[std::size_t(label)]);
}

void crossEntropyGradient(
    std::span<const Scalar> probabilities, int label, Scalar scale, std::span<Scalar> gradient)
{
    for (std::size_t k = 0; k < gradient.size(); ++k)
        gradient[k] = scale * probabilities[k];
    gradient[std::size_t(label)] -= scale;
}

} // namespace convscope
