// SPDX-License-Identifier: GPL-3.0-or-later
// One value of a network as the arithmetic that made it: all numbers that go in, and what comes
// out.
#pragma once
#include "core/inspect/explain/receptive_field.h"
#include "core/inspect/explain/value_source.h"
#include <optional>

namespace convscope {

struct Explanation {
    std::string layer, kind;
    int index = 0; ///< the layer's place; -1: the input
    ValuePlace place;
    std::string before; ///< the layer that the inputs are of
    convscope::Shape inputShape, shape; ///< the input's, and this layer's
    Formula formula {}; ///< computed again in double
    std::optional<double> factor {}; ///< the factor of its map
    double value = 0; ///< the formula's result times the factor
    double stored = 0; ///< the network's own value
    /// The sum of what was added up, without signs. `stored` was computed in single precision, and
    /// differs by a share of this.
    double magnitude = 0;
    bool agrees() const; ///< whether `stored` is `value` to 1e-6 of the magnitude, or of 1
};

/// To 1e-6 of the magnitude, or of 1: single precision keeps no more.
bool agreeToRounding(double value, double stored, double magnitude);

/// Explains values of networks of one spec. Constant after it is made; thread-safe.
class ValueExplainer {
public:
    /// @throws Error as layerWindows() does.
    explicit ValueExplainer(const ModelSpec &spec);

    const ModelSpec &spec() const { return m_spec; } ///< with names
    const std::vector<LayerWindow> &windows() const { return m_windows; }
    /// -1: the input; the number of layers: the softmax. @throws Error for a name nobody has.
    int indexOf(std::string_view layer) const;
    std::string nameOf(int layer) const;
    Influence influenceOn(int layer, const ValuePlace &place) const;
    /// @throws Error when there is no such place, or `maps` are of another network.
    void check(const FeatureMaps &maps, int layer, const ValuePlace &place) const;
    /// The sources that the kinds of these layers explain from; all of it must outlive the result.
    ValueSources sources(const TrainedModel &model, const FeatureMaps &maps) const;

    /// `maps` are what `model` gave with `factors`. @throws Error when there is no such place, or
    /// they do not belong together.
    Explanation explain(const TrainedModel &model, const FeatureMaps &maps, int layer,
        const ValuePlace &place, const std::vector<ChannelScale> &factors) const;
    /// With the model and the factors that `maps` name.
    Explanation explain(const FeatureMaps &maps, int layer, const ValuePlace &place) const;

private:
    ModelSpec m_spec;
    std::vector<LayerOptions> m_options; // complete and resolved, one a layer
    std::vector<LayerWindow> m_windows;
};

/// The `count` largest products, whatever their sign, largest first: indices into the inputs.
std::vector<std::size_t> largestProducts(const DotProduct &step, std::size_t count);

} // namespace convscope
