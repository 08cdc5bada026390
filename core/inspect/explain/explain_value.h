// SPDX-License-Identifier: GPL-3.0-or-later
// One value of a network as the arithmetic that made it: all numbers that go in, and what comes
// out.
#pragma once
#include "core/inspect/explain/receptive_field.h"
#include "core/inspect/network/feature_maps.h"
#include <optional>

namespace convscope {

/// Of flat layers the channel is the value's index, and row and column are 0.
struct ValuePlace {
    int channel = 0, row = 0, column = 0;
    friend bool operator==(const ValuePlace &, const ValuePlace &) = default;
};

/// How a pixel became the network's input: (pixel / divisor − mean) / deviation.
struct PixelStep {
    double pixel = 0, divisor = 1, mean = 0, deviation = 1;
};
/// result = Σ patch · weight + bias, over the channels of the value's group.
struct ConvStep {
    int firstChannel = 0, channels = 0;
    Extent kernel, dilation;
    int top = 0, left = 0; ///< of the patch; outside the map there are zeros
    std::vector<double> patch {}, weights {}; ///< [channel][row][column] of the kernel
    std::vector<bool> padded {}; ///< [row][column]: outside the map
    std::vector<double> channelSums {}; ///< of the products
    double sum = 0; ///< of them
    std::optional<double> bias {};
    std::size_t cells() const { return std::size_t(kernel.h) * std::size_t(kernel.w); }
};
/// result = Σ input · weight + bias, over the whole layer before.
struct DenseStep {
    std::vector<double> inputs, weights;
    double sum = 0;
    std::optional<double> bias {};
    double product(std::size_t i) const { return inputs[i] * weights[i]; }
};
/// result = f(x); `slope` is what a leaky ReLU multiplies negative values by.
struct ActivationStep {
    double x = 0, slope = 0;
};
/// Of max-pooling, result = window[winner]; of averages, result = sum / window.size().
struct PoolStep {
    int top = 0, left = 0;
    Extent size;
    std::vector<double> window {};
    std::size_t winner = 0; ///< the first of equal ones
    double sum = 0;
};
/// result = scale · (x − mean) / √(variance + epsilon) + shift.
struct NormStep {
    double x = 0, mean = 0, variance = 1, epsilon = 0, scale = 1, shift = 0;
    double normalized = 0; ///< (x − mean) / √(variance + epsilon)
};
/// result = x, of the place `from`: dropout while nothing is learnt, and flatten.
struct SameStep {
    ValuePlace from;
    double x = 0;
};
/// result = x + y, y of layer `other`.
struct AddStep {
    double x = 0, y = 0;
    std::string other;
};
/// result = exponentials[class] / sum; the largest logit is taken from all, which changes nothing
/// but keeps the exponentials in range.
struct SoftmaxStep {
    std::vector<double> logits, exponentials;
    double largest = 0, sum = 0;
};
using ValueStep = std::variant<PixelStep, ConvStep, DenseStep, ActivationStep, PoolStep, NormStep,
    SameStep, AddStep, SoftmaxStep>;

struct Explanation {
    std::string layer, kind;
    int index = 0; ///< of the layer; -1: the input
    ValuePlace place;
    std::string before; ///< the layer that the inputs are of
    convscope::Shape inputShape, shape; ///< of that layer, and of this one
    ValueStep step {};
    double result = 0; ///< of the step, computed again in double
    std::optional<double> factor {}; ///< surgery: what the map is multiplied by
    double value = 0; ///< result times factor
    double stored = 0; ///< what the network gave
    /// The sum of what was added up, without signs. `stored` was computed in single precision, and
    /// differs by a share of this.
    double magnitude = 0;
    bool agrees() const; ///< whether `stored` is `value` to 1e-6 of the magnitude, or of 1
};

/// Explains values of networks of one spec. Constant after it is made; thread-safe.
class ValueExplainer {
public:
    /// @throws Error as layerWindows() does.
    explicit ValueExplainer(const ModelSpec &spec);

    const ModelSpec &spec() const { return m_spec; } ///< with names
    const std::vector<LayerWindow> &windows() const { return m_windows; }
    /// -1: "input"; the number of layers: "softmax". @throws Error for a name nobody has.
    int indexOf(std::string_view layer) const;
    std::string nameOf(int layer) const;
    Influence influenceOn(int layer, const ValuePlace &place) const;

    /// `maps` are what `model` gave with `factors`. @throws Error when there is no such place, or
    /// they do not belong together.
    Explanation explain(const TrainedModel &model, const FeatureMaps &maps, int layer,
        const ValuePlace &place, const std::vector<MapFactor> &factors) const;
    /// With the model and the factors that `maps` name.
    Explanation explain(const FeatureMaps &maps, int layer, const ValuePlace &place) const;

private:
    ModelSpec m_spec;
    std::vector<LayerOptions> m_options; // completed, one a layer
    std::vector<LayerWindow> m_windows;
};

/// The `count` largest products, whatever their sign, largest first: indices into the inputs.
std::vector<std::size_t> largestProducts(const DenseStep &step, std::size_t count);

} // namespace convscope
