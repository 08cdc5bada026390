// SPDX-License-Identifier: GPL-3.0-or-later
// BatchNorm: gives every channel mean 0 and deviation 1 over the batch, then a learnt scale and
// offset (Ioffe and Szegedy 2015, "Batch Normalization").
#pragma once
#include "core/kernels/elementwise.h"
#include "core/layer/layer.h"
#include <array>

namespace convscope {

/// y = weight[c] · (x − mean[c]) / √(variance[c] + epsilon) + bias[c]. In training mean and
/// variance are the batch's own, over samples and positions; the running averages that prediction
/// uses follow them: running = (1 − momentum) · running + momentum · batch, with the unbiased
/// variance.
class BatchNorm final : public Layer {
public:
    BatchNorm(double epsilon, double momentum);

    Shape build(const Shape &in, std::span<const Shape> others) override;
    std::size_t plan(int shards, int shardSize) override;
    bool gradientInPlace() const override { return true; }
    bool needsWholeBatch() const override { return true; }
    bool takeReluAfter(bool take) override
    {
        m_rectified = take;
        return true;
    }
    void collectStatistics(const Scalar *x, const BatchShard &shard) override;
    void finishStatistics(int shards) override;
    void collectBackwardStatistics(
        const Scalar *x, const Scalar *dy, const BatchShard &shard) override;
    void finishBackwardStatistics(int shards) override;
    void forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &work) override;
    void backward(const Scalar *x, const Scalar *y, const Scalar *dy, Scalar *dx,
        const BatchShard &shard, const Work &work) override;
    int gradientTasks() const override { return 1; }
    void gradientTask(int task, const Scalar *x, const Scalar *dy, int batch, int shards) override;
    using Layer::parameters;
    std::span<Parameter> parameters() override { return m_parameters; }

private:
    /// Mean and summed squared distance from it, over `count` values; and the sums over dy that the
    /// gradients need.
    struct Channel {
        double count = 0, mean = 0, squares = 0;
        double dySum = 0, dyProduct = 0; ///< Σ dy and Σ dy · (x − mean)
    };
    enum { kWeight, kBias, kRunningMean, kRunningVariance };

    Channel *part(int shard) { return m_parts.data() + std::size_t(shard) * m_channels; }
    double valueOf(int parameter, std::size_t channel) const;
    double inverseStddev(const Channel &batch) const;
    double runningScale(std::size_t channel) const; ///< the factor of x in Mode::Infer

    double m_epsilon, m_momentum;
    bool m_rectified = false;
    std::size_t m_channels = 0, m_area = 0;
    std::array<Parameter, 4> m_parameters;
    std::vector<Channel> m_parts; // [shard][channel]; a shard's row is written by its thread
    std::vector<Channel> m_batch; // all shards together
    std::vector<Affine> m_forward; // for each channel: y from x
    std::vector<LinearCombination> m_backward; // dx = a · dy + b · x + c
};

} // namespace convscope
