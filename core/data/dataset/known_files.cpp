// SPDX-License-Identifier: GPL-3.0-or-later
// The file, all numbers little-endian:
//   "CSFILE01", u64 length of the folder's key, the key, u64 number of stamps, u64 each, sorted,
//   and at the end u64 hash of all before.
#include "core/data/dataset/known_files.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/base/files/byte_reader.h"
#include "core/base/hash.h"
#include <algorithm>
#include <fcntl.h>
#include <iomanip>
#include <sstream>
#include <sys/stat.h>

namespace convscope {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "CSFILE01";
constexpr std::size_t kMaxBytes = std::size_t { 256 } << 20U; // thirty million files

fs::path pathOf(const fs::path &cache, const std::string &key)
{
    std::ostringstream name;
    name << std::hex << std::setw(16) << std::setfill('0')
         << Hasher().add(std::string_view(key)).digest() << KnownFiles::kExtension;
    return cache / name.str();
}

void addNumber(std::vector<std::uint8_t> &bytes, std::uint64_t value)
{
    for (unsigned i = 0; i < 8; ++i)
        bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::vector<std::uint64_t> readStamps(const fs::path &path, const std::string &key)
{
    const auto bytes = readFile(path, kMaxBytes);
    BoundedReader reader(path.string(), bytes);
    const auto magic = reader.take(kMagic.size(), "the signature");
    if (!std::equal(magic.begin(), magic.end(), kMagic.begin()))
        reader.fail("it is of another version");
    const auto name = reader.take(reader.u64Little("the key's length"), "the key");
    if (!std::equal(name.begin(), name.end(), key.begin(), key.end(),
            [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); }))
        reader.fail("it is of another folder");
    const std::uint64_t count = reader.u64Little("the number of files");
    constexpr std::size_t kNumber = 8;
    if (reader.left() % kNumber != 0 || reader.left() / kNumber != count + 1)
        reader.fail("it is cut off");
    std::vector<std::uint64_t> stamps(count);
    for (std::uint64_t &stamp : stamps)
        stamp = reader.u64Little("a stamp");
    if (xxHash64(std::span(bytes).first(reader.position())) != reader.u64Little("the hash"))
        reader.fail("it is damaged");
    return stamps;
}

} // namespace

StampedFolder::StampedFolder(fs::path root)
    : m_root(std::move(root))
    , m_folder(::open(m_root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))
{
}

std::uint64_t StampedFolder::stamp(const std::string &name) const
{
    struct stat facts { };
    // By its path where the folder that is open is not the one that lies there now.
    if ((!m_folder.isOpen() || ::fstatat(m_folder.number(), name.c_str(), &facts, 0) != 0)
        && ::stat((m_root / name).c_str(), &facts) != 0)
        return 0;
    return Hasher()
        .add(std::string_view(name))
        .add(static_cast<std::uint64_t>(facts.st_size))
        .add(static_cast<std::uint64_t>(facts.st_mtim.tv_sec))
        .add(static_cast<std::uint64_t>(facts.st_mtim.tv_nsec))
        // Also of files whose date was set back after a change.
        .add(static_cast<std::uint64_t>(facts.st_ctim.tv_sec))
        .add(static_cast<std::uint64_t>(facts.st_ctim.tv_nsec))
        .digest();
}

std::string StampedFolder::key() const
{
    std::error_code code;
    const fs::path root = fs::canonical(m_root, code);
    return code ? std::string() : root.string();
}

KnownFiles::KnownFiles(const fs::path &cache, const std::string &key)
    : m_path(cache.empty() || key.empty() ? fs::path() : pathOf(cache, key))
    , m_key(key)
{
    if (m_path.empty())
        return;
    try {
        m_stamps = readStamps(m_path, m_key);
    } catch (const Error &) { // all files are looked at, as the first time
    }
}

bool KnownFiles::contains(std::uint64_t stamp) const
{
    return stamp != 0 && std::ranges::binary_search(m_stamps, stamp);
}

void KnownFiles::replace(std::vector<std::uint64_t> stamps)
{
    if (m_path.empty())
        return;
    std::ranges::sort(stamps);
    if (stamps == m_stamps)
        return;
    m_stamps = std::move(stamps);
    std::vector<std::uint8_t> bytes(kMagic.begin(), kMagic.end());
    addNumber(bytes, m_key.size());
    bytes.insert(bytes.end(), m_key.begin(), m_key.end());
    addNumber(bytes, m_stamps.size());
    for (const std::uint64_t stamp : m_stamps)
        addNumber(bytes, stamp);
    addNumber(bytes, xxHash64(bytes));
    try {
        fs::create_directories(m_path.parent_path());
        AtomicFile file(m_path);
        file.write(bytes);
        file.commitUnflushed();
    } catch (const Error &) { // the next opening looks again
    } catch (const fs::filesystem_error &) {
    }
}

} // namespace convscope
