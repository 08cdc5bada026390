// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/download/archive_unpack.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include <QCryptographicHash>
#include <archive.h>
#include <archive_entry.h>
#include <memory>
#include <optional>

namespace convscope {

namespace {

namespace fs = std::filesystem;

// The most bytes of files not asked for: a read-me, and the blocks of the archive itself.
constexpr qint64 kMaxBesides = qint64 { 16 } << 20U;
constexpr std::size_t kUnpackPiece = std::size_t { 1 } << 18U;

struct OpenFile {
    std::unique_ptr<AtomicFile> file;
    QCryptographicHash hash { QCryptographicHash::Sha256 };
    qint64 bytes = 0;
};

class Unpacker {
public:
    Unpacker(const fs::path &archive, const std::vector<PackedFile> &requested, fs::path folder,
        const Progress &progress)
        : m_name(archive.string())
        , m_requested(requested)
        , m_folder(std::move(folder))
        , m_progress(progress)
        , m_files(requested.size())
        , m_archive(archive_read_new(), &archive_read_free)
    {
        std::error_code code;
        m_total = std::size_t(fs::file_size(archive, code));
        for (const PackedFile &file : requested)
            m_mostBytes += file.mostBytes;
        m_mostBytes += kMaxBesides;
        archive_read_support_filter_gzip(m_archive.get());
        archive_read_support_format_tar(m_archive.get());
        if (archive_read_open_filename(m_archive.get(), archive.c_str(), kUnpackPiece)
            != ARCHIVE_OK)
            failDamaged();
    }

    ChecksumList run()
    {
        while (archive_entry *entry = next()) {
            if (const auto index = requestedIndex(entry))
                take(*index, entry);
            else if (archive_entry_size(entry) > kMaxBesides)
                failTooLarge(); // and is not unpacked only to be skipped
        }
        for (std::size_t i = 0; i < m_files.size(); ++i)
            if (!m_files[i])
                fail("does not hold " + pathOf(i) + "; download it again");
        ChecksumList list;
        for (std::size_t i = 0; i < m_files.size(); ++i) {
            m_files[i]->file->commit();
            list[nameOf(i)] = m_files[i]->hash.result().toHex();
        }
        return list;
    }

private:
    [[noreturn]] void fail(const std::string &reason) const { throw Error(m_name + ": " + reason); }
    [[noreturn]] void failDamaged() const
    {
        const char *reason = archive_error_string(m_archive.get());
        fail("is damaged (" + std::string(reason ? reason : "not a .tar.gz archive")
            + "); delete it and download it again");
    }
    [[noreturn]] void failTooLarge() const
    {
        fail("holds far more than the dataset, and was left alone");
    }
    std::string pathOf(std::size_t i) const { return m_requested[i].path.toStdString(); }
    std::string nameOf(std::size_t i) const { return fs::path(pathOf(i)).filename().string(); }

    void check() const
    {
        if (archive_filter_bytes(m_archive.get(), 0) > m_mostBytes)
            failTooLarge();
        if (!m_progress(std::size_t(archive_filter_bytes(m_archive.get(), -1)), m_total))
            throw Cancelled();
    }

    archive_entry *next()
    {
        check();
        archive_entry *entry = nullptr;
        const int status = archive_read_next_header(m_archive.get(), &entry);
        if (status == ARCHIVE_EOF)
            return nullptr;
        if (status != ARCHIVE_OK)
            failDamaged();
        return entry;
    }

    std::optional<std::size_t> requestedIndex(archive_entry *entry) const
    {
        const char *path = archive_entry_pathname(entry);
        for (std::size_t i = 0; path && i < m_requested.size(); ++i)
            if (pathOf(i) == path)
                return i;
        return std::nullopt;
    }

    void take(std::size_t index, archive_entry *entry)
    {
        if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry))
            fail("holds " + pathOf(index) + " as something else than a plain file");
        if (m_files[index])
            fail("holds " + pathOf(index) + " twice");
        OpenFile &open = m_files[index].emplace();
        open.file = std::make_unique<AtomicFile>(m_folder / nameOf(index));
        for (;;) {
            check();
            const la_ssize_t read
                = archive_read_data(m_archive.get(), m_piece.data(), m_piece.size());
            if (read < 0)
                failDamaged();
            if (read == 0)
                return;
            open.bytes += read;
            if (open.bytes > m_requested[index].mostBytes)
                fail("holds " + pathOf(index) + " with more than the expected "
                    + std::to_string(m_requested[index].mostBytes) + " bytes");
            open.hash.addData(QByteArrayView(m_piece.data(), read));
            open.file->write(std::string_view(m_piece.data(), std::size_t(read)));
        }
    }

    std::string m_name;
    const std::vector<PackedFile> &m_requested;
    fs::path m_folder;
    const Progress &m_progress;
    std::vector<std::optional<OpenFile>> m_files; // as m_requested
    std::vector<char> m_piece = std::vector<char>(kUnpackPiece);
    std::size_t m_total = 0;
    qint64 m_mostBytes = 0;
    std::unique_ptr<archive, decltype(&archive_read_free)> m_archive;
};

} // namespace

ChecksumList unpackFiles(const fs::path &archive, const std::vector<PackedFile> &requested,
    const fs::path &folder, const Progress &progress)
{
    return Unpacker(archive, requested, folder, progress).run();
}

} // namespace convscope
