// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/prepare/sample_groups.h"
#include "core/base/error.h"
#include "core/data/dataset/file_names.h"
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>

namespace convscope {

namespace {

struct GroupWord {
    GroupBy by;
    std::string_view word;
};
constexpr std::array kGroupWords { GroupWord { GroupBy::Auto, "auto" },
    GroupWord { GroupBy::None, "none" }, GroupWord { GroupBy::Column, "column" },
    GroupWord { GroupBy::Prefix, "prefix" }, GroupWord { GroupBy::Folder, "folder" } };

// When groups are suggested. A name alone proves nothing: a wrong word costs more than none.
constexpr std::size_t kFewGroups = 5;
constexpr double kMostShared = 0.8; // share of the images that share their group with others
constexpr double kLargestShare = 0.25; // of the images, in one group
constexpr std::size_t kGroupsInAClass = 3;

bool hasDigit(std::string_view text)
{
    return text.find_first_of("0123456789") != std::string_view::npos;
}

/// The name without folders and ending; empty for "train #12", which stands for no file.
std::string_view stemOf(std::string_view name)
{
    const std::size_t number = name.rfind(" #");
    if (number != std::string_view::npos
        && name.find_first_not_of("0123456789", number + 2) == std::string_view::npos)
        return {};
    name.remove_prefix(name.rfind('/') + 1); // npos + 1 is 0
    return name.substr(0, name.rfind('.'));
}

/// A name cut at its separators; each part knows where it ends.
struct Part {
    std::string_view text;
    std::size_t end = 0;
};

std::vector<Part> partsOf(std::string_view stem)
{
    constexpr std::string_view kSeparators = "_-. ";
    std::vector<Part> parts;
    std::size_t at = stem.find_first_not_of(kSeparators);
    while (at != std::string_view::npos) {
        const std::size_t end = std::min(stem.find_first_of(kSeparators, at), stem.size());
        parts.push_back({ stem.substr(at, end - at), end });
        at = stem.find_first_not_of(kSeparators, end);
    }
    return parts;
}

/// How many first parts all names have in common.
std::size_t commonParts(const std::vector<Sample> &samples)
{
    std::vector<Part> common;
    bool isFirst = true;
    for (const Sample &sample : samples) {
        const auto parts = partsOf(stemOf(sample.name));
        if (std::exchange(isFirst, false))
            common = parts;
        const auto same = [](const Part &a, const Part &b) {
            return a.text == b.text;
        };
        const auto end
            = std::mismatch(common.begin(), common.end(), parts.begin(), parts.end(), same).first;
        common.erase(end, common.end());
        if (common.empty())
            break;
    }
    return common.size();
}

std::string prefixOf(std::string_view stem, std::size_t common)
{
    const auto parts = partsOf(stem);
    if (parts.size() < common + 2)
        return {};
    std::size_t last = parts.size() - 2;
    for (std::size_t i = common; i <= last; ++i)
        if (hasDigit(parts[i].text))
            last = i;
    return std::string(stem.substr(0, parts[last].end));
}

std::vector<std::string> prefixesOf(const std::vector<Sample> &samples)
{
    const std::size_t common = commonParts(samples);
    std::vector<std::string> names;
    names.reserve(samples.size());
    for (const Sample &sample : samples)
        names.push_back(prefixOf(stemOf(sample.name), common));
    return names;
}

std::vector<std::string_view> foldersIn(std::string_view path)
{
    std::vector<std::string_view> folders;
    for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
         slash = path.find('/')) {
        folders.push_back(path.substr(0, slash));
        path.remove_prefix(slash + 1);
    }
    return folders;
}

bool isSplitFolder(std::string_view folder)
{
    return splitWord(folder)
        && withoutSplitWord(folder).find_first_not_of("_-. ") == std::string::npos;
}

std::string folderGroup(const Sample &sample, const std::string &className)
{
    std::vector<std::string_view> ofClass = foldersIn(className);
    ofClass.push_back(std::string_view(className).substr(className.rfind('/') + 1));
    std::string group;
    for (const std::string_view folder : foldersIn(sample.name))
        if (!isSplitFolder(folder) && std::ranges::count(ofClass, folder) == 0)
            group += (group.empty() ? "" : "/") + std::string(folder);
    return group;
}

std::vector<std::string> foldersOf(const Dataset &dataset)
{
    std::vector<std::string> names;
    for (const Sample &sample : dataset.samples())
        names.push_back(
            folderGroup(sample, dataset.classes().at(static_cast<std::size_t>(sample.label))));
    const bool isOne = std::ranges::all_of(
        names, [&](const std::string &name) { return name == names.front(); });
    if (isOne) // a folder around everything divides nothing
        std::ranges::fill(names, std::string());
    return names;
}

std::vector<std::string> columnOf(const std::vector<Sample> &samples)
{
    std::vector<std::string> names;
    for (const Sample &sample : samples)
        names.push_back(sample.group);
    return names;
}

SampleGroups counted(GroupBy by, std::vector<std::string> names)
{
    std::set<std::string_view> known(names.begin(), names.end());
    known.erase("");
    const std::size_t count = known.size();
    return count == 0 ? SampleGroups {} : SampleGroups { by, std::move(names), count };
}

SampleGroups found(const Dataset &dataset, GroupBy by)
{
    switch (by) {
    case GroupBy::Auto:
    case GroupBy::Column:
        return counted(GroupBy::Column, columnOf(dataset.samples()));
    case GroupBy::Prefix:
        return counted(by, prefixesOf(dataset.samples()));
    case GroupBy::Folder:
        return counted(by, foldersOf(dataset));
    case GroupBy::None:
        break;
    }
    return {};
}

std::string missingText(GroupBy by)
{
    if (by == GroupBy::Column)
        return "there is no table with a column such as group, patient or subject";
    if (by == GroupBy::Folder)
        return "no folder stands above the images but those of classes and splits";
    return "the images' names have no beginning that some share and others do not, such as "
           "patient012 of patient012_03.png";
}

[[noreturn]] void refuse(GroupBy by, const std::string &reason)
{
    throw Error("the group '" + std::string(toString(by)) + "' cannot be used: " + reason
        + "; choose another, or none");
}

/// The groups that each class has.
std::vector<std::set<std::string_view>> groupsByClass(
    const Dataset &dataset, const SampleGroups &groups)
{
    std::vector<std::set<std::string_view>> result(dataset.classes().size());
    for (std::size_t i = 0; i < groups.names.size(); ++i)
        result[static_cast<std::size_t>(dataset.samples()[i].label)].insert(groups.names[i]);
    return result;
}

bool areDivisible(const Dataset &dataset, const SampleGroups &groups)
{
    return std::ranges::any_of(groupsByClass(dataset, groups),
        [](const auto &own) { return own.size() > 1 || own.contains(""); });
}

bool areSuggested(const Dataset &dataset, const SampleGroups &groups)
{
    if (groups.count < kFewGroups)
        return false;
    std::unordered_map<std::string_view, std::size_t> sizes;
    for (const std::string &name : groups.names)
        if (!name.empty() && (groups.by == GroupBy::Folder || hasDigit(name)))
            ++sizes[name];
    std::size_t shared = 0;
    std::size_t largest = 0;
    for (const auto &[name, size] : sizes) {
        shared += size > 1 ? size : 0;
        largest = std::max(largest, size);
    }
    const auto all = double(groups.names.size());
    const auto byClass = groupsByClass(dataset, groups);
    const auto several = std::ranges::count_if(
        byClass, [](const auto &own) { return own.size() >= kGroupsInAClass; });
    return double(shared) >= kMostShared * all && double(largest) <= kLargestShare * all
        && 2 * static_cast<std::size_t>(several) > byClass.size();
}

} // namespace

