// SPDX-License-Identifier: GPL-3.0-or-later
// DatasetPass: one model run on many images, each looked into on the way, on all cores.
#pragma once
#include "core/base/progress.h"
#include "core/base/threads/thread_pool.h"
#include "core/data/prepare/training_data.h"
#include "core/inspect/network/instrumented_model.h"
#include <functional>

namespace convscope {

/// Gives way to other threads, so that training goes on beside it.
class DatasetPass {
public:
    explicit DatasetPass(const std::shared_ptr<const TrainedModel> &model);

    int workers() const { return m_pool.threads(); }
    const InstrumentedModel &network() const { return m_networks.front(); }

    /// `network` has just run on the image; `place` counts in `which`. The values that look() keeps
    /// must not depend on `worker`, which is left to chance, except for room of its own to work in.
    using Look
        = std::function<void(InstrumentedModel &network, std::size_t place, std::size_t worker)>;
    /// Runs on the images `which` of `set`, which was prepared with the model's preprocessing.
    /// @throws Cancelled.
    void run(const ImageSet &set, std::span<const std::size_t> which, const Progress &progress,
        const Look &look);

private:
    ThreadPool m_pool;
    std::vector<InstrumentedModel> m_networks; // one a worker
};

/// 0 … count − 1, or `most` of them, evenly spread; `most` 0: all.
std::vector<std::size_t> spreadEvenly(std::size_t count, std::size_t most);

/// The same model without what comes after `layer`. @throws Error when it has no such layer.
std::shared_ptr<const TrainedModel> modelUpTo(const TrainedModel &model, std::string_view layer);

} // namespace convscope
