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

std::vector<double> balancedWeights(std::span<const int> labels, int classes)
{
    std::vector<std::size_t> counts(static_cast<std::size_t>(classes), 0);
    for (const int label : labels)
        ++counts[std::size_t(label)];
    const auto occurring = counts.size() - std::size_t(std::ranges::count(counts, 0U));
    std::vector<double> weights(counts.size(), 1);
    for (std::size_t k = 0; k < counts.size(); ++k)
        if (counts[k] > 0)
            weights[k] = double(labels.size()) / (double(occurring) * double(counts[k]));
    return weights;
}

namespace {

double weightOf(std::size_t k, const LossOptions &options)
{
    return options.classWeights.empty() ? 1 : options.classWeights[k];
}

double target(std::size_t k, int label, std::size_t classes, const LossOptions &options)
{
    const double own = k == std::size_t(label) ? 1 - options.labelSmoothing : 0;
    return weightOf(k, options) * (own + options.labelSmoothing / double(classes));
}

} // namespace

double totalWeight(std::span<const int> labels, const LossOptions &options)
{
    double sum = 0;
    for (const int label : labels)
        sum += weightOf(std::size_t(label), options);
    return sum;
}

double smoothedCrossEntropy(std::span<const Scalar> logits, int label, const LossOptions &options)
{
    if (options.plain())
        return crossEntropy(logits, label);
    const double largest = double(*std::ranges::max_element(logits));
    double sum = 0;
    for (const Scalar logit : logits)
        sum += std::exp(double(logit) - largest);
    const double logSum = std::log(sum);
    double loss = 0;
    for (std::size_t k = 0; k < logits.size(); ++k)
        loss += target(k, label, logits.size(), options) * (logSum + largest - double(logits[k]));
    return loss;
}

void smoothedCrossEntropyGradient(std::span<const Scalar> probabilities, int label,
    const LossOptions &options, Scalar scale, std::span<Scalar> gradient)
{
    if (options.plain()) {
        crossEntropyGradient(probabilities, label, scale, gradient);
        return;
    }
    const std::size_t classes = gradient.size();
    double total = 0;
    for (std::size_t k = 0; k < classes; ++k)
        total += target(k, label, classes, options);
    for (std::size_t k = 0; k < classes; ++k)
        gradient[k]
            = scale * Scalar(double(probabilities[k]) * total - target(k, label, classes, options));
}

} // namespace convscope
