// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/layout/table_finder.h"
#include "core/base/error.h"
#include <algorithm>
#include <set>

namespace convscope {

namespace {

constexpr std::size_t kMostPlaces = 40; // folders that a table's first names are looked for in

std::string pathOf(const TreeFolder &folder, const std::string &file)
{
    return folder.path.empty() ? file : folder.path + '/' + file;
}

} // namespace

TableFinder::TableFinder(
    std::filesystem::path root, const TreeFolder &tree, const Progress &progress)
    : m_root(std::move(root))
    , m_tree(tree)
    , m_progress(progress)
{
}

/// From the root down to it, both included.
std::vector<const TreeFolder *> TableFinder::chainTo(const TreeFolder &folder) const
{
    std::vector<const TreeFolder *> chain { &m_tree };
    while (chain.back()->path != folder.path) {
        const auto next = std::ranges::find_if(chain.back()->folders, [&](const TreeFolder &each) {
            return folder.path == each.path || folder.path.starts_with(each.path + '/');
        });
        if (next == chain.back()->folders.end())
            break;
        chain.push_back(&*next);
    }
    return chain;
}

std::vector<std::filesystem::path> TableFinder::placesIn(const TreeFolder &folder) const
{
    std::vector<const TreeFolder *> folders { &folder };
    for (std::size_t i = 0; i < folders.size() && folders.size() < kMostPlaces; ++i)
        for (const TreeFolder &inner : folders[i]->folders)
            folders.push_back(&inner);
    std::vector<std::filesystem::path> places;
    for (const TreeFolder *each : folders)
        places.push_back(m_root / each->path);
    return places;
}

const TableFinder::Known &TableFinder::known(const std::string &path)
{
    const auto found = m_tables.find(path);
    if (found != m_tables.end())
        return found->second;
    Known &known = m_tables[path];
    try {
        known.table = readLabelTable(m_root / path, m_progress);
    } catch (const Error &error) {
        known.problem = error.what();
    }
    return known;
}

bool TableFinder::fits(const std::string &path, const TreeFolder &images)
{
    const Known &table = known(path);
    if (!table.problem.empty() && isNamedAsLabels(path))
        m_refusal = table.problem;
    if (!table.problem.empty() || !table.table.columns.hasLabels()
        || !namesImagesIn(table.table, placesIn(images)))
        return false;
    if (table.table.columns.problem.empty())
        return true;
    m_refusal = (m_root / path).string() + ": " + table.table.columns.problem;
    return false;
}

const std::string &TableFinder::tableFor(const TreeFolder &images)
{
    const auto [found, isNew] = m_found.try_emplace(images.path);
    if (!isNew)
        return found->second;
    auto chain = chainTo(images);
    std::ranges::reverse(chain);
    for (const TreeFolder *folder : chain)
        for (const std::string &file : folder->tables)
            if (found->second.empty() && mayBeLabels(file) && fits(pathOf(*folder, file), images))
                found->second = pathOf(*folder, file);
    return found->second;
}

std::string TableFinder::namedTable(const TreeFolder &innermost)
{
    for (const TreeFolder *folder : chainTo(innermost))
        for (const std::string &file : folder->tables) {
            const std::string path = pathOf(*folder, file);
            if (isNamedAsLabels(file) && fits(path, *folder))
                return path;
            if (isNamedAsLabels(file) && (folder->folders.empty() || !m_refusal.empty()))
                return require(path);
        }
    return {};
}

std::string TableFinder::require(const std::string &path)
{
    if (!known(path).problem.empty())
        throw Error(known(path).problem);
    if (!table(path).columns.problem.empty())
        throw Error((m_root / path).string() + ": " + table(path).columns.problem);
    return path;
}

std::size_t TableFinder::classesBy(const std::string &path, const std::string &column) const
{
    const LabelTable table = readLabelTable(m_root / path, m_progress, column);
    std::set<std::string_view> labels;
    for (const LabelRow &row : table.rows)
        if (row.problem.empty())
            labels.insert(row.label);
    return labels.size();
}

const LabelTable &TableFinder::table(const std::string &path)
{
    return known(path).table;
}

} // namespace convscope
