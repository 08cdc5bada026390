// SPDX-License-Identifier: GPL-3.0-or-later
// Model: a network that runs. Not thread-safe; owned by one thread, which may lend it a pool.
#pragma once
#include "core/base/threads/thread_pool.h"
#include "core/layer/layer.h"
#include "core/nn/model_spec.h"
#include "core/nn/relu_watch.h"
#include "core/nn/softmax_cross_entropy.h"
#include <memory>

namespace convscope {

/// Sums over the samples of one batch; divide by `count` for means.
struct BatchTotals {
    double loss = 0;
    int correct = 0;
    int count = 0;
};

class Model {
public:
    /// Parameters get their starting values from `seed`. @throws Error as inferShapes() does.
    explicit Model(const ModelSpec &spec, std::uint64_t seed = 1);
    ~Model();
    Model(Model &&) noexcept;
    Model &operator=(Model &&) noexcept;

    const ModelSpec &spec() const; ///< with names
    const std::vector<LayerSummary> &layers() const;
    int classes() const; ///< values of the last layer

    /// "conv1.weight", "conv1.bias", …, in layer order. The pointers stay valid.
    struct ParameterRef {
        std::string name;
        Parameter *parameter;
    };
    const std::vector<ParameterRef> &parameters() const; ///< those that are learnt
    const std::vector<ParameterRef> &statistics() const; ///< those that layers keep themselves
    /// With the statistics that layers keep: all that a model file has to hold.
    std::vector<NamedTensor> parameterValues() const;
    /// @throws Error naming the parameter that is missing, unknown or of another shape.
    void setParameterValues(const std::vector<NamedTensor> &values);

    /// The loss that train() minimizes; evaluate() keeps to the plain cross-entropy. @throws Error
    /// when there is not one weight a class.
    void setLoss(LossOptions loss);
    /// Which batch of the run comes next: the random choices of layers follow from it and the seed.
    void setStep(std::uint64_t step);

    /// Where to write the next batch's images: [count][C][H][W]. Grows the plan when needed,
    /// which is the only time memory is taken.
    Scalar *input(int count);

    /// Runs input() through all layers; logits() are then valid. With Mode::Infer nothing is kept
    /// for a backward pass.
    void forward(int count, Mode mode, ThreadPool &pool);
    /// forward(), mean loss, and every parameter's gradient. The mean is by the class weights.
    /// `losses`, if not empty, gets each sample's own, such that their plain mean is that mean.
    BatchTotals train(std::span<const int> labels, ThreadPool &pool, std::span<double> losses = {});
    /// forward() in Mode::Infer with loss and hits, gradients untouched. `losses`, if not empty,
    /// gets each sample's own.
    BatchTotals evaluate(
        std::span<const int> labels, ThreadPool &pool, std::span<double> losses = {});

    /// Who is told what train() sees; null: nobody. It must outlive this, or be taken away.
    void setWatch(ReluWatch *watch);

    std::span<const Scalar> logits() const; ///< [count][classes] of the last call
    std::span<const Scalar> probabilities() const; ///< softmax of logits(), of the last call
    /// Output of layer `i` in the last forward() with every layer kept apart; see keepOutputs().
    std::span<const Scalar> output(std::size_t i) const;
    /// Training shares buffers between a layer and an in-place successor; for looking inside, ask
    /// for separate ones before the first forward().
    void keepOutputs(bool keep);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace convscope
