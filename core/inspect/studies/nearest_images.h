// SPDX-License-Identifier: GPL-3.0-or-later
// The images of a set that a network takes for nearest to another one: by the angle between the
// values of its last hidden layer, from which alone it decides.
#pragma once
#include "core/inspect/network/dataset_pass.h"

namespace convscope {

struct NearestImage {
    std::size_t index = 0; ///< into the set
    double likeness = 0; ///< cosine of the angle: 1 the same direction, 0 nothing in common
};

/// The input of the last layer with weights, for every image of a set; made once a model. Constant
/// after that.
class NearestImages {
public:
    /// `set` was prepared with the model's preprocessing. Looks at no more than `limit` images,
    /// evenly spread, and keeps no more than kMaxBytes. @throws Cancelled.
    NearestImages(std::shared_ptr<const TrainedModel> model, const ImageSet &set, std::size_t limit,
        const Progress &progress = noProgress);

    const std::shared_ptr<const TrainedModel> &model() const { return m_model; }
    std::size_t looked() const { return m_which.size(); } ///< at so many images
    std::size_t all() const { return m_all; } ///< images of the set
    /// The images nearest to one as the network gets it, [C][H][W]; the nearest first.
    std::vector<NearestImage> nearest(std::span<const float> input, std::size_t most) const;

    static constexpr std::size_t kMaxBytes = std::size_t { 256 } << 20U;

private:
    std::shared_ptr<const TrainedModel> m_model;
    std::size_t m_all = 0;
    std::size_t m_width = 0; // values an image
    std::vector<std::size_t> m_which; // indices into the set
    std::vector<float> m_values; // [image][value], each image's of length 1
};

} // namespace convscope
