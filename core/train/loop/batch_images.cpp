// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/loop/batch_images.h"
#include <algorithm>

namespace convscope {

BatchImages::BatchImages(const TrainingData &data, const ImageSet &set,
    const AugmentOptions &augment, std::uint64_t seed, std::size_t most)
    : m_preprocessing(data.preprocessing)
    , m_set(set)
    , m_augment(augment)
    , m_seed(seed)
{
    // From memory it takes 2 % of the smallest network's time, and the threads are busy anyway;
    // from the disk it may be waiting.
    if (set.pixels.isOnDisk())
        m_feeder.emplace(most, set.shape.size(),
            [this](std::span<const std::uint32_t> which, int epoch, Scalar *out) {
                writeAlone(which, epoch, out);
            });
}

void BatchImages::writeAlone(std::span<const std::uint32_t> which, int epoch, Scalar *out) const
{
    const Shape &shape = m_set.shape;
    for (std::size_t i = 0; i < which.size(); ++i) {
        trainingValues(m_set.image(which[i]), m_preprocessing, m_augment, m_seed, epoch, which[i],
            { out + i * shape.size(), shape.size() });
    }
}

void BatchImages::write(
    std::span<const std::uint32_t> which, int epoch, Scalar *out, ThreadPool &pool)
{
    const bool isFed = m_feeder && m_feeder->take(which, epoch, out);
    if (!isFed)
        writeOnPool(which, epoch, out, pool);
    static_cast<void>(m_set.pixels.data()); // throws where some were lost: they are not learnt from
}

void BatchImages::writeOnPool(
    std::span<const std::uint32_t> which, int epoch, Scalar *out, ThreadPool &pool) const
{
    const std::size_t perTask
        = m_augment.any() ? 4 : 32; // handing over fewer costs more than it saves
    const auto tasks = static_cast<int>((which.size() + perTask - 1) / perTask);
    pool.run(tasks, [&](int task, int) {
        const std::size_t first = std::size_t(task) * perTask;
        const auto part = which.subspan(first, std::min(perTask, which.size() - first));
        writeAlone(part, epoch, out + first * m_set.shape.size());
    });
}

void BatchImages::expect(std::span<const std::uint32_t> which, int epoch)
{
    if (m_feeder && !which.empty())
        m_feeder->begin(which, epoch);
}

} // namespace convscope
