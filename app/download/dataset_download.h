// SPDX-License-Identifier: GPL-3.0-or-later
// DatasetDownload: brings a dataset of the catalogue into a folder, checked and unpacked.
// GUI thread only; hashing and unpacking go on beside it.
#pragma once
#include "app/download/dataset_catalogue.h"
#include "app/download/file_download.h"
#include "app/download/transfer_rate.h"
#include "app/threads/background_task.h"
#include <QElapsedTimer>
#include <QLockFile>
#include <filesystem>
#include <memory>

namespace convscope {

class DatasetDownload : public QObject {
    Q_OBJECT
public:
    explicit DatasetDownload(TransferOptions options = {}, QObject *parent = nullptr);

    /// Into a folder of the dataset's name within `folder`. What is there already, whole or in
    /// part, is not fetched again.
    void start(const CatalogueEntry &entry, const QString &folder);
    /// The bytes that have come so far stay for the next time.
    void stop();
    bool isBusy() const { return m_isBusy; }

    /// A quick look, by names and sizes alone: how much of the download is there.
    static qint64 bytesThere(const CatalogueEntry &entry, const QString &folder);
    /// Where the dataset is when it is complete.
    static QString location(const CatalogueEntry &entry, const QString &folder);

Q_SIGNALS:
    void began(const QString &activity); ///< the next step: "Fetching …", "Checking …"
    /// The progress of the whole download, or of the check or the unpacking that began() told
    /// (speed 0).
    void progressed(qint64 done, qint64 total, double bytesPerSecond);
    void waiting(const QString &sentence); ///< a connection broke and is tried again
    void finished(const QString &location);
    void stopped();
    void failed(const QString &sentence);

private:
    void look();
    void takeInspection(std::vector<bool> isThere, bool isUnpacked);
    bool checkRoom();
    void fetchNext();
    void fetch(qsizetype firstAddress);
    void showTransfer();
    void verify();
    void takeVerified(bool isRight);
    void unpack();
    void finish();
    void release();
    void fail(const QString &sentence);
    const RemoteFile &file() const { return m_entry.files[m_current]; }
    std::filesystem::path pathOf(const QString &name) const;

    CatalogueEntry m_entry;
    QString m_folder; // the dataset's
    std::vector<bool> m_isThere; // as m_entry.files
    std::size_t m_current = 0;
    bool m_isBusy = false;
    std::unique_ptr<QLockFile> m_lock;
    qint64 m_bytesOfFile = 0; // that have come of the current one
    QElapsedTimer m_clock;
    QTimer m_showTimer; // ticks while bytes come
    TransferRate m_rate;
    FileDownload m_download;
    BackgroundTask m_task;
};

} // namespace convscope
