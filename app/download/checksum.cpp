// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/download/checksum.h"
#include "core/base/error.h"
#include "core/base/files/byte_reader.h"
#include <QCryptographicHash>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <vector>

namespace convscope {

namespace {

constexpr std::size_t kReadAtOnce = std::size_t { 1 } << 20U;
constexpr std::size_t kMaxListBytes = std::size_t { 1 } << 16U;
constexpr std::size_t kHexLength = 64;

} // namespace

QByteArray sha256OfFile(const std::filesystem::path &path, const Progress &progress)
{
    std::error_code code;
    const auto total = std::size_t(std::filesystem::file_size(path, code));
    std::ifstream file(path, std::ios::binary);
    if (code || !file)
        throw Error(path.string() + ": cannot be read; check that the folder is still there");
    QCryptographicHash hash(QCryptographicHash::Sha256);
    std::vector<char> piece(kReadAtOnce);
    for (std::size_t done = 0; file;) {
        if (!progress(done, total))
            throw Cancelled();
        file.read(piece.data(), std::streamsize(piece.size()));
        hash.addData(QByteArrayView(piece.data(), qsizetype(file.gcount())));
        done += std::size_t(file.gcount());
    }
    if (file.bad())
        throw Error(path.string() + ": cannot be read to its end; check the disk");
    return hash.result().toHex();
}

ChecksumList readChecksumList(const std::filesystem::path &path, const std::string &title)
{
    ChecksumList list;
    std::error_code code;
    if (!std::filesystem::is_regular_file(path, code))
        return list;
    std::vector<std::uint8_t> bytes;
    try {
        bytes = readFile(path, kMaxListBytes);
    } catch (const Error &) {
        return list; // not ours, then
    }
    std::istringstream text(std::string(bytes.begin(), bytes.end()));
    std::string line;
    if (!std::getline(text, line) || line != title)
        return list;
    while (std::getline(text, line))
        if (line.size() > kHexLength + 2)
            list[line.substr(kHexLength + 2)]
                = QByteArray::fromStdString(line.substr(0, kHexLength));
    return list;
}

std::string checksumListText(const ChecksumList &list)
{
    std::string text;
    for (const auto &[name, sha256] : list)
        text += sha256.toStdString() + "  " + name + "\n";
    return text;
}

} // namespace convscope
