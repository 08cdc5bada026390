// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/layout/folder_layout.h"
#include "core/base/error.h"
#include "core/base/utf8_name.h"
#include "core/data/dataset/file_names.h"
#include "core/data/layout/folder_readings.h"
#include "core/data/layout/foreign_tables.h"
#include "core/data/layout/name_labels.h"
#include "core/data/layout/split_lists.h"
#include "core/data/layout/table_finder.h"
#include <algorithm>
#include <set>

namespace convscope {

namespace {

constexpr std::string_view kTable = "table", kUnlabelled = "unlabelled", kNames = "file-names",
                           kLists = "lists", kClassFolders = "classes";

std::size_t classesIn(const LabelTable &table)
{
    std::set<std::string_view> labels;
    for (const LabelRow &row : table.rows)
        if (row.problem.empty())
            labels.insert(row.label);
    return labels.size();
}

/// All readings of one tree.
class LayoutSearch {
    static constexpr std::size_t kMostNotes = 5; // about tables of other programs

public:
    LayoutSearch(std::filesystem::path root, const Progress &progress)
        : m_root(std::move(root))
        , m_progress(progress)
        , m_tree(readTree(m_root, progress))
        , m_finder(m_root, m_tree, progress)
    {
    }

    std::vector<Reading> readingsBy(const std::string &table)
    {
        std::vector<Reading> result;
        addTable(result, m_finder.require(table));
        return result;
    }

    std::vector<Reading> readings()
    {
        std::vector<Reading> result;
        // A "labels.csv" speaks for all images in and below its folder.
        if (const std::string path = m_finder.namedTable(unwrapped(m_tree)); !path.empty())
            addTable(result, path);
        auto folders = fromFolders();
        if (folders.empty()) {
            append(result, fromLists());
            if (result.empty())
                append(result, withoutFolders());
            return result;
        }
        if (result.empty())
            addByContents(result, folders.front());
        append(result, std::move(folders));
        return result;
    }

private:
    static void append(std::vector<Reading> &to, std::vector<Reading> more)
    {
        std::ranges::move(more, std::back_inserter(to));
    }

    std::vector<Reading> fromFolders()
    {
        return folderReadings(
            m_tree, [this](const TreeFolder &images) { return m_finder.tableFor(images); });
    }

    /// Folders whose names are no classes, because a table tells them; and lists of the splits.
    void addByContents(std::vector<Reading> &result, const Reading &plain)
    {
        if (plain.summary.name != kClassFolders)
            return;
        const TreeFolder &node = unwrapped(m_tree);
        if (areNoClasses(plain)) {
            const std::string path = m_finder.tableFor(node);
            if (!path.empty())
                addTable(result, path);
            else if (plain.summary.classes == 1 && !m_finder.refusal().empty())
                throw Error(m_finder.refusal());
            return;
        }
        const auto lists = findSplitLists(m_root, m_tree, node, m_progress);
        if (lists.empty())
            return;
        Reading reading = plain;
        reading.summary.name = kLists;
        std::size_t listed = 0;
        for (const FoundList &list : lists) {
            reading.lists.push_back(list);
            listed += list.table.rows.size();
            reading.summary.images[static_cast<std::size_t>(list.split)] = list.table.rows.size();
        }
        if (std::ranges::none_of(
                lists, [](const auto &each) { return each.split == Split::Train; }))
            reading.summary.images[0] = m_tree.total - std::min(m_tree.total, listed);
        reading.summary.reason = "Each folder is a class, and " + namesOf(lists)
            + (lists.size() == 1 ? " says" : " say") + " which images are in which split.";
        result.push_back(std::move(reading));
    }

    static std::string namesOf(const std::vector<FoundList> &lists)
    {
        std::string names;
        for (const FoundList &list : lists)
            names += (names.empty() ? "" : ", ") + utf8Name(list.path);
        return names;
    }

    /// images_part_1 and images_part_2, or images alone.
    static bool areNoClasses(const Reading &reading)
    {
        std::set<std::string> words;
        std::size_t numbered = 0;
        for (const ClassPart &part : reading.classes) {
            std::string letters;
            for (const std::string &word : wordsOf(part.name))
                letters += word;
            words.insert(letters);
            numbered += part.name.find_first_of("0123456789") != std::string::npos ? 1U : 0U;
        }
        return reading.classes.size() == 1
            || (words.size() == 1 && numbered + 1 >= reading.classes.size());
    }

