// SPDX-License-Identifier: GPL-3.0-or-later
// The images of a run, decoded, prepared and split, in memory or in a mapped file.
#pragma once
#include "core/data/dataset/dataset.h"
#include "core/data/prepare/image_facts.h"
#include "core/data/prepare/pixel_buffer.h"
#include "core/data/prepare/preprocessing.h"
#include "core/data/prepare/sample_groups.h"
#include <array>
#include <cstdint>

namespace convscope {

/// One split: prepared 8-bit images [N][C][H][W] and their labels. Constant after loading.
struct ImageSet {
    Shape shape;
    PixelBuffer pixels;
    std::vector<int> labels;
    std::vector<std::size_t> samples; ///< index into the dataset's samples()

    std::size_t size() const { return labels.size(); }
    std::span<const std::uint8_t> image(std::size_t i) const
    {
        return { pixels.data() + i * shape.size(), shape.size() };
    }
};

struct TrainingData {
    std::vector<std::string> classes;
    Preprocessing preprocessing;
    ImageSet train, validation, test;
    std::vector<ImageFacts> facts; ///< one a sample of the dataset; of those that were read
    std::vector<std::string> names; ///< the samples' names, as the dataset has them
    SampleGroups groups; ///< which no split that was drawn cuts
    std::vector<Problem> problems; ///< the dataset's and what decoding found, each file once
    std::uint64_t fingerprint = 0; ///< hashes the images used, their order, labels, preprocessing
    const ImageSet &split(Split which) const;
};

struct LoadOptions {
    Preprocessing preprocessing; ///< mean and deviation are measured here when they are empty
    double validation = 0.0; ///< share of the training images where the dataset brings no split
    double test = 0.0;
    std::size_t limit = 0; ///< most images of each split, spread over the classes; 0: all
    std::uint64_t seed = 1; ///< the seed of the stratified split
    GroupBy group = GroupBy::Auto; ///< what tells the images that no split may part
    int threads = 0; ///< 0: all cores
    /// Keeps decoded images for the next opening (see ImageCache), and those that memory is not
    /// to hold; usually cacheFolder(). Empty: nothing is kept, and all images are in memory.
    std::filesystem::path cache {};
    std::uint64_t memoryLimit = std::uint64_t { 1 } << 30U; ///< bytes of prepared images
};

/// Decodes on several threads; same result whatever their number, and whatever the cache held.
/// Unreadable images become problems and are left out. @throws Error when no training image is
/// left, or memory or the disk cannot hold them; Cancelled.
TrainingData loadTrainingData(
    const Dataset &dataset, const LoadOptions &options, const Progress &progress);

/// Chosen samples, prepared.
struct LoadedImages {
    ImageSet images; ///< in the order asked for, without those that cannot be read
    std::vector<Problem> problems; ///< problems of these images
};
/// Only the preparation, the cache and the memory of the options count. @throws Error, Cancelled.
LoadedImages loadImages(const Dataset &dataset, const LoadOptions &options,
    std::vector<std::size_t> samples, const Progress &progress);

} // namespace convscope
