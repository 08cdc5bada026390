// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/layout/folder_tree.h"
#include "core/base/error.h"
#include "core/base/text/unicode.h"
#include "core/data/dataset/file_names.h"
#include "core/data/decode/image_file.h"
#include "core/data/decode/image_header.h"
#include <algorithm>
#include <array>
#include <dirent.h>
#include <memory>
#include <set>
#include <sys/stat.h>

namespace convscope {

namespace {

constexpr std::size_t kExamples = 64;
constexpr std::size_t kDeepest = 64; // folders in folders; nobody's dataset has more
constexpr std::size_t kEntriesBetweenReports = 256;

bool mayBeTable(std::string_view extension)
{
    static constexpr std::array<std::string_view, 15> kTables { ".csv", ".tsv", ".txt", ".lst",
        ".jsonl", ".json", ".mat", ".parquet", ".arrow", ".tfrecord", ".h5", ".hdf5", ".pkl",
        ".pickle", ".mdb" };
    return std::ranges::find(kTables, extension) != kTables.end();
}

struct CloseTree {
    void operator()(DIR *folder) const { ::closedir(folder); }
};

class TreeReader {
public:
    TreeReader(std::filesystem::path root, const Progress &progress)
        : m_root(std::move(root))
        , m_progress(progress)
    {
    }

    TreeFolder read(std::string path, std::size_t depth)
    {
        TreeFolder folder;
        folder.path = std::move(path);
        const std::filesystem::path place = folder.path.empty() ? m_root : m_root / folder.path;
        if (leadsBack(place) || !enter(place))
            return folder;
        const std::unique_ptr<DIR, CloseTree> open(::opendir(place.c_str()));
        std::vector<std::string> inner;
        // NOLINTNEXTLINE(concurrency-mt-unsafe): the stream is this function's own
        while (const dirent *entry = open ? ::readdir(open.get()) : nullptr)
            take(folder, *entry, place, inner);
        std::ranges::sort(inner);
        std::ranges::sort(folder.tables);
        std::ranges::sort(folder.examples);
        folder.total = folder.images;
        for (const std::string &name : inner) {
            if (depth >= kDeepest)
                break;
            folder.folders.push_back(
                read(folder.path.empty() ? name : folder.path + '/' + name, depth + 1));
            folder.total += folder.folders.back().total;
        }
        return folder;
    }

private:
    void take(TreeFolder &folder, const dirent &entry, const std::filesystem::path &place,
        std::vector<std::string> &inner)
    {
        const std::string_view name = entry.d_name;
        if (++m_seen % kEntriesBetweenReports == 0 && !m_progress(m_seen, 0))
            throw Cancelled();
        if (name.starts_with('.') || isLeftover(name))
            return;
        if (isFolder(entry, place)) {
            inner.emplace_back(name);
            return;
        }
        const std::string extension = lowerCase(std::filesystem::path(name).extension().string());
        if (mayBeTable(extension)) {
            folder.tables.emplace_back(name);
        } else if (!isTextEnding(extension)
            && (hasImageEnding(extension) || isImage(place / name))) {
            ++folder.images;
            if (folder.examples.size() < kExamples)
                folder.examples.emplace_back(name);
        }
    }

    /// Its first bytes tell, where its name does not.
    static bool isImage(const std::filesystem::path &file)
    {
        try {
            recognizeImage(readImageStart(file, kSignatureBytes));
            return true;
        } catch (const Error &) {
            return false;
        }
    }

    static bool isFolder(const dirent &entry, const std::filesystem::path &place)
    {
        if (entry.d_type != DT_LNK && entry.d_type != DT_UNKNOWN)
            return entry.d_type == DT_DIR;
        std::error_code ignored;
        return std::filesystem::is_directory(place / entry.d_name, ignored);
    }

    /// A link to a folder of the same tree, which is read where it lies.
    bool leadsBack(const std::filesystem::path &folder) const
    {
        std::error_code code;
        if (folder == m_root || !std::filesystem::is_symlink(folder, code))
            return false;
        const auto target = std::filesystem::canonical(folder, code);
        const auto root = code ? std::filesystem::path() : std::filesystem::canonical(m_root, code);
        return !code && std::ranges::mismatch(root, target).in1 == root.end();
    }

    bool enter(const std::filesystem::path &folder)
    {
        struct stat facts { };
        return ::stat(folder.c_str(), &facts) == 0
            && m_visited.emplace(facts.st_dev, facts.st_ino).second;
    }

    std::filesystem::path m_root;
    const Progress &m_progress;
    std::size_t m_seen = 0;
    std::set<std::pair<std::uint64_t, std::uint64_t>> m_visited; // device and inode
};

} // namespace

std::string TreeFolder::name() const
{
    return composed(path.substr(path.rfind('/') + 1)); // from 0 where there is none
}

TreeFolder readTree(const std::filesystem::path &root, const Progress &progress)
{
    return TreeReader(root, progress).read({}, 0);
}

} // namespace convscope
