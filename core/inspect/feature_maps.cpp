// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/feature_maps.h"
#include <algorithm>
#include <cassert>

namespace convscope {

namespace {

std::vector<float> asFloats(std::span<const Scalar> values)
{
    return { values.begin(), values.end() };
}

} // namespace

const LayerMaps *FeatureMaps::layer(std::string_view name) const
{
    if (name == input.name)
        return &input;
    const auto found = std::ranges::find(layers, name, &LayerMaps::name);
    return found == layers.end() ? nullptr : &*found;
}

Predictor::Predictor(std::shared_ptr<const TrainedModel> model)
    : m_model(std::move(model))
    , m_network(m_model->spec)
{
    m_network.setParameterValues(m_model->parameters);
    m_network.keepOutputs(true);
}

std::vector<float> Predictor::predict(const Image &image)
{
    const Preprocessing &preprocessing = m_model->preprocessing;
    normalizePixels(preparePixels(image, preprocessing), preprocessing,
        { m_network.input(1), preprocessing.shape().size() });
    m_network.forward(1, Mode::Infer, m_pool);
    return asFloats(m_network.probabilities());
}

FeatureMaps Predictor::maps(const Image &image)
{
    return mapsOfPixels(preparePixels(image, m_model->preprocessing));
}

FeatureMaps Predictor::mapsOfPixels(std::span<const std::uint8_t> pixels)
{
    normalizePixels(pixels, m_model->preprocessing, { m_network.input(1), pixels.size() });
    return mapsOfInput();
}

FeatureMaps Predictor::mapsOfValues(std::span<const float> values)
{
    assert(values.size() == m_model->preprocessing.shape().size());
    std::ranges::copy(values, m_network.input(1));
    return mapsOfInput();
}

FeatureMaps Predictor::mapsOfInput()
{
    const Preprocessing &preprocessing = m_model->preprocessing;
    const std::span<const Scalar> input { m_network.input(1), preprocessing.shape().size() };
    m_network.forward(1, Mode::Infer, m_pool);
    FeatureMaps maps { .input = { "input", "input", preprocessing.shape(), asFloats(input) },
        .layers = {},
        .probabilities = asFloats(m_network.probabilities()),
        .batch = m_model->batch,
        .classes = m_model->classes };
    for (std::size_t i = 0; i < m_network.layers().size(); ++i) {
        const LayerSummary &layer = m_network.layers()[i];
        maps.layers.push_back(
            { layer.name, layer.kind, layer.output, asFloats(m_network.output(i)) });
    }
    maps.layers.push_back(
        { "softmax", "softmax", { m_network.classes(), 1, 1 }, maps.probabilities });
    return maps;
}

} // namespace convscope
