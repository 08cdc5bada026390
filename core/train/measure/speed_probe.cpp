// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/measure/speed_probe.h"
#include <algorithm>

namespace convscope {

SpeedProbe::SpeedProbe(const RunConfig &config)
    : m_batch(config.batch)
    , m_model(config.model, config.seed)
    , m_optimizer(
          optimizerInfo(config.optimizer.kind).create(config.optimizer, m_model.parameters()))
    , m_pool(std::make_unique<ThreadPool>(config.threads))
{
    constexpr std::size_t kBatches = 4;
    const auto samples = std::size_t(m_batch);
    Rng rng(config.seed, 1);
    m_images.assign(kBatches, Buffer(samples * m_model.spec().input.size()));
    m_labels.assign(kBatches, std::vector<int>(samples));
    for (Buffer &images : m_images)
        std::ranges::generate(images, [&] { return static_cast<Scalar>(rng.uniform()); });
    for (std::vector<int> &labels : m_labels)
        std::ranges::generate(
            labels, [&] { return int(rng.below(std::uint32_t(m_model.classes()))); });
    m_model.input(m_batch);
}

void SpeedProbe::nextBatch()
{
    m_next = (m_next + 1) % m_images.size();
    std::ranges::copy(m_images[m_next], m_model.input(m_batch));
}

void SpeedProbe::train()
{
    nextBatch();
    m_model.train(m_labels[m_next], *m_pool);
    m_optimizer->step(*m_pool);
}

void SpeedProbe::infer()
{
    nextBatch();
    m_model.forward(m_batch, Mode::Infer, *m_pool);
}

double trainingFlops(const std::vector<LayerSummary> &layers)
{
    double multiplyAdds = 0;
    bool first = true;
    for (const LayerSummary &layer : layers) {
        if (layer.multiplyAdds == 0)
            continue;
        multiplyAdds += (first ? 2.0 : 3.0) * double(layer.multiplyAdds);
        first = false;
    }
    return 2 * multiplyAdds;
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

} // namespace convscope
