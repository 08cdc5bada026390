// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/layout/name_labels.h"
#include <map>

namespace convscope {

namespace {

const TreeFolder *folderAt(const TreeFolder &tree, const std::string &path)
{
    if (tree.path == path)
        return &tree;
    for (const TreeFolder &folder : tree.folders)
        if (path == folder.path || path.starts_with(folder.path + '/'))
            return folderAt(folder, path);
    return nullptr;
}

void countNames(const TreeFolder &folder, std::map<std::string, std::size_t> &counts)
{
    for (const std::string &file : folder.examples)
        ++counts[classInName(file)];
    for (const TreeFolder &inner : folder.folders)
        countNames(inner, counts);
}

} // namespace

std::string classInName(const std::string &file)
{
    const std::string stem = file.substr(0, file.rfind('.'));
    const std::size_t last = stem.find_last_not_of("0123456789)(");
    if (last == std::string::npos || last + 1 == stem.size())
        return {};
    const std::size_t end = stem.find_last_not_of("0123456789)( ._-");
    return end == std::string::npos ? std::string() : stem.substr(0, end + 1);
}

std::set<std::string> classesByName(const TreeFolder &tree, const std::string &folder)
{
    const TreeFolder *const place = folderAt(tree, folder);
    std::map<std::string, std::size_t> counts;
    if (place)
        countNames(*place, counts);
    std::set<std::string> classes;
    for (const auto &[name, count] : counts) {
        if (name.empty() || count < 2)
            return {};
        classes.insert(name);
    }
    return classes.size() > 1 ? classes : std::set<std::string>();
}

} // namespace convscope
