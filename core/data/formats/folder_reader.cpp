// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/formats/folder_reader.h"
#include "core/base/error.h"
#include "core/base/utf8_name.h"
#include "core/base/words.h"
#include "core/data/dataset/file_names.h"
#include "core/data/dataset/label_names.h"
#include "core/data/layout/name_labels.h"
#include "core/data/layout/split_lists.h"
#include <algorithm>
#include <set>

namespace convscope {

namespace {

namespace fs = std::filesystem;

constexpr const char *kNoImages = "a class folder without images";
constexpr std::string_view kFolderExpected
    = "expected one folder of images a class, such as cats/ and dogs/";

/// The first folder below `outer` in which a file lies, by its path; empty where it lies in
/// `outer`.
std::string folderBelow(const std::string &outer, const std::string &path)
{
    const std::size_t begin = outer.empty() ? 0 : outer.size() + 1;
    const std::size_t end = path.find('/', begin);
    return end == std::string::npos ? std::string() : path.substr(0, end);
}

std::optional<std::int64_t> numberIn(const std::string &text)
{
    if (text.empty() || text.size() > 18
        || text.find_first_not_of("0123456789") != std::string::npos)
        return std::nullopt;
    return std::stoll(text);
}

} // namespace

FolderReader::FolderReader(
    fs::path root, const Reading &reading, const Progress &progress, const fs::path &cache)
    : m_root(std::move(root))
    , m_reading(reading)
    , m_progress(progress)
    , m_walk(m_root, progress, cache)
{
}

FoundSamples FolderReader::read()
{
    claimFolders();
    for (const ExcludedFolder &folder : m_reading.excluded)
        m_walk.addProblem(folder.folder, folder.reason);
    addOutside();
    addClasses();
    applyLists();
    addTables();
    for (const NamedPart &part : m_reading.named)
        addNamed(part);
    addUnlabelled();
    m_walk.keepKnown();
    finish();
    return std::move(m_found);
}

/// Everything in these belongs to them, whatever links lead there from elsewhere.
void FolderReader::claimFolders()
{
    std::vector<fs::path> folders;
    const auto add = [&](const std::string &folder) {
        if (!folder.empty())
            folders.push_back(m_root / folder);
    };
    for (const std::string &folder : m_reading.outside)
        add(folder);
    for (const ClassPart &part : m_reading.classes)
        add(part.folder);
    for (const TablePart &part : m_reading.tables)
        add(part.folder);
    for (const NamedPart &part : m_reading.named)
        add(part.folder);
    for (const UnlabelledFolder &part : m_reading.unlabelled)
        add(part.folder);
    m_walk.claim(folders);
}

/// Images above the class folders.
void FolderReader::addOutside()
{
    std::set<std::string> read;
    for (const TablePart &part : m_reading.tables)
        read.insert(part.folder);
    for (const NamedPart &part : m_reading.named)
        read.insert(part.folder);
    for (const UnlabelledFolder &part : m_reading.unlabelled)
        read.insert(part.folder);
    for (const std::string &folder : m_reading.outside)
        if (read.insert(folder).second)
            for (const std::string &file :
                m_walk.list(folder.empty() ? m_root : m_root / folder).files)
                if (m_walk.isImage(file))
                    m_walk.addProblem(file, "in no class folder");
}

void FolderReader::addClasses()
{
    std::vector<ClassPart> parts = m_reading.classes;
    // Real folders first, so that of a folder and a link to it the link is what is left out.
    std::ranges::stable_partition(parts, [&](const ClassPart &part) {
        std::error_code ignored;
        return !fs::is_symlink(m_root / part.folder, ignored);
    });
    for (const ClassPart &part : parts) {
        std::vector<FoundImage> images = imagesIn(part.folder);
        if (images.empty())
            m_walk.addProblem(part.folder, kNoImages);
        for (FoundImage &image : images)
            m_images.push_back({ std::move(image.name), part.name, {}, part.split, image.stamp });
    }
}

std::vector<FoundImage> FolderReader::imagesIn(const std::string &folder)
{
    if (!folder.empty())
        return m_walk.images(m_root / folder);
    FolderEntries top = m_walk.list(m_root);
    std::vector<FoundImage> images;
    for (std::string &file : top.files)
        if (const auto stamp = m_walk.isImage(file))
            images.push_back({ std::move(file), *stamp });
    for (const fs::path &inner : top.folders)
        std::ranges::move(m_walk.images(inner), std::back_inserter(images));
    return images;
}

/// Why files are not used, so far.
std::map<std::string, std::string> FolderReader::reasons() const
{
    std::map<std::string, std::string> reasons;
    for (const Problem &problem : m_walk.problems())
        reasons.emplace(nameBytes(problem.path), problem.reason);
    return reasons;
}

void FolderReader::addTables()
{
    std::map<std::string, std::vector<const TablePart *>> byFolder;
    for (const TablePart &part : m_reading.tables)
        byFolder[part.folder].push_back(&part);
    for (const auto &[folder, parts] : byFolder)
        addTablesOf(folder, parts);
}

void FolderReader::addTablesOf(
    const std::string &folder, const std::vector<const TablePart *> &parts)
{
    std::map<std::string, std::uint64_t> stamps;
    std::vector<std::string> paths;
    for (const FoundImage &image : imagesIn(folder)) {
        stamps[image.name] = image.stamp;
        paths.push_back(image.name);
    }
    std::set<std::string> unnamed(paths.begin(), paths.end());
    std::string tables;
    for (const TablePart *const part : parts) {
        const LabelTable table = readLabelTable(m_root / part->table, m_progress, part->column);
        TableLabels labels = labelsFrom(table, part->table, paths, reasons());
        for (LabelledImage &image : labels.images)
            m_images.push_back({ image.path, classMeant(image.label), std::move(image.group),
                image.split ? image.split : part->split, stamps[image.path] });
        for (const auto &[path, reason] : labels.reasons)
            m_walk.addProblem(path, reason);
        const std::set<std::string> without(labels.unnamed.begin(), labels.unnamed.end());
        std::erase_if(unnamed, [&](const std::string &path) { return !without.contains(path); });
        m_found.notes.insert(m_found.notes.end(), table.notes.begin(), table.notes.end());
        tables += (tables.empty() ? "" : ", ") + part->table;
        if (labels.images.empty())
            failTable(part->table, table.rows.size());
    }
    addUnnamed(folder, tables, paths, unnamed);
}

/// Images that no table names: where one names none of a folder's, the folder has no labels;
/// elsewhere a row is missing.
void FolderReader::addUnnamed(const std::string &folder, const std::string &tables,
    const std::vector<std::string> &paths, const std::set<std::string> &unnamed)
{
    std::map<std::string, std::size_t> all, without;
    for (const std::string &path : paths)
        ++all[folderBelow(folder, path)];
    for (const std::string &path : unnamed)
        ++without[folderBelow(folder, path)];
    std::map<std::string, UnlabelledPart> parts;
    for (const std::string &path : unnamed) {
        const std::string inner = folderBelow(folder, path);
        if (!inner.empty() && all[inner] == without[inner])
            parts[inner].images.push_back(utf8Name(path));
        else
            m_walk.addProblem(path, "an image that " + tables + " does not name");
    }
    for (auto &[inner, each] : parts) {
        each.name = utf8Name(fs::path(inner).filename().string());
        m_found.unlabelled.push_back(std::move(each));
    }
}

/// Images that no list names train; where a list names those that train, they are left out.
void FolderReader::applyLists()
{
    if (m_reading.lists.empty())
        return;
    std::vector<std::string> paths;
    for (const Found &image : m_images)
        paths.push_back(image.path);
    std::map<std::string, Split> splits;
    bool listsTraining = false;
    for (const SplitList &list : m_reading.lists) {
        listsTraining = listsTraining || list.split == Split::Train;
        const LabelTable names = readNames(m_root / list.path, m_progress);
        const TableLabels found = labelsFrom(names, list.path, paths, reasons());
        for (const LabelledImage &image : found.images)
            splits.emplace(image.path, list.split);
        for (const auto &[path, reason] : found.reasons)
            m_walk.addProblem(path, reason);
    }
    for (Found &image : m_images) {
        const auto split = splits.find(image.path);
        if (split != splits.end())
            image.split = split->second;
        else if (listsTraining)
            m_walk.addProblem(image.path, "in none of the lists of the splits");
        else
            image.split = Split::Train;
    }
    std::erase_if(m_images, [](const Found &image) { return !image.split; });
}

/// "0" in a table means the folder "00000".
std::string FolderReader::classMeant(const std::string &label) const
{
    const auto number = numberIn(label);
    for (const ClassPart &part : m_reading.classes)
        if (part.name == label)
            return label;
    for (const ClassPart &part : m_reading.classes)
        if (number && numberIn(part.name) == number)
            return part.name;
    return label;
}

void FolderReader::addNamed(const NamedPart &part)
{
    for (FoundImage &image : imagesIn(part.folder)) {
        std::string name = classInName(fs::path(image.name).filename().string());
        if (name.empty())
            m_walk.addProblem(image.name, "its name does not begin with a class");
        else
            m_images.push_back(
                { std::move(image.name), std::move(name), {}, part.split, image.stamp });
    }
}

void FolderReader::addUnlabelled()
{
    for (const UnlabelledFolder &folder : m_reading.unlabelled) {
        UnlabelledPart part;
        part.name = utf8Name(folder.name);
        for (const FoundImage &image : imagesIn(folder.folder))
            part.images.push_back(utf8Name(image.name));
        if (!part.images.empty())
            m_found.unlabelled.push_back(std::move(part));
    }
}

void FolderReader::finish()
{
    LabelNames labels;
    std::vector<std::pair<Found *, int>> order;
    for (Found &image : m_images)
        order.emplace_back(&image, labels.add(image.label));
    const LabelNames::Sorted sorted = labels.sorted();
    for (const std::string &name : sorted.names)
        m_found.classes.push_back(utf8Name(name));
    for (auto &[image, label] : order)
        label = sorted.place[static_cast<std::size_t>(label)];
    std::ranges::stable_sort(order, [](const auto &a, const auto &b) {
        return std::pair(a.first->split, a.second) < std::pair(b.first->split, b.second);
    });
    for (const auto &[image, label] : order) {
        m_found.samples.push_back(
            { label, utf8Name(image->path), image->split, utf8Name(image->group) });
        m_found.stamps.push_back(image->stamp);
    }
    m_found.notes.insert(m_found.notes.begin(), m_reading.notes.begin(), m_reading.notes.end());
    m_found.problems = m_walk.problems();
}

void FolderReader::failTable(const std::string &table, std::size_t rows)
{
    const auto problems = m_walk.problems();
    const auto first = std::ranges::find_if(
        problems, [&](const Problem &problem) { return nameBytes(problem.path) != table; });
    throw Error((m_root / table).string() + ": none of its " + std::to_string(rows)
        + " rows names an image that is there"
        + (first == problems.end() ? "" : " (" + first->path + ": " + first->reason + ")")
        + "; expected rows of file,label, with the files in the same folder");
}

void FolderReader::failEmpty(const std::vector<Problem> &problems) const
{
    std::string seen = "there is no image here";
    const auto first = std::ranges::find_if(
        problems, [](const Problem &problem) { return problem.reason != kNoImages; });
    if (first != problems.end())
        seen += " (" + first->path + ": " + first->reason + ")";
    throw Error(m_root.string() + ": " + seen + "; " + std::string(kFolderExpected));
}

} // namespace convscope
