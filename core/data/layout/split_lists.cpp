// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/layout/split_lists.h"
#include "core/base/error.h"
#include "core/data/dataset/file_names.h"
#include "core/data/dataset/table_reader.h"
#include <algorithm>
#include <array>

namespace convscope {

namespace {

namespace fs = std::filesystem;

/// "train.txt", "validation_list.txt", "trainlist01.txt": a split, and that it is a list.
bool isNamedAsList(const std::string &file)
{
    static constexpr std::array<std::string_view, 14> kOthers { "list", "lists", "split", "file",
        "files", "filelist", "images", "names", "ids", "set", "paths", "data", "labels",
        "annotations" };
    const fs::path path(file);
    const std::string ending = lowerCase(path.extension().string());
    if (ending != ".txt" && ending != ".lst" && ending != ".csv" && ending != ".tsv")
        return false;
    const std::string stem = path.stem().string();
    const auto words = wordsOf(withoutSplitWord(stem));
    return splitWord(stem) && std::ranges::all_of(words, [](const std::string &word) {
        return std::ranges::find(kOthers, word) != kOthers.end();
    });
}

class ListSearch {
public:
    ListSearch(fs::path root, const TreeFolder &node, const Progress &progress)
        : m_root(std::move(root))
        , m_progress(progress)
    {
        addPlaces(node);
    }

    void look(const TreeFolder &folder)
    {
        for (const std::string &file : folder.tables)
            if (isNamedAsList(file))
                consider(folder.path.empty() ? file : folder.path + '/' + file);
        for (const TreeFolder &inner : folder.folders)
            if (inner.total == 0)
                look(inner);
    }

    std::vector<FoundList> found() { return std::move(m_found); }

private:
    static constexpr std::size_t kMostPlaces = 40;

    void addPlaces(const TreeFolder &folder)
    {
        if (m_places.size() < kMostPlaces)
            m_places.push_back(m_root / folder.path);
        for (const TreeFolder &inner : folder.folders)
            if (m_places.size() < kMostPlaces)
                addPlaces(inner);
    }

    void consider(const std::string &path)
    {
        const auto split = splitWord(fs::path(path).stem().string());
        if (std::ranges::any_of(
                m_found, [&](const FoundList &each) { return each.split == *split; }))
            return;
        FoundList list;
        list.path = path;
        list.split = *split;
        try {
            list.table = tableAt(m_root / path);
        } catch (const Error &) {
            return; // a text of another kind
        }
        if (namesImagesIn(list.table, m_places))
            m_found.push_back(std::move(list));
    }

    LabelTable tableAt(const fs::path &path) const
    {
        try {
            return readLabelTable(path, m_progress);
        } catch (const Error &) {
            return readNames(path, m_progress);
        }
    }

    fs::path m_root;
    const Progress &m_progress;
    std::vector<fs::path> m_places; // where the images lie
    std::vector<FoundList> m_found;
};

} // namespace

LabelTable readNames(const fs::path &list, const Progress &progress)
{
    constexpr std::size_t kRowsBetweenReports = 4096;
    TableReader reader(list);
    const std::size_t column = reader.column(ColumnRole::File).value_or(0);
    LabelTable names;
    std::size_t seen = 0;
    for (TableRow row; reader.next(row);) {
        if (seen++ % kRowsBetweenReports == 0 && !progress(0, 0))
            throw Cancelled();
        LabelRow name;
        name.file = column < row.fields.size() ? row.fields[column] : std::string();
        name.line = row.line;
        name.problem = row.problem;
        if (!name.problem.empty() || (!name.file.empty() && !name.file.starts_with('#')))
            names.rows.push_back(std::move(name));
    }
    if (const auto notice = reader.notice())
        names.notes.push_back(*notice + ".");
    return names;
}

std::vector<FoundList> findSplitLists(
    const fs::path &root, const TreeFolder &tree, const TreeFolder &node, const Progress &progress)
{
    ListSearch search(root, node, progress);
    const TreeFolder *at = &tree;
    while (at) {
        search.look(*at);
        const auto next = std::ranges::find_if(at->folders, [&](const TreeFolder &each) {
            return node.path == each.path || node.path.starts_with(each.path + '/');
        });
        at = at->path == node.path || next == at->folders.end() ? nullptr : &*next;
    }
    return search.found();
}

} // namespace convscope
