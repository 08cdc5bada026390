// SPDX-License-Identifier: GPL-3.0-or-later
// Which places of an image speak for a class: Grad-CAM, occlusion, gradient × input. Functions of
// a network, an image and a question; no state.
#pragma once
#include "core/base/progress.h"
#include "core/inspect/network/instrumented_model.h"
#include <string_view>

namespace convscope {

enum class SaliencyMethod { GradCam, Occlusion, GradientTimesInput };

/// The filling of a hidden place.
enum class OcclusionFill {
    Mean, ///< the image's own mean, channel by channel
    Grey, ///< the middle between black and white
};

struct Occlusion {
    int size = 0; ///< side of the square, in the network's pixels; 0: a fifth of the shorter side
    int step = 0; ///< from one square to the next, at most `size`; 0: half of it
    OcclusionFill fill = OcclusionFill::Mean;
    friend bool operator==(const Occlusion &, const Occlusion &) = default;
};

struct SaliencyQuestion {
    SaliencyMethod method = SaliencyMethod::GradCam;
    std::string layer; ///< Grad-CAM's; empty, or one the model lacks: the last convolution
    int classIndex = -1; ///< −1: the class the network takes the image for
    Occlusion occlusion;
    friend bool operator==(const SaliencyQuestion &, const SaliencyQuestion &) = default;
};

/// One number a place, rows of `width`.
struct SaliencyMap {
    int height = 0, width = 0;
    std::vector<float> values;
    float at(int y, int x) const
    {
        return values[std::size_t(y) * std::size_t(width) + std::size_t(x)];
    }
};

struct SaliencyAnswer {
    SaliencyQuestion question; ///< as it was asked
    SaliencyMap map; ///< as large as the network's image
    int height = 0, width = 0; ///< the map's size before it was enlarged
    std::string layer; ///< Grad-CAM's; empty for the others
    Occlusion occlusion; ///< as used
    int classIndex = 0;
    float probability = 0; ///< that class's probability
    std::int64_t batch = 0; ///< the model's batch
};

/// The layers Grad-CAM can look at, first to last.
std::vector<std::string> convolutionsOf(const std::vector<LayerSummary> &layers);

/// The index of the greatest probability of the last forward().
int predictedClass(const InstrumentedModel &network);

/// ReLU of the sum of layer `layer`'s maps, each times the mean of the score's gradient over it
/// (Selvaraju et al. 2017, "Grad-CAM", equations 1 and 2); the score is the class's logit. After
/// forward(); as large as the maps.
SaliencyMap gradCam(InstrumentedModel &network, std::size_t layer, int classIndex);

/// d(logit)/d(input) × input, added up over the channels: to first order what each place
/// contributes (Shrikumar et al. 2016, "Not Just a Black Box"). After forward().
SaliencyMap gradientTimesInput(InstrumentedModel &network, int classIndex);

/// Sizes and steps that are 0 chosen, all brought within the image.
Occlusion inUse(Occlusion occlusion, const Shape &image);
/// How much of the class's probability is lost when a square is hidden, for each place the mean
/// over all squares that cover it (after Zeiler and Fergus 2014, "Visualizing and Understanding
/// Convolutional Networks"). Below 0: the class gains. The input is left as it was, what the layers
/// gave is not. @throws Cancelled.
SaliencyMap occlusionMap(InstrumentedModel &network, int classIndex, const Occlusion &occlusion,
    const Progress &progress = noProgress);

/// Bilinear between the middles of the places, the outermost repeated.
SaliencyMap enlarged(const SaliencyMap &map, int height, int width);

/// `network` has its input and its factors. @throws Error where the question does not fit the
/// network, Cancelled.
SaliencyAnswer explain(InstrumentedModel &network, const SaliencyQuestion &question,
    const Progress &progress = noProgress);

} // namespace convscope
