// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset/folder_walk.h"
#include "core/base/error.h"
#include "core/base/utf8_name.h"
#include "core/data/dataset/file_names.h"
#include "core/data/decode/image_file.h"
#include "core/data/decode/image_header.h"
#include <algorithm>
#include <array>
#include <cerrno>
#include <dirent.h>
#include <memory>
#include <sys/stat.h>
#include <system_error>

namespace convscope {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFilesBetweenReports = 64;

bool isHidden(std::string_view name)
{
    return name.starts_with('.');
}

/// As paths are ordered, folder by folder: the separator comes before every other character.
bool comesBefore(const FoundImage &a, const FoundImage &b)
{
    const auto [left, right]
        = std::mismatch(a.name.begin(), a.name.end(), b.name.begin(), b.name.end());
    if (left == a.name.end() || right == b.name.end())
        return left == a.name.end() && right != b.name.end();
    const auto rank = [](char c) {
        return c == fs::path::preferred_separator ? 0 : static_cast<unsigned char>(c);
    };
    return rank(*left) < rank(*right);
}

struct CloseFolder {
    void operator()(DIR *folder) const { ::closedir(folder); }
};

/// Whether an entry is a folder or a link to one. A broken link is a file that cannot be read.
bool isFolder(const fs::path &folder, const dirent &entry)
{
    if (entry.d_type != DT_LNK && entry.d_type != DT_UNKNOWN) // not every file system tells
        return entry.d_type == DT_DIR;
    std::error_code ignored;
    return fs::is_directory(folder / entry.d_name, ignored);
}

} // namespace

FolderWalk::FolderWalk(fs::path root, const Progress &progress, const fs::path &cache)
    : m_root(std::move(root))
    , m_progress(progress)
    , m_stamps(m_root)
    , m_known(cache, cache.empty() ? std::string() : m_stamps.key())
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
    const std::string inside = folder == m_root ? std::string() : relative(folder) + '/';
    const std::unique_ptr<DIR, CloseFolder> open(::opendir(folder.c_str()));
    const auto next = [&] {
        errno = 0; // tells the end from a failure
        return open ? ::readdir(open.get()) : nullptr; // NOLINT(concurrency-mt-unsafe): own stream
    };
    int failure = errno;
    std::size_t entries = 0;
    for (const dirent *entry = next(); entry; entry = next()) {
        const std::string_view name = entry->d_name;
        if (name == "." || name == ".." || isLeftover(name))
            continue;
        if (++entries % kFilesBetweenReports == 0 && !m_progress(m_seen, 0))
            throw Cancelled();
        if (!isFolder(folder, *entry))
            result.files.push_back(inside + entry->d_name);
        else if (isHidden(name))
            addProblem(folder / name, "a hidden folder, left out");
        else
            result.folders.push_back(folder / name);
    }
    if (open)
        failure = errno;
    if (failure != 0)
        addProblem(
            folder, "the folder cannot be read: " + std::generic_category().message(failure));
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

std::vector<FoundImage> FolderWalk::images(const fs::path &folder)
{
    std::vector<FoundImage> found;
    std::vector<fs::path> links { folder };
    // Links wait until what lies here for real is read, so that it is found under its own name.
    for (std::size_t i = 0; i < links.size(); ++i) {
        if (m_claimed.erase(links[i]) > 0 || enter(links[i]))
            collect(fs::path(links[i]), found, links);
        else
            addProblem(links[i], "a link to a folder that is read already");
    }
    if (!std::is_sorted(found.begin(), found.end(), comesBefore))
        std::sort(found.begin(), found.end(), comesBefore);
    return found;
}

void FolderWalk::collect(
    const fs::path &folder, std::vector<FoundImage> &found, std::vector<fs::path> &links)
{
    FolderEntries entries = list(folder);
    for (std::string &file : entries.files)
        if (const auto stamp = isImage(file))
            found.push_back({ std::move(file), *stamp });
    for (const fs::path &inner : entries.folders) {
        std::error_code ignored;
        if (fs::is_symlink(inner, ignored))
            links.push_back(inner);
        else if (enter(inner))
            collect(inner, found, links);
    }
}

std::optional<std::uint64_t> FolderWalk::isImage(const std::string &file)
{
    if (++m_seen % kFilesBetweenReports == 0 && !m_progress(m_seen, 0))
        throw Cancelled();
    const std::uint64_t stamp = m_stamps.stamp(file); // before it is read
    if (m_known.contains(stamp)) {
        m_images.push_back(stamp);
        return stamp;
    }
    const std::string_view name = std::string_view(file).substr(file.rfind('/') + 1);
    const fs::path path = m_root / file;
    try {
        if (isHidden(name))
            throw Error("a hidden file, left out");
        recognizeImage(readImageStart(path, kSignatureBytes));
        m_images.push_back(stamp);
        return stamp;
    } catch (const Error &error) {
        if (isTextEnding(lowerCase(path.extension().string())))
            return std::nullopt; // it does not claim to be an image
        std::error_code ignored;
        const bool dangling = fs::is_symlink(path, ignored) && !fs::exists(path, ignored);
        addProblem(file, dangling ? "a link that leads nowhere" : error.what());
        return std::nullopt;
    }
}

void FolderWalk::addProblem(const fs::path &path, const std::string &reason)
{
    addProblem(relative(path), reason);
}

void FolderWalk::addProblem(const std::string &file, const std::string &reason)
{
    m_problems.try_emplace(file, reason); // the first reason is the closest
}

void FolderWalk::keepKnown()
{
    m_known.replace(std::move(m_images));
}

std::string FolderWalk::relative(const fs::path &path) const
{
    return path.lexically_relative(m_root).string();
}

std::vector<Problem> FolderWalk::problems() const
{
    std::vector<Problem> result;
    for (const auto &[path, reason] : m_problems)
        result.push_back({ utf8Name(path), utf8Text(reason) });
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
