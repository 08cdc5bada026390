// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/download/dataset_download.h"
#include "app/download/archive_unpack.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include <QDir>
#include <QFileInfo>
#include <QLocale>

namespace convscope {

namespace fs = std::filesystem;

namespace {

const QString kPart = QStringLiteral(".part");
/// The unpacked files, as `sha256sum --check` reads it. Its first line tells the archive's
/// checksum.
const char *const kSums = "SHA256SUMS";
constexpr auto kShowEvery = std::chrono::milliseconds(100);

fs::path nativePath(const QString &path)
{
    return QFile::encodeName(path).toStdString();
}

std::string sumsTitle(const RemoteFile &archive)
{
    return "# unpacked from " + archive.name.toStdString() + " " + archive.sha256.toStdString();
}

std::string nameOf(const PackedFile &file)
{
    return fs::path(file.path.toStdString()).filename().string();
}

bool isFileThere(const fs::path &path, const RemoteFile &file, const Progress &progress)
{
    std::error_code code;
    return fs::is_regular_file(path, code) && qint64(fs::file_size(path, code)) == file.bytes
        && sha256OfFile(path, progress) == file.sha256;
}

bool isUnpackedThere(const fs::path &folder, const CatalogueEntry &entry, const Progress &progress)
{
    const ChecksumList sums = readChecksumList(folder / kSums, sumsTitle(entry.files.front()));
    for (const PackedFile &file : entry.packed) {
        const auto sum = sums.find(nameOf(file));
        const fs::path path = folder / nameOf(file);
        std::error_code code;
        if (sum == sums.end() || !fs::is_regular_file(path, code)
            || sha256OfFile(path, progress) != sum->second)
            return false;
    }
    return true;
}

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

QString DatasetDownload::location(const CatalogueEntry &entry, const QString &folder)
{
    return QDir(folder).filePath(entry.name);
}

qint64 DatasetDownload::bytesThere(const CatalogueEntry &entry, const QString &folder)
{
    if (folder.isEmpty())
        return 0;
    const QDir dir(location(entry, folder));
    const bool isUnpacked = !entry.packed.empty()
        && std::ranges::all_of(entry.packed, [&dir](const PackedFile &file) {
               return dir.exists(QString::fromStdString(nameOf(file)));
           });
    if (isUnpacked && dir.exists(QString::fromLatin1(kSums)))
        return entry.downloadBytes();
    qint64 bytes = 0;
    for (const RemoteFile &file : entry.files) {
        const QFileInfo whole(dir.filePath(file.name));
        const QFileInfo part(dir.filePath(file.name + kPart));
        bytes += std::min(whole.exists() ? whole.size() : part.size(), file.bytes);
    }
    return bytes;
}

fs::path DatasetDownload::pathOf(const QString &name) const
{
    return nativePath(QDir(m_folder).filePath(name));
}

void DatasetDownload::start(const CatalogueEntry &entry, const QString &folder)
{
    if (m_isBusy)
        stop();
    m_isBusy = true;
    m_entry = entry;
    m_folder = location(entry, QDir(folder).absolutePath());
    if (!QDir().mkpath(m_folder)) {
        fail(tr("%1: this folder cannot be made; choose another one")
                 .arg(QDir::toNativeSeparators(m_folder)));
        return;
    }
    m_lock = std::make_unique<QLockFile>(QDir(m_folder).filePath(QStringLiteral(".download.lock")));
    m_lock->setStaleLockTime(0); // however long it takes; a lock of a dead process is broken anyway
    if (!m_lock->tryLock(0)) {
        const bool isTaken = m_lock->error() == QLockFile::LockFailedError;
        fail((isTaken ? tr("%1: another download into this folder is going on; wait for its end")
                      : tr("%1: nothing can be written there; choose another folder"))
                 .arg(QDir::toNativeSeparators(m_folder)));
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
    m_task.start([this, entry = m_entry, folder = nativePath(m_folder)](
                     const Progress &progress) -> BackgroundTask::Deliver {
        const bool isUnpacked = !entry.packed.empty() && isUnpackedThere(folder, entry, progress);
        std::vector<bool> isThere;
        for (const RemoteFile &file : entry.files)
            isThere.push_back(
                isUnpacked || isFileThere(folder / file.name.toStdString(), file, progress));
        return [this, isThere, isUnpacked] {
            takeInspection(isThere, isUnpacked);
        };
    });
}

void DatasetDownload::takeInspection(std::vector<bool> isThere, bool isUnpacked)
{
    m_isThere = std::move(isThere);
    if (isUnpacked)
        finish();
    else if (checkRoom())
        fetchNext();
}

bool DatasetDownload::checkRoom()
{
    const qint64 needed = m_entry.diskBytes() - bytesThere(m_entry, QFileInfo(m_folder).path());
    // Not QStorageInfo: it looks among the mounts, where a changed root is not named.
    std::error_code code;
    const fs::space_info disk = fs::space(nativePath(m_folder), code);
    if (code || needed <= 0 || disk.available >= std::uintmax_t(needed))
        return true;
    const QLocale locale;
    fail(tr("%1: %2 more are needed there and %3 are free; make room or choose another folder")
             .arg(QDir::toNativeSeparators(m_folder),
                 locale.formattedDataSize(needed, 1, QLocale::DataSizeSIFormat),
                 locale.formattedDataSize(qint64(disk.available), 1, QLocale::DataSizeSIFormat)));
    return false;
}

void DatasetDownload::fetchNext()
{
    const auto missing = std::ranges::find(m_isThere, false);
    if (missing == m_isThere.end()) {
        m_entry.packed.empty() ? finish() : unpack();
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
    m_download.start(file(), QDir(m_folder).filePath(file().name + kPart), firstAddress);
}

void DatasetDownload::showTransfer()
{
    m_rate.add(m_clock.elapsed(), m_bytesOfFile);
    qint64 done = m_bytesOfFile;
    for (std::size_t i = 0; i < m_isThere.size(); ++i)
        if (m_isThere[i])
            done += m_entry.files[i].bytes;
    Q_EMIT progressed(done, m_entry.downloadBytes(), m_rate.bytesPerSecond());
}

/// A file takes its name only when it is the right one.
void DatasetDownload::verify()
{
    m_showTimer.stop();
    showTransfer();
    Q_EMIT began(tr("Checking %1…").arg(file().name));
    m_task.start([this, requested = file(), target = pathOf(file().name)](
                     const Progress &progress) -> BackgroundTask::Deliver {
        const fs::path part = target.string() + kPart.toStdString();
        const bool isRight = sha256OfFile(part, progress) == requested.sha256;
        if (isRight)
            moveIntoPlace(part, target);
        else
            fs::remove(part);
        return [this, isRight] {
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
    Q_EMIT began(tr("Unpacking %1…").arg(m_entry.files.front().name));
    m_task.start([this, entry = m_entry, folder = nativePath(m_folder)](
                     const Progress &progress) -> BackgroundTask::Deliver {
        const RemoteFile &archive = entry.files.front();
        const fs::path path = folder / archive.name.toStdString();
        const ChecksumList sums = unpackFiles(path, entry.packed, folder, progress);
        writeFileAtomically(folder / kSums, sumsTitle(archive) + "\n" + checksumListText(sums));
        fs::remove(path);
        return [this] {
            finish();
        };
    });
}

void DatasetDownload::finish()
{
    release();
    Q_EMIT finished(m_folder);
}

void DatasetDownload::release()
{
    m_isBusy = false;
    m_showTimer.stop();
    m_lock.reset();
    QDir().rmdir(m_folder); // only goes when it is empty
}

void DatasetDownload::fail(const QString &sentence)
{
    release();
    Q_EMIT failed(sentence);
}

} // namespace convscope
