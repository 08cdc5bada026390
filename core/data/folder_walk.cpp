// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/folder_walk.h"
#include "core/base/error.h"
#include "core/data/picture_file.h"
#include "core/data/picture_header.h"
#include <algorithm>
#include <array>
#include <sys/stat.h>
#include <system_error>

namespace convscope {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFilesBetweenReports = 64;

bool isSystemFile(const std::string &name)
{
    static constexpr std::array<std::string_view, 4> kNames { ".DS_Store", "Thumbs.db",
        "desktop.ini", "Icon\r" };
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

bool isHidden(const fs::path &path)
{
    const std::string name = path.filename().string();
    return name.starts_with('.') || name == "__MACOSX";
}

} // namespace

FolderWalk::FolderWalk(fs::path root, const Progress &progress)
    : m_root(std::move(root))
    , m_progress(progress)
{
    std::error_code code;
    const fs::directory_iterator check(m_root, code);
    if (code)
        throw Error(m_root.string() + ": the folder cannot be read: " + code.message());
    enter(m_root);
}

FolderEntries FolderWalk::list(const fs::path &folder)
{
    FolderEntries result;
    std::error_code code;
    fs::directory_iterator entry(folder, code);
    for (; !code && entry != fs::directory_iterator(); entry.increment(code)) {
        std::error_code ignored; // of broken links: they are files that cannot be read
        if (!entry->is_directory(ignored))
            result.files.push_back(entry->path());
        else if (isHidden(entry->path()))
            addProblem(entry->path(), "a hidden folder, left out");
        else
            result.folders.push_back(entry->path());
    }
    if (code)
        addProblem(folder, "the folder cannot be read: " + code.message());
    std::sort(result.folders.begin(), result.folders.end());
    std::sort(result.files.begin(), result.files.end());
    return result;
}

void FolderWalk::claim(const std::vector<fs::path> &folders)
{
    for (const fs::path &folder : folders)
        if (std::error_code ignored; !fs::is_symlink(folder, ignored) && enter(folder))
            m_claimed.insert(folder);
}

std::vector<fs::path> FolderWalk::pictures(const fs::path &folder)
{
    std::vector<fs::path> found;
    std::vector<fs::path> links { folder };
    // Links wait until what lies here for real is read, so that it is found under its own name.
    for (std::size_t i = 0; i < links.size(); ++i) {
        if (m_claimed.erase(links[i]) > 0 || enter(links[i]))
            collect(fs::path(links[i]), found, links);
        else
            addProblem(links[i], "a link to a folder that is read already");
    }
    std::sort(found.begin(), found.end());
    return found;
}

void FolderWalk::collect(
    const fs::path &folder, std::vector<fs::path> &found, std::vector<fs::path> &links)
{
    const FolderEntries entries = list(folder);
    for (const fs::path &file : entries.files)
        if (isPicture(file))
            found.push_back(file);
    for (const fs::path &inner : entries.folders) {
        std::error_code ignored;
        if (fs::is_symlink(inner, ignored))
            links.push_back(inner);
        else if (enter(inner))
            collect(inner, found, links);
    }
}

bool FolderWalk::isPicture(const fs::path &file)
{
    if (++m_seen % kFilesBetweenReports == 0 && !m_progress(m_seen, 0))
        throw Cancelled();
    const std::string name = file.filename().string();
    try {
        if (isSystemFile(name))
            throw Error("not a picture: a file that the system leaves in folders");
        if (isHidden(file))
            throw Error("a hidden file, left out");
        recognizePicture(readPictureStart(file, kSignatureBytes));
        return true;
    } catch (const Error &error) {
        std::error_code ignored;
        const bool dangling = fs::is_symlink(file, ignored) && !fs::exists(file, ignored);
        addProblem(file, dangling ? "a link that leads nowhere" : error.what());
        return false;
    }
}

void FolderWalk::addProblem(const fs::path &path, const std::string &reason)
{
    m_problems.try_emplace(relative(path), reason); // the first reason is the closest
}

std::string FolderWalk::relative(const fs::path &path) const
{
    return path.lexically_relative(m_root).string();
}

std::vector<Problem> FolderWalk::problems() const
{
    std::vector<Problem> result;
    for (const auto &[path, reason] : m_problems)
        result.push_back({ path, reason });
    return result;
}

bool FolderWalk::enter(const fs::path &folder)
{
    struct stat facts { };
    if (::stat(folder.c_str(), &facts) != 0)
        return true; // list() says what is wrong
    return m_visited.emplace(facts.st_dev, facts.st_ino).second;
}

} // namespace convscope
