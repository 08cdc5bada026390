// SPDX-License-Identifier: GPL-3.0-or-later
// The known datasets that can be fetched: where they are, how large, and their checksums.
#pragma once
#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QUrl>
#include <vector>

namespace convscope {

struct RemoteFile {
    QString name; ///< the file's name on the disk
    QStringList addresses; ///< in the order to ask them; all have the same bytes
    qint64 bytes = 0;
    QByteArray sha256; ///< in lower-case hex
};

struct PackedFile {
    QString path; ///< within the archive
    qint64 mostBytes = 0; ///< larger ones are refused
};

struct CatalogueEntry {
    QString name; ///< the name of the dataset, and of the folder it is put in
    QString summary; ///< a sentence on what it is
    QString terms; ///< the terms of its use, as far as known
    QUrl page; ///< that says so
    std::vector<RemoteFile> files;
    /// Where there are some, the only file is a .tar.gz, and these are taken out of it.
    std::vector<PackedFile> packed;

    qint64 downloadBytes() const;
    /// The most that is on the disk at one time: an archive goes when it has been unpacked.
    qint64 diskBytes() const;
};

const std::vector<CatalogueEntry> &datasetCatalogue();

} // namespace convscope
