// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/formats/class_folders.h"
#include "core/base/error.h"
#include "core/base/utf8_name.h"
#include "core/data/dataset/file_names.h"
#include "core/data/dataset/folder_walk.h"
#include "core/data/dataset/known_files.h"
#include "core/data/decode/image_decode.h"
#include "core/data/decode/image_file.h"
#include <algorithm>
#include <atomic>
#include <cctype>
#include <map>

namespace convscope {

namespace {

namespace fs = std::filesystem;

constexpr const char *kNoImages = "a class folder without images";

/// The images of one class folder.
struct ClassFolder {
    std::string name;
    std::optional<Split> split;
    std::vector<FoundImage> images;
};

std::optional<Split> splitNamed(const fs::path &folder)
{
    static const std::map<std::string, Split, std::less<>> names {
        { "train", Split::Train },
        { "training", Split::Train },
        { "val", Split::Validation },
        { "valid", Split::Validation },
        { "validation", Split::Validation },
        { "test", Split::Test },
        { "testing", Split::Test },
    };
    std::string name = folder.filename().string();
    for (char &c : name)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const auto found = names.find(name);
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

/// train/ with class folders in it, and val/ or test/ beside it or nothing else. A class may happen
/// to be called "train", among other classes.
bool bringsSplits(const std::vector<fs::path> &folders)
{
    const auto named = std::count_if(folders.begin(), folders.end(),
        [](const fs::path &folder) { return splitNamed(folder).has_value(); });
    const bool hasTraining
        = std::any_of(folders.begin(), folders.end(), [](const fs::path &folder) {
              return splitNamed(folder) == Split::Train && holdsFolders(folder);
          });
    return hasTraining && (named > 1 || folders.size() == 1);
}

class ClassFolders final : public Dataset {
public:
    ClassFolders(fs::path root, const Progress &progress, const fs::path &cache)
        : m_root(std::move(root))
        , m_stamps(m_root)
    {
        FolderWalk walk(m_root, progress, cache);
        const FolderEntries top = walk.list(m_root);
        const bool direct = addStrayFiles(walk, top.files);
        std::vector<ClassFolder> folders;
        if (bringsSplits(top.folders))
            readSplits(walk, top.folders, folders);
        else
            readClasses(walk, top.folders, std::nullopt, folders);
        addSamples(folders);
        m_problems = walk.problems();
        walk.keepKnown();
        if (m_samples.empty())
            failEmpty(direct);
    }

    std::string_view format() const override { return "class-folders"; }
    Image image(std::size_t i) const override
    {
        return readImage(m_root / nameBytes(m_samples.at(i).name));
    }
    Digest content(std::size_t i) const override
    {
        return sha256(readImageFile(m_root / nameBytes(m_samples.at(i).name)));
    }
    StoredImage stored(std::size_t i) const override
    {
        return readStoredImage(m_root / nameBytes(m_samples.at(i).name));
    }
    std::string cacheKey() const override { return m_stamps.key(); }
    std::uint64_t stamp(std::size_t i) const override
    {
        // As it was seen on opening, for the loading that follows; then as it is.
        const std::uint64_t seen = m_seen.at(i).exchange(0, std::memory_order_relaxed);
        return seen != 0 ? seen : m_stamps.stamp(nameBytes(m_samples[i].name));
    }

private:
    /// Files outside all class folders; true when there are images among them.
    static bool addStrayFiles(FolderWalk &walk, const std::vector<std::string> &files)
    {
        bool images = false;
        for (const std::string &file : files) {
            if (!walk.isImage(file))
                continue;
            walk.addProblem(file, "in no class folder");
            images = true;
        }
        return images;
    }

    static void readClasses(FolderWalk &walk, std::vector<fs::path> folders,
        std::optional<Split> split, std::vector<ClassFolder> &result)
    {
        walk.claim(folders);
        // Real folders first, so that of a folder and a link to it the link is what is left out.
        std::stable_partition(folders.begin(), folders.end(), [](const fs::path &folder) {
            std::error_code ignored;
            return !fs::is_symlink(folder, ignored);
        });
        for (const fs::path &folder : folders) {
            ClassFolder found { folder.filename().string(), split, walk.images(folder) };
            if (found.images.empty())
                walk.addProblem(folder, kNoImages);
            else
                result.push_back(std::move(found));
        }
    }

    static void readSplits(
        FolderWalk &walk, const std::vector<fs::path> &folders, std::vector<ClassFolder> &result)
    {
        walk.claim(folders);
        std::vector<std::pair<Split, FolderEntries>> splits;
        for (const fs::path &folder : folders) {
            const auto split = splitNamed(folder);
            if (!split) {
                walk.addProblem(folder, "beside train, val and test, left out");
                continue;
            }
            splits.emplace_back(*split, walk.list(folder));
            walk.claim(splits.back().second.folders); // before a link in any class leads there
        }
        for (const auto &[split, entries] : splits) {
            addStrayFiles(walk, entries.files);
            readClasses(walk, entries.folders, split, result);
        }
    }

    void addSamples(std::vector<ClassFolder> &folders)
    {
        for (const ClassFolder &folder : folders)
            m_classes.push_back(folder.name);
        std::sort(m_classes.begin(), m_classes.end());
        m_classes.erase(std::unique(m_classes.begin(), m_classes.end()), m_classes.end());
        std::stable_sort(
            folders.begin(), folders.end(), [](const ClassFolder &a, const ClassFolder &b) {
                return a.split < b.split || (a.split == b.split && a.name < b.name);
            });
        std::vector<std::uint64_t> stamps;
        for (ClassFolder &folder : folders) {
            const auto place = std::lower_bound(m_classes.begin(), m_classes.end(), folder.name);
            const int label = static_cast<int>(place - m_classes.begin());
            for (FoundImage &image : folder.images) {
                m_samples.push_back({ label, utf8Name(image.name), folder.split });
                stamps.push_back(image.stamp);
            }
        }
        for (std::string &name : m_classes) // in the order of their bytes
            name = utf8Name(name);
        m_seen = std::vector<std::atomic<std::uint64_t>>(stamps.begin(), stamps.end());
    }

    [[noreturn]] void failEmpty(bool direct) const
    {
        const std::string expected
            = "expected one folder of images a class, such as cats/ and dogs/";
        if (direct)
            throw Error(m_root.string() + ": the images lie in no class folder; " + expected
                + ", or a labels.csv beside them");
        std::string seen = "there is no image here";
        const auto first = std::find_if(m_problems.begin(), m_problems.end(),
            [](const Problem &problem) { return problem.reason != kNoImages; });
        if (first != m_problems.end())
            seen += " (" + first->path + ": " + first->reason + ")";
        throw Error(m_root.string() + ": " + seen + "; " + expected);
    }

    fs::path m_root; // constant after construction
    StampedFolder m_stamps;
    mutable std::vector<std::atomic<std::uint64_t>> m_seen; // stamps, one a sample
};

} // namespace

bool probeClassFolders(const fs::path &path)
{
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

std::unique_ptr<Dataset> openClassFolders(
    const fs::path &path, const Progress &progress, const fs::path &cache)
{
    return std::make_unique<ClassFolders>(path, progress, cache);
}

} // namespace convscope
