// SPDX-License-Identifier: GPL-3.0-or-later
// ReluWatch: which units of a network's ReLUs never answer within a batch.
#pragma once
#include "core/layer/layer.h"
#include "core/nn/model_spec.h"

namespace convscope {

/// A unit is a feature map, or one value of a dense layer; it is dead in a batch that leaves all of
/// it at zero. Model tells after each forward pass of a shard; different shards may do so at once.
class ReluWatch {
public:
    explicit ReluWatch(const std::vector<LayerSummary> &layers);

    void begin(); ///< a new batch
    /// Layer `layer` made the shard's y. A ReLU's input tells as much as its output: what is not
    /// above zero there is zero afterwards, whichever layer does the ReLU's work.
    void forwarded(std::size_t layer, const Scalar *y, const BatchShard &shard);
    /// The input or the output of layer `layer`, if that is a ReLU.
    void saw(std::size_t layer, const Scalar *values, const BatchShard &shard);

    struct Activity {
        std::size_t layer = 0;
        std::size_t units = 0, dead = 0;
    };
    std::vector<Activity> activity() const; ///< for every ReLU in the batch

private:
    struct Relu {
        std::size_t layer;
        Shape shape;
        std::vector<char> answers; // [shard][unit]
        std::size_t units() const { return std::size_t(shape.c); }
        std::size_t unitSize() const { return std::size_t(shape.h) * std::size_t(shape.w); }
    };

    std::vector<Relu> m_relus;
    std::vector<int> m_reluOf; // a layer's place in m_relus; −1: it is none
};

} // namespace convscope
