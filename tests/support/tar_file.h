// SPDX-License-Identifier: GPL-3.0-or-later
// Archives made for one test, good and bad ones.
#pragma once
#include <archive.h>
#include <archive_entry.h>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace convscope::test {

struct TarEntry {
    std::string path, content;
    std::string symbolicLink, hardLink; ///< to where, instead of a content
};

inline void writeTarGz(const std::filesystem::path &path, const std::vector<TarEntry> &entries)
{
    archive *file = archive_write_new();
    archive_write_add_filter_gzip(file);
    archive_write_set_format_ustar(file);
    bool isFine = archive_write_open_filename(file, path.c_str()) == ARCHIVE_OK;
    for (const TarEntry &entry : entries) {
        archive_entry *header = archive_entry_new();
        archive_entry_set_pathname(header, entry.path.c_str());
        archive_entry_set_perm(header, 0644);
        archive_entry_set_filetype(header, entry.symbolicLink.empty() ? AE_IFREG : AE_IFLNK);
        archive_entry_set_size(header, la_int64_t(entry.content.size()));
        if (!entry.symbolicLink.empty())
            archive_entry_set_symlink(header, entry.symbolicLink.c_str());
        if (!entry.hardLink.empty())
            archive_entry_set_hardlink(header, entry.hardLink.c_str());
        isFine &= archive_write_header(file, header) == ARCHIVE_OK;
        isFine &= archive_write_data(file, entry.content.data(), entry.content.size())
            == la_ssize_t(entry.content.size());
        archive_entry_free(header);
    }
    isFine &= archive_write_close(file) == ARCHIVE_OK;
    archive_write_free(file);
    if (!isFine)
        throw std::runtime_error("cannot write " + path.string());
}

} // namespace convscope::test
