// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/network/dataset_pass.h"
#include "core/base/error.h"
#include <algorithm>
#include <numeric>

namespace convscope {

namespace {
/// A worker's images between two looks at `progress`: few, so that cancelling is quick.
constexpr std::size_t kEach = 4;
} // namespace

DatasetPass::DatasetPass(const std::shared_ptr<const TrainedModel> &model)
    : m_pool(0, true)
{
    for (int i = 0; i < m_pool.threads(); ++i)
        m_networks.emplace_back(model);
}

void DatasetPass::run(const ImageSet &set, std::span<const std::size_t> which,
    const Progress &progress, const Look &look)
{
    const Preprocessing &preprocessing = network().model().preprocessing;
    if (set.shape != preprocessing.shape())
        throw Error("the images are of shape " + toString(set.shape) + ", but the model takes "
            + toString(preprocessing.shape()) + "; prepare them as the model wants them");
    const std::size_t step = kEach * m_networks.size();
    for (std::size_t first = 0; first < which.size(); first += step) {
        if (!progress(first, which.size()))
            throw Cancelled();
        const std::size_t count = std::min(step, which.size() - first);
        m_pool.run(static_cast<int>(count), [&](int i, int worker) {
            const std::size_t place = first + std::size_t(i);
            InstrumentedModel &network = m_networks[std::size_t(worker)];
            normalizePixels(set.image(which[place]), preprocessing, network.input());
            network.forward();
            look(network, place, std::size_t(worker));
        });
    }
    if (!progress(which.size(), which.size()))
        throw Cancelled();
}

std::vector<std::size_t> spreadEvenly(std::size_t count, std::size_t most)
{
    std::vector<std::size_t> which(most == 0 ? count : std::min(count, most));
    std::iota(which.begin(), which.end(), std::size_t { 0 });
    if (which.size() < count)
        for (std::size_t &index : which)
            index = index * count / which.size();
    return which;
}

std::shared_ptr<const TrainedModel> modelUpTo(const TrainedModel &model, std::string_view layer)
{
    auto part = std::make_shared<TrainedModel>(model);
    part->spec = withNames(model.spec);
    auto &layers = part->spec.layers;
    const auto found = std::ranges::find(layers, layer, &LayerSpec::name);
    if (found == layers.end())
        throw Error("the model has no layer '" + std::string(layer) + "'");
    layers.erase(found + 1, layers.end());
    return part;
}

} // namespace convscope
