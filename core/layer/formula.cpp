// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/layer/formula.h"
#include <algorithm>
#include <cmath>

namespace convscope {

std::span<const Scalar> ValueSource::parameter(std::string_view name) const
{
    const auto found = std::ranges::find(parameters, name, &LayerValues::name);
    return found == parameters.end() ? std::span<const Scalar>() : found->values;
}

Formula functionOf(double x, std::function<double(double)> function, Sentence sentence)
{
    const double y = function(x);
    return { FunctionOf { x, std::move(function) }, y, std::abs(y), { std::move(sentence) } };
}

Formula copiedFrom(const ValuePlace &from, double x, Sentence sentence, int other)
{
    return { Copied { from, x, other }, x, std::abs(x), { std::move(sentence) } };
}

Formula scaledGradient(const GradientSource &from, double factor, std::string name)
{
    const double dy = from.dy(from.place), dx = factor * dy;
    Sentence sentence { name + " {} · gradient {()} = {}", { factor, dy, dx } };
    return { Product { { factor, std::move(name) }, { dy, "gradient" } }, dx, std::abs(dx),
        { std::move(sentence) } };
}

Formula gradientAsItIs(const GradientSource &from, const ValuePlace &place)
{
    const double dy = from.dy(place);
    return copiedFrom(place, dy, { "the gradient behind the layer, handed on: {}", { dy } });
}

Formula gradientSum(DotProduct sum)
{
    Formula formula;
    for (std::size_t i = 0; i < sum.inputs.size(); ++i) {
        sum.sum += sum.product(i);
        formula.magnitude += std::abs(sum.product(i));
    }
    formula.result = sum.sum;
    formula.sentences = { sumSentence(sum.inputs.size(), sum.sum, {}) };
    formula.shape = std::move(sum);
    return formula;
}

std::vector<Sentence> normalizedSentences(const Normalized &step, double result)
{
    return { { "(x − mean) / √(variance + ε) = ({} − {()}) / √({} + {}) = {}",
                 { step.x, step.mean, step.variance, step.epsilon, step.normalized } },
        { "scale · {()} + shift = {} · {()} + {()} = {}",
            { step.normalized, step.scale, step.normalized, step.shift, result } } };
}

Sentence sumSentence(std::size_t products, double sum, const std::optional<double> &bias)
{
    if (bias)
        return { "Σ of {#} products {} + bias {} = {}",
            { double(products), sum, *bias, sum + *bias } };
    return { "Σ of {#} products = {}", { double(products), sum } };
}

} // namespace convscope
