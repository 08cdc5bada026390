// SPDX-License-Identifier: GPL-3.0-or-later
// Layer: the contract of every layer kind. Layers are driven by Model and by nobody else.
#pragma once
#include "core/base/field.h"
#include "core/base/rng.h"
#include "core/tensor/tensor.h"
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace convscope {

using LayerOptions = FieldValues; ///< completed() before a layer is made of them

/// Outputs of other layers that one may read.
constexpr std::size_t kMaxOthers = 16;

enum class Mode { Train, Infer };

enum class InPlace {
    No,
    Overwrites, ///< yes, with other values than before
    Identity, ///< yes, and the values stay the same
};

/// A tensor of a layer that is saved with the model. `gradient` has the same dimensions and is of
/// the mean loss over the batch.
struct Parameter {
    std::string name; ///< "weight", "bias", …
    Tensor value;
    Tensor gradient;
    bool trainable = true; ///< false: a statistic the layer keeps itself; there is no gradient
};

/// A run of consecutive samples of a batch. How a batch is cut depends on its size alone, never on
/// the number of threads; that is what makes a seed mean the same bits everywhere.
struct BatchShard {
    int index = 0;
    int begin = 0, end = 0;
    int shards = 1; ///< shards in the batch
    int size() const { return end - begin; }
};

/// The things a call needs besides its data.
struct Work {
    Mode mode = Mode::Train;
    std::span<Scalar>
        scratch; ///< this worker's own, as many as plan() asked for, contents undefined
    std::span<const Scalar *const> others {}; ///< outputs of the layers that others() names
    std::uint64_t step = 0; ///< differs from batch to batch, for random choices
};

/// One differentiable function of a mini-batch, in two halves that write into buffers Model owns.
///
/// Call order: build() and initialize() once; plan() whenever the largest batch grows; then for
/// each batch forward() of every shard, and in training backward() of every shard followed by every
/// gradientTask(). A layer that needsWholeBatch() is in training also given, before the first
/// forward(), collectStatistics() of every shard and then finishStatistics() once, and likewise
/// backwards. Different shards run on different threads at the same time; a layer must not write
/// anything shared in forward() and backward() except places that belong to the shard's own
/// samples, or to the shard.
///
/// Pointers are to the shard's first sample ([N,C,H,W], contiguous, in a Buffer).
class Layer {
public:
    virtual ~Layer() = default;
    /// The shape of y for x of shape `in` and others() of their shapes; creates parameters() with
    /// zeros.
    /// @throws Error saying why they cannot be accepted.
    virtual Shape build(const Shape &in, std::span<const Shape> others) = 0;
    Shape build(const Shape &in) { return build(in, {}); }
    /// Gives the parameters their starting values.
    virtual void initialize(Rng &rng) { (void)rng; }
    /// Makes room for batches of up to `shards` shards of up to `shardSize` samples each. Returns
    /// the values of scratch that a call of forward() or backward() then wants.
    virtual std::size_t plan(int shards, int shardSize)
    {
        (void)shards, (void)shardSize;
        return 0;
    }
    /// The products of one sample's forward pass. The rest of a layer's arithmetic does not count.
    virtual std::size_t multiplyAdds() const { return 0; }
    /// Whether forward() may be given y == x.
    virtual InPlace inPlace() const { return InPlace::No; }
    /// Whether backward() reads y, which nobody may then overwrite.
    virtual bool keepsOutput() const { return false; }
    /// Whether backward() may be given dx == dy.
    virtual bool gradientInPlace() const { return inPlace() != InPlace::No; }
    /// Whether gradientTask() reads x and dy.
    virtual bool tasksReadBatch() const { return false; }
    /// Whether a shard's output depends on the whole batch.
    virtual bool needsWholeBatch() const { return false; }
    /// Whether the layer is a ReLU, whose work a neighbour may do along with its own.
    virtual bool isRelu() const { return false; }
    /// Whether the layer can do the work of a ReLU after it, or before it, and from now on does so
    /// if `take`.
    virtual bool takeReluAfter(bool take) { return (void)take, false; }
    virtual bool takeReluBefore(bool take) { return (void)take, false; }
    /// Whether many samples at a time go much faster than a few: the weights are too many to stay
    /// in a cache.
    virtual bool wantsManySamples() const { return false; }
    /// The names of earlier layers whose outputs are read besides x; at most kMaxOthers.
    virtual std::vector<std::string> others() const { return {}; }

    virtual void collectStatistics(const Scalar *x, const BatchShard &shard)
    {
        (void)x, (void)shard;
    }
    virtual void finishStatistics(int shards) { (void)shards; }
    virtual void collectBackwardStatistics(
        const Scalar *x, const Scalar *dy, const BatchShard &shard)
    {
        (void)x, (void)dy, (void)shard;
    }
    virtual void finishBackwardStatistics(int shards) { (void)shards; }
    virtual void forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &work) = 0;
    /// Assigns dx = d(loss)/dx from dy = d(loss)/dy; dx is null where nobody needs it. x and y are
    /// those of forward(), in the same mode; for a layer that works in place x is no longer valid.
    /// In Mode::Infer no statistics are collected before, and nothing but dx counts.
    virtual void backward(const Scalar *x, const Scalar *y, const Scalar *dy, Scalar *dx,
        const BatchShard &shard, const Work &work)
        = 0;
    /// Assigns d(loss)/d(others()[which]). Called before backward(), for layers that read others.
    virtual void backwardOther(std::size_t which, const Scalar *x, const Scalar *dy, Scalar *dOther,
        const BatchShard &shard, const Work &work)
    {
        (void)which, (void)x, (void)dy, (void)dOther, (void)shard, (void)work;
    }

    /// Parameter gradients are finished after all shards, in tasks that may run at the same time.
    /// Each assigns a part of its own of parameters()' gradients and statistics. x and dy are the
    /// whole batch's, or null where tasksReadBatch() does not ask for them.
    virtual int gradientTasks() const { return 0; }
    virtual void gradientTask(int task, const Scalar *x, const Scalar *dy, int batch, int shards)
    {
        (void)task, (void)x, (void)dy, (void)batch, (void)shards;
    }
    virtual std::span<Parameter> parameters() { return {}; }
    std::span<const Parameter> parameters() const
    {
        return const_cast<Layer *>(this)->parameters();
    }
};

} // namespace convscope
