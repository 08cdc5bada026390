// SPDX-License-Identifier: GPL-3.0-or-later
// A preview of preparation and augmentation on a few images, computed by training's own code, so
// that a person sees what a network would get before it is trained.
#pragma once
#include "core/base/progress.h"
#include "core/data/dataset/dataset.h"
#include "core/data/prepare/augmentation.h"
#include "core/data/prepare/training_data.h"
#include <deque>
#include <mutex>

namespace convscope {

/// A dataset whose decoded images are kept for a while, since the same few are looked at again
/// with every change of a setting. Any thread.
class RecentImages {
public:
    explicit RecentImages(std::shared_ptr<const Dataset> dataset);
    /// @throws Error as Dataset::image() does.
    std::shared_ptr<const Image> image(std::size_t sample);
    const Dataset &dataset() const { return *m_dataset; }

private:
    struct Entry {
        std::size_t sample;
        std::shared_ptr<const Image> image;
    };
    std::shared_ptr<const Image> find(std::size_t sample);

    std::shared_ptr<const Dataset> m_dataset;
    std::mutex m_mutex;
    std::deque<Entry> m_entries; // the newest last
    std::size_t m_bytes = 0;
};

struct PreviewRequest {
    Preprocessing preprocessing; ///< empty mean and deviation are estimated where they are needed
    AugmentOptions augment;
    std::uint64_t seed = 1; ///< the run's
    std::vector<std::size_t> samples; ///< indices in the dataset; the first is the chosen one
    std::optional<std::size_t> trainingIndex; ///< the chosen one's in the training split
    std::vector<std::size_t> estimateFrom; ///< samples that stand for the training split
    friend bool operator==(const PreviewRequest &, const PreviewRequest &) = default;
};

struct PreparedImage {
    std::size_t sample = 0;
    Shape original; ///< the image's shape as it was decoded
    Shape reducedShape; ///< the same proportions, small enough for the screen
    std::vector<std::uint8_t> reduced; ///< planes [C][H][W]
    std::vector<Scalar> values; ///< the network's input, in the preview's preprocessing.shape()
    std::string error; ///< why it cannot be read; empty: it can
};

struct ImagePreview {
    constexpr static int kEpochs = 16;
    Preprocessing preprocessing; ///< with the mean and deviation that were used
    std::size_t estimatedFrom = 0; ///< images that these come from; 0: none, they were given
    std::vector<PreparedImage> images; ///< as wished
    /// The chosen image as training shows it in epochs 1…kEpochs; empty where it is none of the
    /// training split.
    std::vector<std::vector<Scalar>> epochs;
};

/// @throws Cancelled; images that cannot be read say so themselves.
ImagePreview previewImages(
    RecentImages &images, const PreviewRequest &request, const Progress &progress);

/// Up to `count` samples of the training split that differ: in size first, then in class.
std::vector<std::size_t> differentSamples(const TrainingData &data, std::size_t count);

/// Up to `count` samples spread evenly over the training split.
std::vector<std::size_t> spreadSamples(const TrainingData &data, std::size_t count);

} // namespace convscope
