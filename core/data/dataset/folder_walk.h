// SPDX-License-Identifier: GPL-3.0-or-later
// FolderWalk: finds the images under a folder and says of everything else why it is left out.
// Looks at names, lengths and first bytes only.
#pragma once
#include "core/base/progress.h"
#include "core/data/dataset/dataset.h"
#include "core/data/dataset/known_files.h"
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace convscope {

/// A folder's entries that may matter, sorted by name; the rest became problems.
struct FolderEntries {
    std::vector<std::filesystem::path> folders; ///< links to folders included
    std::vector<std::string> files; ///< relative to the walk's root
};

struct FoundImage {
    std::string name; ///< relative to the walk's root
    std::uint64_t stamp = 0; ///< see StampedFolder; taken before it was read
};

class FolderWalk {
public:
    /// Does not open again the files that an earlier opening saw to be images and noted in `cache`.
    /// @throws Error when `root` cannot be read.
    FolderWalk(
        std::filesystem::path root, const Progress &progress, const std::filesystem::path &cache);

    /// One folder, not below it. Hidden folders and what cannot be read become problems.
    /// @throws Cancelled.
    FolderEntries list(const std::filesystem::path &folder);
    /// Everything in these folders belongs to them, whatever links lead there from elsewhere. Links
    /// among them are passed over.
    void claim(const std::vector<std::filesystem::path> &folders);
    /// All good images in and below `folder`, sorted. Each folder on the disk is visited once,
    /// even if links lead back to it. @throws Cancelled.
    std::vector<FoundImage> images(const std::filesystem::path &folder);
    /// An image's stamp, or 0 if it vanishes just now; nothing for what is no image by its
    /// signature: `file`, relative to the root, becomes a problem. @throws Cancelled.
    std::optional<std::uint64_t> isImage(const std::string &file);
    void addProblem(const std::filesystem::path &path, const std::string &reason);
    void addProblem(const std::string &file, const std::string &reason); ///< relative to the root
    /// Keeps for the next opening which files are images. Once all is read.
    void keepKnown();
    std::string relative(const std::filesystem::path &path) const;

    /// In the order of their paths, each once; the paths as utf8Name() gives them. All other names
    /// here are the bytes that they have on the disk.
    std::vector<Problem> problems() const;

private:
    bool enter(const std::filesystem::path &folder);
    void collect(const std::filesystem::path &folder, std::vector<FoundImage> &found,
        std::vector<std::filesystem::path> &links);

    std::filesystem::path m_root;
    const Progress &m_progress;
    StampedFolder m_stamps;
    KnownFiles m_known;
    std::vector<std::uint64_t> m_images; ///< stamps of the images found
    std::map<std::string, std::string> m_problems; ///< reason by path
    std::set<std::pair<std::uint64_t, std::uint64_t>> m_visited; ///< device and inode
    std::set<std::filesystem::path> m_claimed; ///< and not read yet
    std::size_t m_seen = 0;
};

} // namespace convscope