std::string_view toString(GroupBy by)
{
    return std::ranges::find(kGroupWords, by, &GroupWord::by)->word;
}

GroupBy groupByFromString(std::string_view name)
{
    const auto *const known = std::ranges::find(kGroupWords, name, &GroupWord::word);
    if (known == kGroupWords.end())
        throw Error("unknown group '" + std::string(name)
            + "'; known are auto, none, column, prefix, folder");
    return known->by;
}

SampleGroups groupsOf(const Dataset &dataset, GroupBy by)
{
    SampleGroups groups = found(dataset, by);
    if (by == GroupBy::Auto || by == GroupBy::None)
        return groups;
    if (groups.count == 0)
        refuse(by, missingText(by));
    if (!areDivisible(dataset, groups))
        refuse(by, "every class would be one group, and no split may cut it");
    return groups;
}

SampleGroups suggestedGroups(const Dataset &dataset)
{
    for (const GroupBy by : { GroupBy::Folder, GroupBy::Prefix }) {
        SampleGroups groups = found(dataset, by);
        if (areSuggested(dataset, groups))
            return groups;
    }
    return {};
}

std::vector<std::string> cutGroups(const std::vector<Sample> &samples, const SampleGroups &groups)
{
    std::map<std::string_view, std::set<Split>> splits;
    for (std::size_t i = 0; i < groups.names.size(); ++i)
        if (!groups.names[i].empty())
            splits[groups.names[i]].insert(samples[i].split.value_or(Split::Train));
    std::vector<std::string> cut;
    for (const auto &[name, own] : splits)
        if (own.size() > 1)
            cut.emplace_back(name);
    return cut;
}

std::vector<int> classesOfOneGroup(const Dataset &dataset, const SampleGroups &groups)
{
    std::vector<int> result;
    const auto byClass = groupsByClass(dataset, groups);
    for (std::size_t label = 0; label < byClass.size(); ++label)
        if (byClass[label].size() == 1 && !byClass[label].contains(""))
            result.push_back(static_cast<int>(label));
    return result;
}

} // namespace convscope
