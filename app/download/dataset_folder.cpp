// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/download/dataset_folder.h"
#include "app/download/archive_unpack.h"
#include "core/base/files/atomic_file.h"
#include <QDir>
#include <QFileInfo>
#include <algorithm>

namespace convscope {

namespace fs = std::filesystem;

namespace {

const QString kPart = QStringLiteral(".part");
/// The list of what was unpacked, as `sha256sum --check` reads it. Its first line tells the
/// archive's checksum.
const char *const kSums = "SHA256SUMS";

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

DatasetFolder::DatasetFolder(CatalogueEntry entry, const QString &folder)
    : m_entry(std::move(entry))
    , m_path(QDir(folder).filePath(m_entry.name))
{
}

QString DatasetFolder::part(const RemoteFile &file) const
{
    return QDir(m_path).filePath(file.name + kPart);
}

fs::path DatasetFolder::native(const QString &name) const
{
    return QFile::encodeName(name.isEmpty() ? m_path : QDir(m_path).filePath(name)).toStdString();
}

qint64 DatasetFolder::bytesThere() const
{
    const QDir dir(m_path);
    const bool isUnpacked = !m_entry.packed.empty()
        && std::ranges::all_of(m_entry.packed, [&dir](const PackedFile &file) {
               return dir.exists(QString::fromStdString(nameOf(file)));
           });
    if (isUnpacked && dir.exists(QString::fromLatin1(kSums)))
        return m_entry.downloadBytes();
    qint64 bytes = 0;
    for (const RemoteFile &file : m_entry.files) {
        const QFileInfo whole(dir.filePath(file.name));
        const QFileInfo begun(part(file));
        bytes += std::min(whole.exists() ? whole.size() : begun.size(), file.bytes);
    }
    return bytes;
}

/// Not by QStorageInfo: it looks among the mounts, where a changed root is not named.
std::optional<std::uintmax_t> DatasetFolder::freeBytes() const
{
    std::error_code code;
    const fs::space_info disk = fs::space(native(), code);
    return code ? std::nullopt : std::optional(disk.available);
}

DatasetFolder::Found DatasetFolder::look(const Progress &progress) const
{
    Found found;
    found.isUnpacked = !m_entry.packed.empty() && isUnpackedThere(native(), m_entry, progress);
    for (const RemoteFile &file : m_entry.files)
        found.files.push_back(found.isUnpacked || isFileThere(native(file.name), file, progress));
    return found;
}

bool DatasetFolder::takePart(const RemoteFile &file, const Progress &progress) const
{
    const fs::path target = native(file.name);
    const fs::path part = target.string() + kPart.toStdString();
    const bool isRight = sha256OfFile(part, progress) == file.sha256;
    if (isRight)
        moveIntoPlace(part, target);
    else
        fs::remove(part);
    return isRight;
}

void DatasetFolder::unpack(const Progress &progress) const
{
    const RemoteFile &archive = m_entry.files.front();
    const fs::path path = native(archive.name);
    const ChecksumList sums = unpackFiles(path, m_entry.packed, native(), progress);
    writeFileAtomically(native() / kSums, sumsTitle(archive) + "\n" + checksumListText(sums));
    fs::remove(path);
}

} // namespace convscope
