// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bench_cases.h"
#include "core/base/error.h"
#include "core/kernels/peak.h"
#include "core/kinds/kinds.h"
#include "tests/support/gradient_check.h"
#include <iostream>

namespace convscope::bench {

std::vector<Preset> networks()
{
    std::vector<Preset> all = presets();
    try {
        all.push_back(loadSpec(BENCH_DIR "/four_convolutions.json"));
    } catch (const Error &error) {
        std::cerr << "left out: " << error.what() << '\n';
    }
    return all;
}

std::vector<LayerCase> layerCases()
{
    std::vector<LayerCase> cases;
    const auto isKnown = [&](const LayerCase &other) {
        return std::ranges::any_of(cases, [&](const LayerCase &known) {
            return known.summary.input == other.summary.input && known.batch == other.batch
                && known.isFirst == other.isFirst && known.spec.kind == other.spec.kind
                && known.spec.options == other.spec.options;
        });
    };
    for (const Preset &network : networks()) {
        const ModelSpec spec = withNames(network.config.model);
        const std::vector<LayerSummary> summaries = inferShapes(spec);
        bool isFirst = true;
        for (std::size_t i = 0; i < summaries.size(); ++i) {
            if (summaries[i].multiplyAdds == 0)
                continue;
            LayerCase layer { network.name + "/" + summaries[i].name, summaries[i], spec.layers[i],
                network.config.batch, isFirst };
            isFirst = false;
            if (!isKnown(layer))
                cases.push_back(std::move(layer));
        }
    }
    return cases;
}

struct LayerLoad::Impl {
    std::unique_ptr<Layer> layer;
    std::unique_ptr<test::LayerRun> run;
};

LayerLoad::LayerLoad(const LayerCase &layerCase)
    : m_impl(std::make_unique<Impl>())
{
    constexpr int kSamples = 4; // of a piece, as Model cuts larger batches
    const LayerKind &info = layerKind(layerCase.spec.kind);
    m_impl->layer = info.create(optionsOf(info, layerCase.spec.options));
    const Shape out = m_impl->layer->build(layerCase.summary.input);
    Rng rng(1);
    m_impl->layer->initialize(rng);
    m_impl->run = std::make_unique<test::LayerRun>(*m_impl->layer, layerCase.summary.input, out,
        layerCase.batch, (layerCase.batch + kSamples - 1) / kSamples);
    const auto noise = [&] {
        return static_cast<Scalar>(2 * rng.uniform() - 1);
    };
    std::ranges::generate(m_impl->run->x, noise);
    std::ranges::generate(m_impl->run->dy, noise);
}

LayerLoad::~LayerLoad() = default;
LayerLoad::LayerLoad(LayerLoad &&) noexcept = default;

void LayerLoad::forward()
{
    m_impl->run->forward();
}

void LayerLoad::backward(bool wantInputGradient)
{
    m_impl->run->backward(wantInputGradient);
}

double corePeak()
{
    static const double peak = [] {
        ThreadPool pool(1);
        peakGflops(pool, 0.1); // the clock rate settles
        return peakGflops(pool, 0.2);
    }();
    return peak;
}

} // namespace convscope::bench