    /// One list a split, with the labels in it.
    std::vector<Reading> fromLists()
    {
        const TreeFolder &node = unwrapped(m_tree);
        auto lists = findSplitLists(m_root, m_tree, node, m_progress);
        std::erase_if(lists, [](const FoundList &list) {
            return !list.table.columns.hasLabels() || !list.table.columns.problem.empty();
        });
        if (lists.size() < 2)
            return {};
        Reading reading;
        reading.summary.name = kLists;
        reading.summary.reason = namesOf(lists) + " say what each image shows.";
        std::set<std::string> classes;
        for (const FoundList &list : lists) {
            reading.tables.push_back({ node.path, list.path, {}, list.split });
            reading.summary.images[static_cast<std::size_t>(list.split)] = list.table.rows.size();
            for (const LabelRow &row : list.table.rows)
                classes.insert(row.label);
        }
        reading.summary.classes = classes.size();
        return { reading };
    }

    void addTable(std::vector<Reading> &result, const std::string &path)
    {
        Reading reading;
        const auto slash = path.rfind('/');
        const std::string folder = slash == std::string::npos ? "" : path.substr(0, slash);
        reading.tables.push_back({ folder, path, {}, {} });
        reading.summary.images[0] = m_tree.total;
        addTableReadings(result, reading, path);
    }

    /// One a column, where several could be the labels.
    void addTableReadings(
        std::vector<Reading> &result, const Reading &reading, const std::string &path)
    {
        const LabelTable &table = m_finder.table(path);
        Reading plain = reading;
        plain.summary.name = kTable;
        plain.summary.reason = "The table " + utf8Name(path) + " says what each image shows.";
        plain.summary.classes = classesIn(table);
        if (table.columns.choices.empty())
            result.push_back(std::move(plain));
        for (const std::string &column : table.columns.choices) {
            Reading chosen = reading;
            for (TablePart &part : chosen.tables)
                part.column = column;
            chosen.isClear = false;
            chosen.summary.name = "column:" + column;
            chosen.summary.reason
                = "The column " + column + " of " + utf8Name(path) + " says what each image shows.";
            chosen.summary.classes = m_finder.classesBy(path, column);
            result.push_back(std::move(chosen));
        }
    }

    std::vector<Reading> withoutFolders()
    {
        Reading reading = flatReading(
            m_tree, [this](const TreeFolder &images) { return m_finder.tableFor(images); });
        std::vector<Reading> result;
        if (!reading.tables.empty()) {
            addTableReadings(result, reading, reading.tables.front().table);
            return result;
        }
        if (!m_finder.refusal().empty())
            throw Error(m_finder.refusal());
        addForeign(m_tree, reading.notes);
        if (m_tree.total == 0 && !reading.notes.empty())
            throw Error(m_root.string() + ": there is no image here; " + reading.notes.front());
        reading.summary.name = kUnlabelled;
        reading.summary.reason = "Nothing says what the images show: they lie in no class folders, "
                                 "and no table names them.";
        result.push_back(std::move(reading));
        addNames(result);
        return result;
    }

    /// Tables of other programs, which would tell the labels.
    static void addForeign(const TreeFolder &folder, std::vector<std::string> &notes)
    {
        for (const std::string &file : folder.tables)
            if (const std::string advice = foreignTableAdvice(file); !advice.empty())
                notes.push_back(advice);
        for (const TreeFolder &inner : folder.folders)
            if (notes.size() < kMostNotes)
                addForeign(inner, notes);
    }

    void addNames(std::vector<Reading> &result)
    {
        Reading names = result.front();
        std::set<std::string> classes;
        for (const UnlabelledFolder &folder : result.front().unlabelled) {
            const auto found = classesByName(m_tree, folder.folder);
            if (found.empty())
                continue;
            classes.insert(found.begin(), found.end());
            names.named.push_back({ folder.folder, folder.split });
            std::erase_if(names.unlabelled,
                [&](const UnlabelledFolder &each) { return each.folder == folder.folder; });
            names.summary.images[std::size_t(folder.split.value_or(Split::Train))] += folder.images;
        }
        if (names.named.empty())
            return;
        result.front().isClear = false;
        names.summary.name = kNames;
        names.summary.classes = classes.size();
        names.summary.reason = "The names of the images begin with words that come again, such as "
            + utf8Name(*classes.begin()) + ".";
        result.push_back(std::move(names));
    }

    std::filesystem::path m_root;
    const Progress &m_progress;
    TreeFolder m_tree;
    TableFinder m_finder;
};

} // namespace

std::vector<Reading> layoutsOf(
    const std::filesystem::path &root, const std::string &table, const Progress &progress)
{
    LayoutSearch search(root, progress);
    return table.empty() ? search.readings() : search.readingsBy(table);
}

std::size_t chooseReading(const std::vector<Reading> &readings, const std::string &name)
{
    if (name.empty())
        return 0;
    const auto found = std::ranges::find_if(
        readings, [&](const Reading &reading) { return reading.summary.name == name; });
    if (found != readings.end())
        return static_cast<std::size_t>(found - readings.begin());
    std::string names;
    for (const Reading &reading : readings)
        names += (names.empty() ? "" : ", ") + reading.summary.name;
    throw Error(
        "this folder has no layout \"" + name + "\" (any more); it can be read as " + names);
}

} // namespace convscope
