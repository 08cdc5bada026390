// SPDX-License-Identifier: GPL-3.0-or-later
// Stamps of files, and which of them were found to be images at an earlier opening, so that
// nobody opens them again to see that they still are.
#pragma once
#include "core/base/files/descriptor.h"
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace convscope {

/// A folder whose files are asked for their stamps by name: held open, which makes each a short
/// way to go. Any thread.
class StampedFolder {
public:
    explicit StampedFolder(std::filesystem::path root);
    /// A hash of name, length and times of change; 0 when there is no such file.
    std::uint64_t stamp(const std::string &name) const;
    /// The folder by its one true name; empty when it has none.
    std::string key() const;

private:
    std::filesystem::path m_root;
    Descriptor m_folder;
};

/// The stamps of a folder's images, in a file of the cache folder that is small, checked on
/// reading, and nobody's problem when it cannot be read or written.
class KnownFiles {
public:
    static constexpr std::string_view kExtension = ".files";

    /// Reads what is known of the folder with this key. Empty cache or key: nothing is known or
    /// kept.
    KnownFiles(const std::filesystem::path &cache, const std::string &key);

    bool contains(std::uint64_t stamp) const;
    /// These instead, if they are others.
    void replace(std::vector<std::uint64_t> stamps);

private:
    std::filesystem::path m_path; // empty: nothing is kept
    std::string m_key;
    std::vector<std::uint64_t> m_stamps; // sorted
};

} // namespace convscope
