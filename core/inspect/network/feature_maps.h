// SPDX-License-Identifier: GPL-3.0-or-later
// FeatureMaps and Predictor: a trained model applied to single images, with everything visible.
#pragma once
#include "core/data/decode/image.h"
#include "core/inspect/network/instrumented_model.h"
#include "core/train/setup/trained_model.h"
#include <memory>

namespace convscope {

/// Whether a layer is one of the network's two ends, which no model lists.
enum class NetworkEnd { None, Input, Output };

/// The values that one layer gave for one image.
struct LayerMaps {
    std::string name, kind;
    Shape shape;
    std::vector<float> values; ///< [C][H][W]
    /// d(score of Predictor::setScore()'s class)/d(values); empty where none were asked for.
    std::vector<float> gradients {};
    NetworkEnd end = NetworkEnd::None;
    std::span<const float> map(int channel) const
    {
        return std::span(values).subspan(std::size_t(channel) * shape.area(), shape.area());
    }
};

/// Every layer's answer to one image, in order; the last is the softmax: the class probabilities.
struct FeatureMaps {
    LayerMaps input; ///< as the network sees it
    std::vector<LayerMaps> layers;
    std::vector<float> probabilities; ///< the last layer's again: one a class
    std::int64_t batch = 0; ///< the inspected model's batch
    std::vector<std::string> classes;
    std::shared_ptr<const TrainedModel> model {}; ///< the inspected one
    std::vector<ChannelScale> factors {}; ///< ablation that was in force
    int score = -1; ///< the class the gradients are of; -1: there are none
    /// Null when there is no layer of that name.
    const LayerMaps *layer(std::string_view name) const;
};

/// Runs one model on single images. Not thread-safe; cheap to keep, so each thread has its own.
class Predictor {
public:
    explicit Predictor(std::shared_ptr<const TrainedModel> model);

    const TrainedModel &model() const { return m_network.model(); }
    /// As InstrumentedModel::setModel().
    void setModel(std::shared_ptr<const TrainedModel> model)
    {
        m_network.setModel(std::move(model));
    }
    /// Surgery: holds for all images from now on; empty: undoes it.
    void setFactors(const std::vector<ChannelScale> &factors)
    {
        m_factors = factors;
        m_network.setFactors(factors);
    }
    /// Whose score maps() tells the gradients of: d(logit of class `index`)/d(every value); -1: no
    /// gradients. @throws nothing; classes the model lacks count as none.
    void setScore(int index) { m_score = index; }
    /// One probability a class.
    std::vector<float> predict(const Image &image);
    FeatureMaps maps(const Image &image);
    /// The same for an image that is already prepared: preparePixels()' bytes.
    FeatureMaps mapsOfPixels(std::span<const std::uint8_t> pixels);
    /// The same for what the network gets in the end, [C][H][W].
    FeatureMaps mapsOfValues(std::span<const float> values);

private:
    FeatureMaps mapsOfInput();
    void addGradients(FeatureMaps &maps);

    InstrumentedModel m_network;
    std::vector<ChannelScale> m_factors;
    int m_score = -1;
};

} // namespace convscope
