// SPDX-License-Identifier: GPL-3.0-or-later
// ImageCache: images as they were decoded and prepared at an earlier opening, in one file for
// each dataset and way to prepare. What it says is checked, and no failure of it is anybody's
// problem: the images are decoded again.
#pragma once
#include "core/base/files/descriptor.h"
#include "core/base/progress.h"
#include "core/data/prepare/image_facts.h"
#include "core/data/prepare/pixel_buffer.h"
#include "core/data/prepare/preprocessing.h"
#include <filesystem>
#include <functional>
#include <optional>
#include <unordered_map>

namespace convscope {

/// Where files lie that can be made again: $CONVSCOPE_CACHE, else $XDG_CACHE_HOME/convscope, else
/// ~/.cache/convscope. Empty when CONVSCOPE_CACHE is, or when there is no such place.
std::filesystem::path cacheFolder();

/// An image that is kept; `stamp` as Dataset's, never 0.
struct CachedImage {
    std::uint64_t stamp = 0;
    ImageFacts facts;
    std::vector<std::uint8_t> pixels;
};

class ImageCache {
public:
    static constexpr std::uint64_t kUsualLimit = std::uint64_t { 4 } << 30U;
    using Place = std::size_t; ///< among the images of the file

    /// Reads what is kept for the dataset of this key. Files together have at most `limit` bytes.
    ImageCache(std::filesystem::path folder, const std::string &key,
        const Preprocessing &preprocessing, std::uint64_t limit = kUsualLimit);

    std::size_t size() const { return m_places.size(); }
    /// Where the image with this stamp is, if it is kept. Any thread, like the next four.
    /// `guess`, where it may be, makes it faster.
    std::optional<Place> place(std::uint64_t stamp, Place guess = 0) const;
    ImageFacts facts(Place place) const;
    std::uint64_t hash(Place place) const; ///< xxHash64() of its pixels
    /// Reads the pixels of as many images as `out` has room for. False unless all are whole.
    bool read(Place first, std::span<std::uint8_t> out) const;
    /// Those of `count` images where they lie in the file, not looked at. @throws Error.
    PixelBuffer pixels(Place first, std::size_t count) const;

    /// The image with this stamp, if it is kept and whole.
    std::optional<CachedImage> find(std::uint64_t stamp) const;

    /// Keeps the `count` images that image(i) gives instead, those with stamp 0 not, and of the
    /// earlier ones, whose files may come back, at most as many. Tells `progress` how many of
    /// `count` are written. Whether it worked or not shows in nothing but the time the next opening
    /// takes. @throws Cancelled.
    void replace(std::size_t count, const std::function<CachedImage(std::size_t)> &image,
        const Progress &progress);

private:
    void open();
    void readIndex(std::uint64_t size);
    std::uint64_t stampAt(Place place) const;
    void write(std::size_t count, const std::function<CachedImage(std::size_t)> &image,
        const Progress &progress) const;
    void makeRoom(std::uint64_t bytes) const;

    std::filesystem::path m_folder, m_path;
    std::string m_key; // names the dataset, how its images were prepared, and by what
    std::size_t m_imageBytes;
    std::uint64_t m_limit;
    Descriptor m_file;
    std::vector<std::uint8_t> m_index; // as it is in the file
    std::size_t m_records = 0; // where in the index the images' records begin
    std::unordered_map<std::uint64_t, Place> m_places; // by stamp
};

} // namespace convscope
