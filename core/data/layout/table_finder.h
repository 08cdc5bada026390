// SPDX-License-Identifier: GPL-3.0-or-later
// TableFinder: the tables of a tree that name images, each opened once. One thread.
#pragma once
#include "core/data/layout/folder_tree.h"
#include "core/data/layout/label_table.h"
#include <map>

namespace convscope {

class TableFinder {
public:
    TableFinder(std::filesystem::path root, const TreeFolder &tree, const Progress &progress);

    /// The path of the table that names images in this folder of the tree and gives them labels:
    /// one that lies there, or in a folder above; the nearest. Empty when there is none.
    const std::string &tableFor(const TreeFolder &images);
    /// A table that is named as one of labels, in the tree's root or what it wraps, and names
    /// images at any depth; where there are no folders beside it, it need not name any. Empty when
    /// there is none.
    std::string namedTable(const TreeFolder &innermost);
    /// The path again, of a table that can be read. @throws Error naming it.
    std::string require(const std::string &path);
    const LabelTable &table(const std::string &path);
    /// How many different labels another of its columns has.
    std::size_t classesBy(const std::string &path, const std::string &column) const;

    /// Why the last table that names images cannot be used; empty when there was none.
    const std::string &refusal() const { return m_refusal; }

private:
    struct Known {
        LabelTable table;
        std::string problem; ///< why it cannot be read
    };
    std::vector<const TreeFolder *> chainTo(const TreeFolder &folder) const;
    std::vector<std::filesystem::path> placesIn(const TreeFolder &folder) const;
    const Known &known(const std::string &path);
    bool fits(const std::string &path, const TreeFolder &images);

    std::filesystem::path m_root;
    const TreeFolder &m_tree;
    const Progress &m_progress;
    std::map<std::string, Known> m_tables; // by path
    std::map<std::string, std::string> m_found; // the table of each folder
    std::string m_refusal;
};

} // namespace convscope
