// SPDX-License-Identifier: GPL-3.0-or-later
// DatasetFolder: where a dataset of the catalogue is put, and what of it is there. Plain data with
// functions that read and write the folder.
#pragma once
#include "app/download/checksum.h"
#include "app/download/dataset_catalogue.h"
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace convscope {

/// Functions that take Progress read whole files: DatasetDownload calls them on a thread of their
/// own, with a copy.
class DatasetFolder {
public:
    DatasetFolder() = default;
    /// A folder of the dataset's name within `folder`.
    DatasetFolder(CatalogueEntry entry, const QString &folder);

    const CatalogueEntry &entry() const { return m_entry; }
    const QString &path() const { return m_path; } ///< where the dataset is when it is complete
    QString part(const RemoteFile &file) const; ///< in which it comes
    /// A quick look, by names and sizes alone: how much of the download is there.
    qint64 bytesThere() const;
    std::optional<std::uintmax_t> freeBytes() const; ///< on its disk; none: nobody knows

    struct Found {
        std::vector<bool> files; ///< as entry().files: there, and right
        bool isUnpacked = false; ///< all that is taken out of the archive, by its checksums
    };
    Found look(const Progress &progress) const;
    /// A file takes its name only when it is the right one; else its part goes. Returns whether.
    bool takePart(const RemoteFile &file, const Progress &progress) const;
    void unpack(const Progress &progress) const; ///< and the archive goes

private:
    std::filesystem::path native(const QString &name = {}) const;

    CatalogueEntry m_entry;
    QString m_path;
};

} // namespace convscope
