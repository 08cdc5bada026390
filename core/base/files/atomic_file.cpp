// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files/atomic_file.h"
#include "core/base/error.h"
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <tuple>

namespace convscope {

namespace {

constexpr unsigned kNewFile = 0666; // less the umask

std::span<const std::uint8_t> asBytes(std::string_view text)
{
    return { reinterpret_cast<const std::uint8_t *>(text.data()), text.size() };
}

} // namespace

AtomicFile::AtomicFile(const std::filesystem::path &target)
    : m_target(fileTarget(target))
{
    const std::filesystem::path folder = m_target.path.parent_path();
    removeUnfinished(folder);
    m_file = beginFile(folder, m_target.rights ? m_target.rights->mode : kNewFile);
    if (!m_file.lock.isOpen())
        m_target.fail("create it");
    m_target.passRightsTo(m_file.path);
}

AtomicFile::~AtomicFile()
{
    if (!m_file.path.empty())
        ::unlink(m_file.path.c_str());
}

void AtomicFile::write(std::span<const std::uint8_t> bytes)
{
    if (!m_file.lock.write(bytes))
        m_target.fail("write it");
}

void AtomicFile::write(std::string_view text)
{
    write(asBytes(text));
}

void AtomicFile::commit()
{
    if (!m_file.lock.flush())
        m_target.fail("write it");
    rename();
    if (!flushFolder(m_target.path.parent_path()))
        m_target.fail("make sure that it is on the disk");
}

void AtomicFile::commitUnflushed()
{
    rename();
}

/// Closing may still fail; the second descriptor keeps the lock until the file has its name.
void AtomicFile::rename()
{
    const Descriptor lock(::fcntl(m_file.lock.number(), F_DUPFD_CLOEXEC, 0));
    if (!m_file.lock.close() || ::rename(m_file.path.c_str(), m_target.path.c_str()) != 0)
        m_target.fail("write it");
    m_file.path.clear();
}

bool flushFolder(const std::filesystem::path &folder)
{
    Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened.isOpen())
        return errno == EACCES; // a folder to put things into, without a look at the others
    return opened.flush() && opened.close();
}

void moveIntoPlace(const std::filesystem::path &finished, const std::filesystem::path &target)
{
    const FileTarget place = fileTarget(target);
    Descriptor file(::open(finished.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file.isOpen() || !file.flush() || !file.close())
        place.fail("write it");
    place.passRightsTo(finished);
    if (::rename(finished.c_str(), place.path.c_str()) != 0)
        place.fail("write it");
    if (!flushFolder(place.path.parent_path()))
        place.fail("make sure that it is on the disk");
}

void writeFileAtomically(const std::filesystem::path &path, std::string_view content)
{
    AtomicFile file(path);
    file.write(content);
    file.commit();
}

void appendToFile(const std::filesystem::path &path, std::string_view text)
{
    const FileTarget target = fileTarget(path);
    Descriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NONBLOCK));
    struct stat facts { };
    if (!file.isOpen() || ::fstat(file.number(), &facts) != 0)
        target.fail("write it");
    if (file.write(asBytes(text)) && file.flush() && file.close())
        return;
    const int reason = errno;
    std::ignore = ::truncate(target.path.c_str(), facts.st_size); // no half of a line stays
    errno = reason;
    target.fail("write it");
}

} // namespace convscope
