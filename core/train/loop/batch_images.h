// SPDX-License-Identifier: GPL-3.0-or-later
// BatchImages: the images of a set as the network's input, batch by batch.
#pragma once
#include "core/base/threads/thread_pool.h"
#include "core/data/prepare/augmentation.h"
#include "core/data/prepare/training_data.h"
#include "core/train/loop/batch_feeder.h"
#include <optional>

namespace convscope {

class BatchImages {
public:
    /// Makes batches of at most `most` images, changed as `augment` says by `seed`. `data` and
    /// `set`, one of its own, must outlive this.
    BatchImages(const TrainingData &data, const ImageSet &set, const AugmentOptions &augment,
        std::uint64_t seed, std::size_t most);

    /// Depends on the images and the epoch alone.
    void write(std::span<const std::uint32_t> which, int epoch, Scalar *out, ThreadPool &pool);
    /// The images that write() is called for next; written meanwhile where that pays.
    void expect(std::span<const std::uint32_t> which, int epoch);

private:
    void writeOnPool(
        std::span<const std::uint32_t> which, int epoch, Scalar *out, ThreadPool &pool) const;
    void writeAlone(std::span<const std::uint32_t> which, int epoch, Scalar *out) const;

    const Preprocessing &m_preprocessing;
    const ImageSet &m_set;
    const AugmentOptions m_augment;
    const std::uint64_t m_seed;
    std::optional<BatchFeeder> m_feeder; // last: its thread uses everything above
};

} // namespace convscope
