// SPDX-License-Identifier: GPL-3.0-or-later
// PictureCache: pictures as they were decoded and prepared at an earlier opening, in one file for
// each dataset and way to prepare. What it says is checked, and no failure of it is anybody's
// problem: the pictures are decoded again.
#pragma once
#include "core/base/descriptor.h"
#include "core/base/progress.h"
#include "core/data/picture_facts.h"
#include "core/data/preprocessing.h"
#include <filesystem>
#include <optional>
#include <unordered_map>

namespace convscope {

/// Where files lie that can be made again: $CONVSCOPE_CACHE, else $XDG_CACHE_HOME/convscope, else
/// ~/.cache/convscope. Empty when CONVSCOPE_CACHE is, or when there is no such place.
std::filesystem::path cacheFolder();

/// A picture that is kept; `stamp` as Dataset's, never 0.
struct CachedPicture {
    std::uint64_t stamp = 0;
    PictureFacts facts;
    std::vector<std::uint8_t> pixels;
};

class PictureCache {
public:
    static constexpr std::uint64_t kUsualLimit = std::uint64_t { 4 } << 30U;

    /// Reads what is kept for the dataset of this key. Files together have at most `limit` bytes.
    PictureCache(std::filesystem::path folder, const std::string &key,
        const Preprocessing &preprocessing, std::uint64_t limit = kUsualLimit);

    std::size_t size() const { return m_entries.size(); }
    /// The picture with this stamp, if it is kept and whole. Any thread.
    std::optional<CachedPicture> find(std::uint64_t stamp) const;

    /// Keeps the `count` pictures that picture(i) gives instead, those with stamp 0 not, and of the
    /// earlier ones, whose files may come back, at most as many. Whether it worked or not shows in
    /// nothing but the time the next opening takes. @throws Cancelled.
    void replace(std::size_t count, const std::function<CachedPicture(std::size_t)> &picture,
        const Progress &progress);

private:
    struct Entry {
        std::uint64_t place = 0; // among the file's pictures
        std::uint64_t check = 0; // hash of the pixels
        PictureFacts facts;
    };
    using Entries = std::unordered_map<std::uint64_t, Entry>; // by stamp

    void open();
    Entries readIndex(const Descriptor &file, std::uint64_t size) const;
    void write(std::size_t count, const std::function<CachedPicture(std::size_t)> &picture,
        const Progress &progress) const;
    void makeRoom(std::uint64_t bytes) const;

    std::filesystem::path m_folder, m_path;
    std::string m_key; // of the dataset, how its pictures were prepared, and by what
    std::size_t m_pictureBytes;
    std::uint64_t m_limit;
    Descriptor m_file;
    Entries m_entries;
};

} // namespace convscope
