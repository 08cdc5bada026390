// SPDX-License-Identifier: GPL-3.0-or-later
// ImageLoading: brings the planned images of all splits into one buffer, from the cache where
// they are kept, else decoded, and keeps them for the next opening.
#pragma once
#include "core/data/prepare/image_cache.h"
#include "core/data/prepare/training_data.h"
#include <atomic>

namespace convscope {

/// `dataset` and `options` outlive it. plan() each set, load() once, then ask.
class ImageLoading {
public:
    ImageLoading(const Dataset &dataset, const LoadOptions &options);

    void plan(ImageSet &set, std::vector<std::size_t> samples);
    /// Fills the sets' pixels, one set after the other in the same bytes; what cannot be read is
    /// taken out of its set. @throws Error when there is no room; Cancelled.
    void load(const Progress &progress);
    /// For the next opening, where any had to be decoded. After load(). @throws Cancelled.
    void keep(const Progress &progress);

    std::size_t images() const { return m_images.size(); } ///< which `progress` counts
    std::vector<Problem> problems() const; ///< after load(), like the next two
    std::vector<ImageFacts> takeFacts() { return std::move(m_facts); }
    /// xxHash64() of each image that is in a set, set by set.
    std::vector<std::uint64_t> hashes() const;

private:
    static constexpr std::size_t kNowhere = ~std::size_t { 0 };

    struct Entry {
        std::size_t sample = 0;
        std::size_t kept = kNowhere; // where in the cache
        std::uint64_t hash = 0;
        std::string problem;
    };
    /// Images that lie one behind the other in the plan and in the cache.
    struct Run {
        std::size_t first, count;
    };

    void lookUp(const Progress &progress);
    bool mapKept(const Progress &progress);
    std::vector<std::size_t> placesWhere(bool isKept) const;
    bool liesAsPlanned(const std::vector<std::size_t> &known) const;
    void takeRoom();
    void checkMemory() const;
    bool isTooMuchForMemory() const;
    void takeKept(const Progress &progress);
    void takeRun(const Run &run);
    void takeFacts(const Run &run);
    std::vector<Run> keptRuns() const;
    void decodeRest(const Progress &progress);
    /// Nothing, and the reason noted, where that fails.
    std::optional<std::vector<std::uint8_t>> decoded(Entry &image);
    void closeGaps();

    const Dataset &m_dataset;
    const LoadOptions &m_options;
    const std::size_t m_bytes; // bytes of a prepared image
    std::vector<ImageSet *> m_sets;
    std::vector<Entry> m_images; // all that are planned, set by set
    std::vector<ImageFacts> m_facts; // one a sample
    std::optional<ImageCache> m_cache;
    std::vector<std::uint64_t> m_stamps; // one a sample, where there is a cache
    PixelBuffer m_all; // the pixels of all sets
    bool m_isMapped = false; // m_all is the cache's own, and has no gaps
    std::atomic<std::size_t> m_decoded = 0;
};

} // namespace convscope
