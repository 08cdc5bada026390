// SPDX-License-Identifier: GPL-3.0-or-later
// A folder, a download into it, and a file that a test's own server has.
#pragma once
#include "app/download/dataset_download.h"
#include "core/base/files/byte_reader.h"
#include "tests/support/http_server.h"
#include "tests/support/patience.h"
#include "tests/support/temp_folder.h"
#include <QCryptographicHash>
#include <QTest>

namespace convscope::test {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// Bytes without a pattern that repeats; more than one read brings.
inline QByteArray someBytes(qsizetype count, quint32 seed = 1)
{
    QByteArray bytes(count, '\0');
    for (char &byte : bytes) {
        seed = seed * 1664525 + 1013904223; // Numerical Recipes' generator
        byte = char(seed >> 24U);
    }
    return bytes;
}
inline const QByteArray kContent = someBytes(1'500'000);
inline const QString kName = QStringLiteral("file.gz");

inline RemoteFile remoteFile(const QStringList &addresses, const QByteArray &content = kContent)
{
    return { kName, addresses, content.size(),
        QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex() };
}

inline QByteArray bytesOf(const fs::path &path)
{
    const auto bytes = readFile(path, 100'000'000);
    return { reinterpret_cast<const char *>(bytes.data()), qsizetype(bytes.size()) };
}

inline CatalogueEntry entryOf(const std::vector<RemoteFile> &files)
{
    return { QStringLiteral("Some"), {}, {}, {}, files, {} };
}

inline TransferOptions forTests()
{
    return { .pauses = { 0ms, 0ms, 0ms }, .stallTimeout = 30s, .allowLocalHttp = true };
}

/// A folder, a download into it, and what it said.
class DownloadDesk {
public:
    explicit DownloadDesk(TransferOptions options = forTests())
        : download(std::move(options))
    {
        QObject::connect(&download, &DatasetDownload::finished, &download,
            [this](const QString &where) { location = where; });
        QObject::connect(&download, &DatasetDownload::failed, &download,
            [this](const QString &sentence) { error = sentence; });
    }

    QString inFolder() const { return QString::fromStdString(folder.string()); }
    /// To its end, good or bad.
    bool get(const CatalogueEntry &entry)
    {
        location.clear();
        error.clear();
        download.start(entry, inFolder());
        return QTest::qWaitFor([this] { return !download.isBusy(); }, kPatience) && error.isEmpty()
            && location == inFolder() + QStringLiteral("/Some");
    }
    QByteArray content(const char *name) const
    {
        const fs::path path = folder / "Some" / name;
        return fs::exists(path) ? bytesOf(path) : QByteArray("none");
    }
    QByteArray whole() const { return content("file.gz"); }
    QByteArray part() const { return content("file.gz.part"); }

    TempFolder folder;
    QString location, error;
    DatasetDownload download;
};

inline HttpServer::Handler serving(const QByteArray &content = kContent)
{
    return [content](const HttpRequest &request) {
        return serveFile(request, content);
    };
}

} // namespace convscope::test
