// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files/staged_files.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/base/files/byte_reader.h"
#include "core/base/files/storage_error.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <vector>

namespace convscope {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const fs::path &path, const std::string &what, int error)
{
    const std::string reason = std::strerror(error); // NOLINT(concurrency-mt-unsafe)
    throwWriteError(path.string() + ": cannot " + what + ": " + reason, error);
}

/// A hidden folder beside the files to be, gone at the end with everything that was not moved away.
class StagedFolder {
public:
    StagedFolder(const fs::path &folder, const fs::path &asked)
    {
        removeUnfinished(folder);
        m_made = beginFolder(folder);
        if (!m_made.lock.isOpen())
            fail(asked, "create it", errno);
        std::error_code error;
        for (const fs::path &inside : { files(), aside() })
            if (!fs::create_directory(inside, error))
                fail(asked, "create it", error.value());
    }
    ~StagedFolder()
    {
        std::error_code ignored;
        fs::remove_all(m_made.path, ignored);
    }
    StagedFolder(const StagedFolder &) = delete;
    StagedFolder &operator=(const StagedFolder &) = delete;

    /// With the permissions of any new folder, so that it can become one.
    fs::path files() const { return m_made.path / "files"; }
    /// For what had the names before.
    fs::path aside() const { return m_made.path / "old"; }

private:
    Unfinished m_made;
};

void replaceAll(std::string &text, const std::string &from, const std::string &to)
{
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
}

/// Errors name the folder that the person knows.
void writeInto(const StagedFolder &staged, const fs::path &folder,
    const std::function<void(const fs::path &)> &write)
{
    try {
        write(staged.files());
    } catch (const Error &error) {
        std::string sentence = error.what();
        replaceAll(sentence, (staged.files() / "").string(), (folder / "").string());
        replaceAll(sentence, staged.files().string(), folder.string());
        if (sentence == error.what())
            throw; // as what it is
        throw Error(sentence);
    }
}

/// A file that is to get a name, and the one that had it before.
class Replacement {
public:
    Replacement(fs::path finished, const fs::path &target, const fs::path &aside)
        : m_finished(std::move(finished))
        , m_target(fileTarget(target))
        , m_old(aside / target.filename())
    {
    }

    void keepOld() const
    {
        std::error_code error;
        if (m_target.rights)
            fs::create_hard_link(m_target.path, m_old, error);
        if (error) // as where the file system has no links
            fs::copy_file(m_target.path, m_old, error);
        check(error);
    }
    void place()
    {
        m_isDone = true;
        moveThere(m_finished);
    }
    void undo() const noexcept
    try {
        if (m_isDone && m_target.rights)
            moveThere(m_old);
        else if (m_isDone)
            fs::remove(m_target.path);
    } catch (const std::exception &) {
        return; // the error that led here is told
    }
    void flush() const
    {
        if (!flushFolder(m_target.path.parent_path()))
            m_target.fail("make sure that it is on the disk");
    }

private:
    void check(const std::error_code &error) const
    {
        if (!error)
            return;
        errno = error.value();
        m_target.fail("write it");
    }
    void moveThere(const fs::path &file) const
    {
        m_target.passRightsTo(file);
        std::error_code error;
        fs::rename(file, m_target.path, error);
        if (error == std::errc::cross_device_link) { // a link may lead anywhere
            AtomicFile copy(m_target.asked);
            copy.write(readFile(file, std::numeric_limits<std::size_t>::max()));
            copy.commit();
            return;
        }
        check(error);
    }

    fs::path m_finished;
    FileTarget m_target;
    fs::path m_old;
    bool m_isDone = false;
};

void placeAll(std::vector<Replacement> &files)
{
    for (const Replacement &file : files)
        file.keepOld();
    try {
        for (Replacement &file : files)
            file.place();
        for (const Replacement &file : files)
            file.flush();
    } catch (const Error &) {
        for (const Replacement &file : files)
            file.undo();
        throw;
    }
}

void placeFolder(const fs::path &staged, const fs::path &folder, const fs::path &asked)
{
    std::error_code error;
    fs::rename(staged, folder, error);
    if (error)
        fail(asked, "create it", error.value());
    if (flushFolder(folder.parent_path()))
        return;
    const int reason = errno;
    fs::rename(folder, staged, error);
    fail(asked, "make sure that it is on the disk", reason);
}

/// The folders above it that are not there, the outermost first.
std::vector<fs::path> missingAbove(const fs::path &folder)
{
    std::vector<fs::path> missing;
    std::error_code error;
    for (fs::path at = folder.parent_path(); !at.empty() && !fs::exists(at, error);
         at = at.parent_path())
        missing.push_back(at);
    std::ranges::reverse(missing);
    return missing;
}

} // namespace

void writeTogether(const fs::path &folder, const fs::path &asked,
    const std::function<void(const fs::path &)> &write)
{
    std::error_code error;
    const fs::path there = folder.empty() ? fs::path(".") : folder;
    const fs::file_status status = fs::status(there, error);
    if (status.type() == fs::file_type::not_found) {
        const fs::path target = fileTarget(folder).path; // where a link leads nowhere yet
        const StagedFolder staged(target.parent_path(), asked);
        writeInto(staged, folder, write);
        placeFolder(staged.files(), target, asked);
        return;
    }
    if (status.type() == fs::file_type::none)
        fail(asked, "create it", error.value());
    if (!fs::is_directory(status))
        throw Error(folder.string() + ": it is a file; give the name of a folder");
    const StagedFolder staged(there, asked);
    writeInto(staged, folder, write);
    std::vector<Replacement> files;
    for (const auto &entry : fs::directory_iterator(staged.files()))
        files.emplace_back(entry.path(), folder / entry.path().filename(), staged.aside());
    placeAll(files);
}

void writeFolder(const fs::path &folder, const std::function<void(const fs::path &)> &write)
{
    const fs::path plain = plainPath(folder);
    const std::vector<fs::path> missing = missingAbove(plain);
    try {
        std::error_code error;
        fs::create_directories(plain.parent_path(), error);
        if (error && !plain.parent_path().empty())
            fail(folder, "create it", error.value());
        writeTogether(plain, folder, write);
    } catch (...) {
        std::error_code ignored;
        for (auto made = missing.rbegin(); made != missing.rend(); ++made)
            fs::remove(*made, ignored);
        throw;
    }
}

fs::path plainPath(const fs::path &path)
{
    const fs::path plain = path.lexically_normal();
    return plain.has_filename() || plain == plain.root_path() ? plain : plain.parent_path();
}

} // namespace convscope
