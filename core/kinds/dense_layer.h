// SPDX-License-Identifier: GPL-3.0-or-later
// Dense: every output is a weighted sum of all inputs.
#pragma once
#include "core/kernels/row_products.h"
#include "core/layer/initializers.h"
#include "core/layer/layer.h"
#include <array>

namespace convscope {

/// y[u] = bias[u] + Σ_i weight[u][i] · x[i], over the flattened sample.
class Dense final : public Layer {
public:
    Dense(int units, bool bias, Initializer initializer);

    Shape build(const Shape &in, std::span<const Shape> others) override;
    void initialize(Rng &rng) override;
    std::size_t plan(int shards, int shardSize) override;
    std::size_t multiplyAdds() const override;
    void forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &work) override;
    void backward(const Scalar *x, const Scalar *y, const Scalar *dy, Scalar *dx,
        const BatchShard &shard, const Work &work) override;
    bool tasksReadBatch() const override { return true; }
    bool wantsManySamples() const override;
    int gradientTasks() const override;
    void gradientTask(int task, const Scalar *x, const Scalar *dy, int batch, int shards) override;
    using Layer::parameters;
    std::span<Parameter> parameters() override;

private:
    int m_units, m_inputs = 0;
    bool m_bias;
    Initializer m_initializer;
    std::array<Parameter, 2> m_parameters; // weight [out,in], bias [out]
    std::vector<Tap> m_unitTaps; // the units and where their weights begin
    std::vector<Tap> m_sampleTaps; // weight gradient: over the samples of a batch
};

} // namespace convscope
