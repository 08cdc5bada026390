// SPDX-License-Identifier: GPL-3.0-or-later
// DatasetDownload: brings a dataset of the catalogue into a folder, checked and unpacked.
// GUI thread only; hashing and unpacking go on beside it.
#pragma once
#include "app/download/dataset_folder.h"
#include "app/download/file_download.h"
#include "app/download/transfer_rate.h"
#include "app/threads/background_task.h"
#include <QElapsedTimer>
#include <QLockFile>
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
    void take(const DatasetFolder::Found &found);
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
    const RemoteFile &file() const { return m_target.entry().files[m_current]; }

    DatasetFolder m_target;
    std::vector<bool> m_isThere; // as the files of m_target
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
