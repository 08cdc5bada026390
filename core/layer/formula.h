// SPDX-License-Identifier: GPL-3.0-or-later
// Formula: the arithmetic that made one value, or one gradient, in a few shapes that a window can
// draw without knowing any kind of layer. Kinds write them, explain_value fills their sources. Pure
// functions.
#pragma once
#include "core/layer/window.h"
#include <functional>
#include <optional>
#include <string_view>

namespace convscope {

/// A line of arithmetic. Each "{}" stands for the next number, "{()}" for one in parentheses where
/// it is negative, "{#}" for a count; the text is English, and translated as a whole.
struct Sentence {
    std::string text;
    std::vector<double> numbers {};
};

/// How a pixel became the network's input: (pixel / divisor − mean) / deviation.
struct ScaledPixel {
    double pixel = 0, divisor = 1, mean = 0, stddev = 1;
};
/// result = Σ patch · weight + bias, over the channels of the value's group.
struct WindowSum {
    int firstChannel = 0, channels = 0;
    Extent kernel, dilation;
    int top = 0, left = 0; ///< the patch's corner; outside the map there are zeros
    std::vector<double> patch {}, weights {}; ///< [channel][row][column] of the kernel
    std::vector<bool> padded {}; ///< [row][column]: outside the map
    std::vector<double> channelSums {}; ///< sums of the products
    double sum = 0; ///< the sum of these
    std::optional<double> bias {};
    std::size_t cells() const { return std::size_t(kernel.h) * std::size_t(kernel.w); }
};
/// result = Σ input · weight + bias.
struct DotProduct {
    std::vector<double> inputs, weights;
    double sum = 0;
    std::optional<double> bias {};
    std::vector<ValuePlace> places {}; ///< the inputs'; empty: all values of the layer, in order
    double product(std::size_t i) const { return inputs[i] * weights[i]; }
};
/// result = function(x).
struct FunctionOf {
    double x = 0;
    std::function<double(double)> function {};
};
/// result = window[winner].
struct WindowPick {
    int top = 0, left = 0;
    Extent size;
    std::vector<double> window {};
    std::size_t winner = 0; ///< the first of equal ones
};
/// result = sum / window.size().
struct WindowMean {
    int top = 0, left = 0;
    Extent size;
    std::vector<double> window {};
    double sum = 0;
};
/// result = scale · (x − mean) / √(variance + epsilon) + shift.
struct Normalized {
    double x = 0, mean = 0, variance = 1, epsilon = 0, scale = 1, shift = 0;
    double normalized = 0; ///< (x − mean) / √(variance + epsilon)
};
/// result = x, of the place `from` of the input, or of others[other].
struct Copied {
    ValuePlace from;
    double x = 0;
    int other = -1;
};
/// A number of a Sum or a Product, and where it is from.
struct Term {
    double value = 0;
    std::string name {}; ///< of a number that is no layer's value: "slope"; empty: the input's
    int other = -1; ///< or the value of others[other]
    ValuePlace place {};
};
/// result = the terms together.
struct Sum {
    std::vector<Term> terms;
};
/// result = one · other.
struct Product {
    Term one, other;
};
/// result = exponentials[own] / sum; the largest logit is taken from all, which changes nothing but
/// keeps the exponentials in range.
struct Shares {
    std::vector<double> logits, exponentials;
    double largest = 0, sum = 0;
};
using FormulaShape = std::variant<ScaledPixel, WindowSum, DotProduct, FunctionOf, WindowPick,
    WindowMean, Normalized, Copied, Sum, Product, Shares>;

struct Formula {
    FormulaShape shape {};
    double result = 0; ///< computed in double
    /// The sum of what was added up, without signs: single precision differs by a share of it.
    double magnitude = 0;
    std::vector<Sentence> sentences {}; ///< the last one ends with the result
};

/// The values that one layer gave for one image.
struct LayerValues {
    std::string_view name {};
    Shape shape {};
    std::span<const Scalar> values {};
    double at(const ValuePlace &place) const { return double(values[indexOf(shape, place)]); }
};

/// All that a value of a layer was made from.
struct ValueSource {
    const FieldValues &options; ///< complete and resolved
    const LayerWindow &window;
    ValuePlace place; ///< the value's; in a gradient's source the input's whose gradient it is
    LayerValues input {}, output {};
    std::vector<LayerValues> others {}; ///< outputs of the other layers that are read
    std::vector<LayerValues> parameters {}; ///< by their short names: "weight"

    double x() const { return input.at(place); } ///< at the same place of the input
    double x(const ValuePlace &at) const { return input.at(at); }
    double number(std::string_view option) const { return convscope::number(options, option); }
    /// Empty where the layer has none.
    std::span<const Scalar> parameter(std::string_view name) const;
    double parameter(std::string_view name, std::size_t index) const
    {
        return double(parameter(name)[index]);
    }
};

/// The same with the gradients behind the layer, of a score by its output: where the gradient of
/// one input value comes from. In prediction: what a layer gathers in training stands still.
struct GradientSource : ValueSource {
    LayerValues gradient {}; ///< d(score)/d(output)
    int which = -1; ///< the value is of the input; or of others[which]
    double dy(const ValuePlace &at) const { return gradient.at(at); }
};

Formula functionOf(double x, std::function<double(double)> function, Sentence sentence);
Formula copiedFrom(const ValuePlace &from, double x, Sentence sentence, int other = -1);
/// factor · dy, of the same place: the backward pass of what works value by value.
Formula scaledGradient(const GradientSource &from, double factor, std::string name);
/// The gradient is handed on as it is.
Formula gradientAsItIs(const GradientSource &from, const ValuePlace &place);
/// Σ weight · dy, over the places that a value went to.
Formula gradientSum(DotProduct sum);
std::vector<Sentence> normalizedSentences(const Normalized &step, double result);
/// "Σ of 25 products 0.5 + bias 0.25 = 0.75"
Sentence sumSentence(std::size_t products, double sum, const std::optional<double> &bias);

} // namespace convscope
