// SPDX-License-Identifier: GPL-3.0-or-later
// InstrumentedModel: a trained model that runs on one image, layer by layer, with every value in
// reach, its gradients too, and with maps scaled or switched off on the way.
#pragma once
#include "core/nn/layer_chain.h"
#include "core/train/setup/trained_model.h"
#include <memory>

namespace convscope {

/// Surgery: what a layer's map (of a flat layer: a value) is multiplied by before anybody sees it.
struct ChannelScale {
    std::string layer;
    int map = 0;
    float factor = 0; ///< 0: switched off
    friend bool operator==(const ChannelScale &, const ChannelScale &) = default;
};

/// Always in Mode::Infer. Gives the same bits as Model for one image. Not thread-safe; cheap to
/// keep, so each thread has its own.
class InstrumentedModel {
public:
    explicit InstrumentedModel(std::shared_ptr<const TrainedModel> model);

    const TrainedModel &model() const { return *m_model; }
    const std::shared_ptr<const TrainedModel> &sharedModel() const { return m_model; }
    /// Another model; nothing is built anew where only the weights differ, and factors stay then.
    /// @throws Error when weights are missing; the model is the one before then.
    void setModel(std::shared_ptr<const TrainedModel> model);
    const std::vector<LayerSummary> &layers() const { return m_chain.summaries; }
    /// −1: there is no layer of that name.
    int indexOf(std::string_view layer) const;

    /// Holds from the next forward() on; those of layers and maps the model lacks do nothing.
    void setFactors(const std::vector<ChannelScale> &factors);

    /// [C][H][W], prepared; to be written before forward().
    std::span<Scalar> input() { return m_input; }
    std::span<const Scalar> input() const { return m_input; }
    /// Runs layer `from` and all after it; those before keep what they gave.
    void forward(std::size_t from = 0);
    /// The output of layer `i`, factors applied. forward(i + 1) goes on from the values written
    /// here.
    std::span<Scalar> output(std::size_t i);
    std::span<const Scalar> output(std::size_t i) const;
    std::span<const Scalar> logits() const { return output(m_steps.size() - 1); }
    std::span<const Scalar> probabilities() const { return m_probabilities; }

    /// From d(score)/d(logits) of the last forward() to all that led there. Parameters get none.
    void backward(std::span<const Scalar> dLogits);
    /// d(score)/d(output(i)), of the last backward().
    std::span<const Scalar> gradient(std::size_t i) const { return m_steps[i].gradient; }
    std::span<const Scalar> inputGradient() const { return m_inputGradient; }

private:
    struct Step {
        Buffer output; // as the layer gave it
        Buffer edited; // by the factors; empty: nothing to edit
        std::vector<Scalar> factors; // one a map; empty: all 1
        Buffer gradient;
    };
    Scalar *values(std::size_t i);
    void applyFactors(const Step &step, std::size_t layer, const Scalar *from, Scalar *to) const;
    Work work(std::size_t layer); ///< for one layer at a time

    std::shared_ptr<const TrainedModel> m_model;
    LayerChain m_chain;
    Buffer m_input, m_inputGradient;
    std::vector<Step> m_steps; // one a layer
    Buffer m_scratch, m_probabilities;
    std::vector<const Scalar *> m_others; // holds the outputs that work() hands over
};

} // namespace convscope
