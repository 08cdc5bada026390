// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/loop/layer_health.h"
#include "core/kernels/optimizer_steps.h"
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

// Layers' names are in both orders the same, unless the network was changed on the way.
void takeLarger(std::vector<LayerHealth> &into, const std::vector<LayerHealth> &other)
{
    for (std::size_t i = 0; i < std::min(into.size(), other.size()); ++i) {
        into[i].gradientNorm = std::max(into[i].gradientNorm, other[i].gradientNorm);
        into[i].deadShare = std::max(into[i].deadShare, other[i].deadShare);
    }
}

} // namespace

std::vector<LayerHealth> layerHealth(const Model &model, const ReluWatch &relus)
{
    std::vector<LayerHealth> health;
    for (const LayerSummary &layer : model.layers()) {
        double squares = 0;
        bool learns = false;
        for (const Model::ParameterRef &ref : model.parameters()) {
            if (ref.name.substr(0, ref.name.rfind('.')) != layer.name)
                continue;
            learns = true;
            squares += sumOfSquares(ref.parameter->gradient.values());
        }
        health.push_back({ layer.name, {}, {} });
        if (learns)
            health.back().gradientNorm = std::sqrt(squares);
    }
    for (const ReluWatch::Activity &relu : relus.activity())
        health[relu.layer].deadShare = double(relu.dead) / double(relu.units);
    std::erase_if(
        health, [](const LayerHealth &own) { return !own.gradientNorm && !own.deadShare; });
    return health;
}

void HealthLog::append(std::int64_t batch, const std::vector<LayerHealth> &layers)
{
    if (!m_entries.empty() && m_inLast < m_stride) {
        takeLarger(m_entries.back().layers, layers);
        ++m_inLast;
        return;
    }
    if (m_entries.size() == kMax)
        halve();
    m_entries.push_back({ batch, layers });
    m_inLast = 1;
}

void HealthLog::halve()
{
    for (std::size_t i = 0; i < m_entries.size() / 2; ++i) {
        Entry both = std::move(m_entries[2 * i]);
        takeLarger(both.layers, m_entries[2 * i + 1].layers);
        m_entries[i] = std::move(both);
    }
    m_entries.resize(m_entries.size() / 2);
    m_stride *= 2;
}

void HealthLog::clear()
{
    *this = HealthLog();
}

} // namespace convscope
