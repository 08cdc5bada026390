// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/data_report.h"
#include <algorithm>
#include <iterator>
#include <unordered_set>

namespace convscope {

namespace {

using Names = std::vector<std::string>;

Names sorted(Names names)
{
    std::ranges::sort(names);
    const auto repeated = std::ranges::unique(names);
    names.erase(repeated.begin(), repeated.end());
    return names;
}

Names joinedNames(const Names &a, const Names &b)
{
    Names all = a;
    all.insert(all.end(), b.begin(), b.end());
    return sorted(std::move(all));
}

Names differenceOf(const Names &all, const Names &some)
{
    Names rest;
    std::ranges::set_difference(sorted(all), sorted(some), std::back_inserter(rest));
    return rest;
}

} // namespace

std::vector<std::size_t> remainingSamples(const Dataset &whole, const Exclusions &excluded)
{
    const std::unordered_set<std::string> files(excluded.files.begin(), excluded.files.end());
    const std::unordered_set<std::string> classes(excluded.classes.begin(), excluded.classes.end());
    std::vector<std::size_t> remaining;
    for (std::size_t i = 0; i < whole.samples().size(); ++i) {
        const Sample &sample = whole.samples()[i];
        if (!files.contains(sample.name)
            && !classes.contains(whole.classes()[std::size_t(sample.label)]))
            remaining.push_back(i);
    }
    return remaining;
}

Exclusions joined(const Exclusions &a, const Exclusions &b)
{
    return { joinedNames(a.files, b.files), joinedNames(a.classes, b.classes) };
}

Exclusions difference(const Exclusions &all, const Exclusions &some)
{
    return { differenceOf(all.files, some.files), differenceOf(all.classes, some.classes) };
}

} // namespace convscope
