// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/explain/explain_value.h"
#include "core/base/error.h"
#include "core/kinds/kinds.h"
#include <algorithm>
#include <cmath>
#include <numeric>

namespace convscope {

namespace {

Formula explainPixel(const TrainedModel &model, const Explanation &to)
{
    const Preprocessing &preparation = model.preprocessing;
    ScaledPixel step;
    if (preparation.normalization != Normalization::None)
        step.divisor = 255;
    const auto channel = std::size_t(to.place.channel);
    if (preparation.normalization == Normalization::Standard && channel < preparation.mean.size()
        && channel < preparation.stddev.size()) {
        step.mean = preparation.mean[channel];
        step.stddev = preparation.stddev[channel];
    }
    step.pixel = (to.stored * step.stddev + step.mean) * step.divisor;
    const double x = (step.pixel / step.divisor - step.mean) / step.stddev;
    return { step, x, std::abs(x), {} };
}

std::optional<double> factorOf(const Explanation &what, const std::vector<ChannelScale> &factors)
{
    std::optional<double> factor; // if a map has several, the last one counts
    for (const ChannelScale &one : factors)
        if (one.layer == what.layer && one.map == what.place.channel)
            factor = double(one.factor);
    return factor;
}

void checkTogether(const ValueExplainer &explainer, const FeatureMaps &maps)
{
    const auto &windows = explainer.windows();
    // Where there is nothing to be classified the softmax is left out.
    bool fits = maps.layers.size() + 1 >= windows.size() && maps.layers.size() <= windows.size()
        && maps.input.values.size() == windows.front().input.size();
    for (std::size_t i = 0; fits && i < maps.layers.size(); ++i)
        fits = maps.layers[i].shape == windows[i].output
            && maps.layers[i].values.size() == windows[i].output.size();
    if (!fits)
        throw Error("these feature maps are of another network; wait for new ones");
}

} // namespace

bool agreeToRounding(double value, double stored, double magnitude)
{
    constexpr double kRounding = 1e-6;
    if (std::isnan(value) || std::isinf(value))
        return std::isnan(value) ? std::isnan(stored) : stored == value;
    return std::abs(stored - value) <= kRounding * std::max(1.0, magnitude);
}

bool Explanation::agrees() const
{
    return agreeToRounding(value, stored, magnitude);
}

ValueExplainer::ValueExplainer(const ModelSpec &spec)
    : m_spec(withNames(spec))
    , m_windows(layerWindows(m_spec))
{
    for (const LayerSpec &layer : m_spec.layers)
        m_options.push_back(optionsOf(layerKind(layer.kind), layer.options));
    m_options.emplace_back(); // the softmax has none
}

int ValueExplainer::indexOf(std::string_view layer) const
{
    if (layer == kInputName)
        return -1;
    const auto found = std::ranges::find(m_spec.layers, layer, &LayerSpec::name);
    if (found == m_spec.layers.end() && layer != softmaxKind().name)
        throw Error("the network has no layer '" + std::string(layer) + "'");
    return static_cast<int>(found - m_spec.layers.begin());
}

std::string ValueExplainer::nameOf(int layer) const
{
    const int count = static_cast<int>(m_spec.layers.size());
    return layer < 0     ? std::string(kInputName)
        : layer >= count ? std::string(softmaxKind().name)
                         : m_spec.layers[std::size_t(layer)].name;
}

Influence ValueExplainer::influenceOn(int layer, const ValuePlace &place) const
{
    return convscope::influenceOn(m_windows, layer, place.channel, place.row, place.column);
}

void ValueExplainer::check(const FeatureMaps &maps, int layer, const ValuePlace &place) const
{
    checkTogether(*this, maps);
    influenceOn(layer, place); // refuses places that there are not
    if (layer >= static_cast<int>(maps.layers.size()))
        throw Error("these feature maps end before the softmax; choose a layer before it");
}

ValueSources ValueExplainer::sources(const TrainedModel &model, const FeatureMaps &maps) const
{
    return { m_spec, m_windows, m_options, model, maps };
}

Explanation ValueExplainer::explain(const TrainedModel &model, const FeatureMaps &maps, int layer,
    const ValuePlace &place, const std::vector<ChannelScale> &factors) const
{
    check(maps, layer, place);
    const LayerMaps &own = layer < 0 ? maps.input : maps.layers[std::size_t(layer)];
    const LayerMaps &input = layer <= 0 ? maps.input : maps.layers[std::size_t(layer) - 1];
    Explanation result { .layer = nameOf(layer),
        .kind = own.kind,
        .index = layer,
        .place = place,
        .before = nameOf(layer - 1),
        .inputShape = input.shape,
        .shape = own.shape };
    result.stored = valuesOf(own).at(place);
    if (layer < 0) {
        result.formula = explainPixel(model, result);
    } else {
        const LayerKind &kind = layer < int(m_spec.layers.size())
            ? layerKind(m_spec.layers[std::size_t(layer)].kind)
            : softmaxKind();
        result.formula = kind.explain(sources(model, maps).at(std::size_t(layer), place));
        result.factor = factorOf(result, factors);
    }
    const double factor = result.factor.value_or(1), made = result.formula.result;
    result.value = factor == 0 ? 0 : made * factor; // switched off is off, whatever there was
    result.magnitude = result.formula.magnitude * std::abs(factor);
    return result;
}

Explanation ValueExplainer::explain(
    const FeatureMaps &maps, int layer, const ValuePlace &place) const
{
    return explain(*maps.model, maps, layer, place, maps.factors);
}

std::vector<std::size_t> largestProducts(const DotProduct &step, std::size_t count)
{
    std::vector<std::size_t> order(step.inputs.size());
    std::iota(order.begin(), order.end(), 0U);
    count = std::min(count, order.size());
    std::ranges::partial_sort(order, order.begin() + std::ptrdiff_t(count), std::greater<>(),
        [&](std::size_t i) { return std::abs(step.product(i)); });
    order.resize(count);
    return order;
}

} // namespace convscope
