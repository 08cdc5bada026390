// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/download/dataset_download.h"
#include <QDir>
#include <QLocale>
#include <algorithm>

namespace convscope {

namespace {

constexpr auto kShowEvery = std::chrono::milliseconds(100);

} // namespace

DatasetDownload::DatasetDownload(TransferOptions options, QObject *parent)
    : QObject(parent)
    , m_download(std::move(options))
{
    m_showTimer.setInterval(kShowEvery);
    connect(&m_showTimer, &QTimer::timeout, this, &DatasetDownload::showTransfer);
    connect(&m_download, &FileDownload::progressed, this,
        [this](qint64 bytes) { m_bytesOfFile = bytes; });
    connect(&m_download, &FileDownload::finished, this, &DatasetDownload::verify);
    connect(&m_download, &FileDownload::failed, this, &DatasetDownload::fail);
    connect(&m_download, &FileDownload::waiting, this, &DatasetDownload::waiting);
    connect(&m_task, &BackgroundTask::failed, this, &DatasetDownload::fail);
    connect(&m_task, &BackgroundTask::progressed, this,
        [this](quint64 done, quint64 total) { Q_EMIT progressed(qint64(done), qint64(total), 0); });
}

void DatasetDownload::start(const CatalogueEntry &entry, const QString &folder)
{
    if (m_isBusy)
        stop();
    m_isBusy = true;
    m_target = DatasetFolder(entry, QDir(folder).absolutePath());
    if (!QDir().mkpath(m_target.path())) {
        fail(tr("%1: this folder cannot be made; choose another one")
                 .arg(QDir::toNativeSeparators(m_target.path())));
        return;
    }
    m_lock = std::make_unique<QLockFile>(
        QDir(m_target.path()).filePath(QStringLiteral(".download.lock")));
    m_lock->setStaleLockTime(0); // however long it takes; a lock of a dead process is broken anyway
    if (!m_lock->tryLock(0)) {
        const bool isTaken = m_lock->error() == QLockFile::LockFailedError;
        fail((isTaken ? tr("%1: another download into this folder is going on; wait for its end")
                      : tr("%1: nothing can be written there; choose another folder"))
                 .arg(QDir::toNativeSeparators(m_target.path())));
        return;
    }
    m_clock.start();
    look();
}

void DatasetDownload::stop()
{
    if (!m_isBusy)
        return;
    m_download.stop();
    m_task.cancel();
    release();
    Q_EMIT stopped();
}

void DatasetDownload::look()
{
    Q_EMIT began(tr("Looking at what is there already…"));
    m_task.start([this, target = m_target](const Progress &progress) -> BackgroundTask::Deliver {
        return [this, found = target.look(progress)] {
            take(found);
        };
    });
}

void DatasetDownload::take(const DatasetFolder::Found &found)
{
    m_isThere = found.files;
    if (found.isUnpacked)
        finish();
    else if (checkRoom())
        fetchNext();
}

bool DatasetDownload::checkRoom()
{
    const qint64 needed = m_target.entry().diskBytes() - m_target.bytesThere();
    const auto free = m_target.freeBytes();
    if (!free || needed <= 0 || *free >= std::uintmax_t(needed))
        return true;
    const QLocale locale;
    fail(tr("%1: %2 more are needed there and %3 are free; make room or choose another folder")
             .arg(QDir::toNativeSeparators(m_target.path()),
                 locale.formattedDataSize(needed, 1, QLocale::DataSizeSIFormat),
                 locale.formattedDataSize(qint64(*free), 1, QLocale::DataSizeSIFormat)));
    return false;
}

void DatasetDownload::fetchNext()
{
    const auto missing = std::ranges::find(m_isThere, false);
    if (missing == m_isThere.end()) {
        m_target.entry().packed.empty() ? finish() : unpack();
        return;
    }
    m_current = std::size_t(missing - m_isThere.begin());
    fetch(0);
}

void DatasetDownload::fetch(qsizetype firstAddress)
{
    Q_EMIT began(tr("Fetching %1…").arg(file().name));
    m_rate.restart();
    m_bytesOfFile = 0;
    m_showTimer.start();
    m_download.start(file(), m_target.part(file()), firstAddress);
}

void DatasetDownload::showTransfer()
{
    m_rate.add(m_clock.elapsed(), m_bytesOfFile);
    qint64 done = m_bytesOfFile;
    for (std::size_t i = 0; i < m_isThere.size(); ++i)
        if (m_isThere[i])
            done += m_target.entry().files[i].bytes;
    Q_EMIT progressed(done, m_target.entry().downloadBytes(), m_rate.bytesPerSecond());
}

void DatasetDownload::verify()
{
    m_showTimer.stop();
    showTransfer();
    Q_EMIT began(tr("Checking %1…").arg(file().name));
    m_task.start([this, requested = file(), target = m_target](
                     const Progress &progress) -> BackgroundTask::Deliver {
        return [this, isRight = target.takePart(requested, progress)] {
            takeVerified(isRight);
        };
    });
}

void DatasetDownload::takeVerified(bool isRight)
{
    if (isRight) {
        m_isThere[m_current] = true;
        fetchNext();
    } else if (m_download.wasResumed()) {
        fetch(m_download.address()); // the older bytes may be to blame
    } else if (m_download.address() + 1 < file().addresses.size()) {
        fetch(m_download.address() + 1);
    } else {
        fail(tr("%1: what came is not the known file (its SHA-256 checksum differs), so it was "
                "removed; try again later")
                 .arg(file().name));
    }
}

void DatasetDownload::unpack()
{
    Q_EMIT began(tr("Unpacking %1…").arg(m_target.entry().files.front().name));
    m_task.start([this, target = m_target](const Progress &progress) -> BackgroundTask::Deliver {
        target.unpack(progress);
        return [this] {
            finish();
        };
    });
}

void DatasetDownload::finish()
{
    release();
    Q_EMIT finished(m_target.path());
}

void DatasetDownload::release()
{
    m_isBusy = false;
    m_showTimer.stop();
    m_lock.reset();
    QDir().rmdir(m_target.path()); // only goes when it is empty
}

void DatasetDownload::fail(const QString &sentence)
{
    release();
    Q_EMIT failed(sentence);
}

} // namespace convscope
