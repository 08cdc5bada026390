// SPDX-License-Identifier: GPL-3.0-or-later
// LookIndex: which of many thumbnails may show the same, mirrored, turned and cut a little or not,
// found without looking at each pair closely.
#pragma once
#include "core/base/progress.h"
#include "core/data/prepare/image_facts.h"
#include "core/tensor/tensor.h"
#include <vector>

namespace convscope {

/// An image is known by its 24 lowest frequencies (discrete cosine transform, as in C. Zauner,
/// "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010), as numbers and not
/// as bits. What all images of the dataset have in common is taken off, and each frequency counts
/// as much as it differs among them. Mirroring changes signs and turning exchanges two of them, so
/// that all eight ways to lay a square are compared at the price of two.
class LookIndex {
public:
    /// `thumbnails` stay with the caller, for the time of the constructor.
    explicit LookIndex(const std::vector<const Thumbnail *> &thumbnails);

    struct Likely {
        std::uint32_t other = 0;
        float likeness = 0; ///< a cosine
    };
    /// For each image, those behind it that it may be like, the likeliest first; never more than a
    /// few hundred, and fewer the more images there are. Up to 70,000 images are each compared with
    /// each; of more, those that come near each other in three measures that no turning changes.
    /// @throws Cancelled.
    std::vector<std::vector<Likely>> likely(int threads, const Progress &progress) const;

    /// The way of laying `one` that makes it most like `other`, and the next best.
    /// The same one twice where no other is likely.
    std::array<int, 2> symmetries(std::size_t one, std::size_t other) const;

private:
    static constexpr std::size_t kNumbers = 24;
    using Look = std::array<Scalar, kNumbers>;

    using Found = std::vector<std::vector<Likely>>; ///< of each image

    Look lookAt(std::size_t i) const;
    void set(std::size_t i, const Look &look);
    void standardize();
    /// Of each image, those within `window` behind it, at most `most` of them.
    Found neighbours(
        std::size_t window, std::size_t most, int threads, const Progress &progress) const;
    void findNear(std::size_t first, std::size_t window, std::size_t most, Found &found) const;
    /// Of those that come near each other by one of the measures.
    void addNear(std::size_t key, std::size_t most, int threads, const Progress &progress,
        Found &found) const;

    std::size_t m_count = 0;
    std::size_t m_stride = 0; // from one frequency to the next
    std::vector<Scalar> m_numbers; // each frequency of all images
};

} // namespace convscope
