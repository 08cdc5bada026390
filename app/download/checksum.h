// SPDX-License-Identifier: GPL-3.0-or-later
// SHA-256 of files, and the lists that sha256sum reads.
#pragma once
#include "core/base/progress.h"
#include <QByteArray>
#include <filesystem>
#include <map>
#include <string>

namespace convscope {

/// In lower-case hex. Reads piece by piece and tells how many bytes are done.
/// @throws Error when the file cannot be read, Cancelled.
QByteArray sha256OfFile(const std::filesystem::path &path, const Progress &progress = noProgress);

/// File names and their SHA-256.
using ChecksumList = std::map<std::string, QByteArray>;
/// Lines of "<hex>  <name>" after the line `title`. Empty where the file is not there, or is
/// something else.
ChecksumList readChecksumList(const std::filesystem::path &path, const std::string &title);
std::string checksumListText(const ChecksumList &list);

} // namespace convscope
