// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/network/feature_maps.h"
#include "core/kinds/kinds.h"
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
    : m_network(std::move(model))
{
}

std::vector<float> Predictor::predict(const Image &image)
{
    const Preprocessing &preprocessing = model().preprocessing;
    normalizePixels(preparePixels(image, preprocessing), preprocessing, m_network.input());
    m_network.forward();
    return asFloats(m_network.probabilities());
}

FeatureMaps Predictor::maps(const Image &image)
{
    return mapsOfPixels(preparePixels(image, model().preprocessing));
}

FeatureMaps Predictor::mapsOfPixels(std::span<const std::uint8_t> pixels)
{
    normalizePixels(pixels, model().preprocessing, m_network.input());
    return mapsOfInput();
}

FeatureMaps Predictor::mapsOfValues(std::span<const float> values)
{
    assert(values.size() == m_network.input().size());
    std::ranges::copy(values, m_network.input().begin());
    return mapsOfInput();
}

FeatureMaps Predictor::mapsOfInput()
{
    m_network.forward();
    const std::vector<float> probabilities = asFloats(m_network.probabilities());
    FeatureMaps maps { .input = { .name = std::string(kInputName),
                           .kind = std::string(kInputName),
                           .shape = model().preprocessing.shape(),
                           .values = asFloats(m_network.input()),
                           .end = NetworkEnd::Input },
        .layers = {},
        .probabilities = probabilities,
        .batch = model().batch,
        .classes = model().classes,
        .model = m_network.sharedModel(),
        .factors = m_factors };
    for (std::size_t i = 0; i < m_network.layers().size(); ++i) {
        const LayerSummary &layer = m_network.layers()[i];
        maps.layers.push_back(
            { layer.name, layer.kind, layer.output, asFloats(m_network.output(i)) });
    }
    const int classes = static_cast<int>(probabilities.size());
    maps.layers.push_back({ .name = std::string(softmaxKind().name),
        .kind = std::string(softmaxKind().name),
        .shape = { classes, 1, 1 },
        .values = probabilities,
        .end = NetworkEnd::Output });
    if (m_score >= 0 && m_score < classes)
        addGradients(maps);
    return maps;
}

void Predictor::addGradients(FeatureMaps &maps)
{
    std::vector<Scalar> dLogits(maps.probabilities.size(), 0);
    dLogits[std::size_t(m_score)] = 1;
    m_network.backward(dLogits);
    maps.score = m_score;
    maps.input.gradients = asFloats(m_network.inputGradient());
    for (std::size_t i = 0; i < m_network.layers().size(); ++i)
        maps.layers[i].gradients = asFloats(m_network.gradient(i));
}

} // namespace convscope
