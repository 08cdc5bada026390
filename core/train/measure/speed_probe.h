// SPDX-License-Identifier: GPL-3.0-or-later
// SpeedProbe: a network on random images, to measure what training and prediction cost by
// themselves: no files, no decoding. Not thread-safe; owned by one thread.
#pragma once
#include "core/train/setup/run_config.h"
#include <chrono>
#include <cstdint>

namespace convscope {

class SpeedProbe {
public:
    /// The config's model, optimizer, batch, seed and threads. Takes all memory now.
    explicit SpeedProbe(const RunConfig &config);

    /// One batch: its images are copied to the model, then forward, backward, optimizer step.
    void train();
    /// One batch: copied, and forward as in prediction.
    void infer();

    int batch() const { return m_batch; }
    ThreadPool &pool() { return *m_pool; }
    const Model &model() const { return m_model; }

private:
    void nextBatch();

    int m_batch;
    Model m_model;
    std::unique_ptr<Optimizer> m_optimizer;
    std::unique_ptr<ThreadPool> m_pool;
    std::vector<Buffer> m_images; // several batches, so that they do not stay in the cache
    std::vector<std::vector<int>> m_labels; // labels of each batch
    std::size_t m_next = 0;
};

/// Floating-point operations of training on one image: 2 × multiply-adds of the convolutions and
/// dense layers, for the output, the weight gradient and the input gradient, which the first of
/// them does without.
double trainingFlops(const std::vector<LayerSummary> &layers);

/// How often a second `work` can be done: repeats it for `seconds`, at least once.
template<typename Work>
double timesASecond(double seconds, const Work &work)
{
    using Clock = std::chrono::steady_clock;
    const Clock::time_point start = Clock::now();
    for (std::int64_t times = 1;; ++times) {
        work();
        const double elapsed = std::chrono::duration<double>(Clock::now() - start).count();
        if (elapsed >= seconds)
            return double(times) / elapsed;
    }
}

/// The middle one, or the mean of the middle two. Of at least one value.
double median(std::vector<double> values);

} // namespace convscope
