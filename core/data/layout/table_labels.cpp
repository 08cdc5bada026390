// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/layout/table_labels.h"
#include "core/base/error.h"
#include "core/base/text/text_decoder.h"
#include "core/base/text/unicode.h"
#include "core/base/utf8_name.h"
#include "core/data/dataset/file_names.h"
#include <algorithm>
#include <deque>
#include <unordered_map>

namespace convscope {

namespace {

namespace fs = std::filesystem;

std::string_view withoutExtension(std::string_view path)
{
    const auto dot = path.rfind('.');
    const auto slash = path.rfind('/');
    const bool isInName
        = dot != std::string_view::npos && (slash == std::string_view::npos || dot > slash + 1);
    return isInName ? path.substr(0, dot) : path;
}

/// A path as a table would spell it: composed, and bytes that are no UTF-8 as Windows-1252.
std::string spelledInTables(const std::string &path)
{
    std::string text;
    TextDecoder decoder;
    decoder.add(path, true, text);
    return composed(isUtf8(path) ? path : text);
}

/// Finds images by their names in a table: by the path from the table or from the root, or by the
/// end of it, where only one image has that.
class ImageIndex {
public:
    ImageIndex(const std::string &tablePath, const std::vector<std::string> &paths)
        : m_beside(spelledInTables(fs::path(tablePath).parent_path().string()))
    {
        for (const std::string &path : paths) {
            const std::string_view spelled = isAscii(path)
                ? std::string_view(path)
                : std::string_view(m_spelled.emplace_back(spelledInTables(path)));
            add(spelled, path, true);
            if (!m_beside.empty() && spelled.starts_with(m_beside + '/'))
                add(spelled.substr(m_beside.size() + 1), path, true);
            for (std::size_t at = spelled.find('/'); at != std::string_view::npos;
                 at = spelled.find('/', at + 1))
                add(spelled.substr(at + 1), path, false);
        }
    }

    /// Empty when there is none. @throws Error with the reason alone.
    std::string find(const std::string &name) const
    {
        if (!staysInside(name))
            throw Error("it leads out of the folder, so it is not read");
        const std::string path = findPlain(fs::path(name).lexically_normal().string());
        if (!path.empty() || name.find('\\') == std::string::npos)
            return path;
        if (const std::string bytes = nameBytes(name); bytes != name && staysInside(bytes)) {
            const std::string escaped = findPlain(spelledInTables(bytes));
            if (!escaped.empty())
                return escaped;
        }
        std::string slashes = name; // as Windows writes it
        std::ranges::replace(slashes, '\\', '/');
        return staysInside(slashes) ? findPlain(fs::path(slashes).lexically_normal().string())
                                    : std::string();
    }

private:
    struct Place {
        const std::string *path = nullptr, *other = nullptr; ///< `other`: has the same ending
        bool isWhole = false;
    };
    using Places
        = std::unordered_map<std::string_view, Place>; // views into the paths and m_spelled

    void add(std::string_view key, const std::string &path, bool isWhole)
    {
        put(m_full[key], path, isWhole);
        put(m_short[withoutExtension(key)], path, isWhole);
    }

    static void put(Place &place, const std::string &path, bool isWhole)
    {
        if (!place.path || (isWhole && !place.isWhole))
            place = { &path, nullptr, isWhole };
        else if (place.path != &path && place.isWhole == isWhole)
            place.other = &path;
    }

    std::string findPlain(const std::string &name) const
    {
        for (const Places *places : { &m_full, &m_short }) {
            const auto found = places->find(name);
            if (found == places->end())
                continue;
            if (found->second.other)
                throw Error("several images could be meant: " + *found->second.path + ", "
                    + *found->second.other + "…");
            return *found->second.path;
        }
        return {};
    }

    std::string m_beside;
    std::deque<std::string> m_spelled; // of paths beyond ASCII
    Places m_full, m_short;
};

class Matching {
public:
    Matching(const std::string &tablePath, const std::vector<std::string> &paths,
        const std::map<std::string, std::string> &known)
        : m_table(fs::path(tablePath).filename().string())
        , m_index(tablePath, paths)
        , m_known(known)
    {
        for (const std::string &path : paths)
            m_uses[path];
    }

    void add(const LabelRow &row)
    {
        if (!row.problem.empty()) {
            m_labels.reasons.emplace(place(row), row.problem);
            return;
        }
        try {
            const std::string path = m_index.find(row.file);
            if (!path.empty())
                addUse(row, path);
            else if (!m_known.contains(fs::path(row.file).lexically_normal().string()))
                m_labels.reasons.emplace(row.file, "not there, though " + place(row) + " names it");
        } catch (const Error &error) {
            m_labels.reasons.emplace(row.file, error.what());
        }
    }

    TableLabels finish()
    {
        for (const auto &[path, use] : m_uses) {
            if (!use.row)
                m_labels.unnamed.push_back(path);
            else if (!use.bad)
                m_labels.images.push_back(
                    { path, use.row->label, use.row->group, splitWord(use.row->split) });
        }
        return std::move(m_labels);
    }

private:
    /// The row that names an image.
    struct Use {
        const LabelRow *row = nullptr; ///< none: no row names it
        bool bad = false; ///< two rows say different things
    };

    std::string place(const LabelRow &row) const
    {
        return m_table + " line " + std::to_string(row.line);
    }

    static std::string said(const LabelRow &row)
    {
        return row.label + (row.split.empty() ? "" : " (" + row.split + ")");
    }

    void addUse(const LabelRow &row, const std::string &path)
    {
        Use &use = m_uses[path];
        if (!use.row) {
            use.row = &row;
        } else if (use.row->label != row.label || use.row->split != row.split) {
            m_labels.reasons.emplace(path,
                "line " + std::to_string(use.row->line) + " says " + said(*use.row) + ", line "
                    + std::to_string(row.line) + " says " + said(row) + "; left out");
            use.bad = true;
        } else {
            m_labels.reasons.emplace(place(row), path + " is named before, with the same label");
        }
    }

    std::string m_table;
    ImageIndex m_index;
    const std::map<std::string, std::string> &m_known;
    std::map<std::string, Use> m_uses; // by path
    TableLabels m_labels;
};

} // namespace

TableLabels labelsFrom(const LabelTable &table, const std::string &tablePath,
    const std::vector<std::string> &paths, const std::map<std::string, std::string> &known)
{
    Matching matching(tablePath, paths, known);
    for (const LabelRow &row : table.rows)
        matching.add(row);
    return matching.finish();
}

} // namespace convscope
