// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/report/dataset_report.h"
#include "core/base/threads/parallel_for.h"
#include "core/base/utf8_name.h"
#include "core/data/report/baselines.h"
#include "core/data/report/near_duplicates.h"
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_map>

namespace convscope {

namespace {

void count(const Dataset &dataset, const std::vector<ImageFacts> &facts, DatasetReport &report)
{
    for (const std::string &name : dataset.classes())
        report.classes.push_back({ name, 0 });
    std::map<Split, std::size_t> splits;
    std::map<std::pair<int, int>, std::size_t> sizes;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        const Sample &sample = dataset.samples()[i];
        if (!facts[i].known())
            continue;
        if (!facts[i].problem.empty()) {
            report.problems.push_back({ sample.name, facts[i].problem });
            continue;
        }
        ++report.images;
        report.colour += facts[i].colour ? 1 : 0;
        ++report.classes[static_cast<std::size_t>(sample.label)].count;
        ++splits[sample.split.value_or(Split::Train)];
        ++sizes[{ facts[i].width, facts[i].height }];
    }
    for (const auto &[split, number] : splits)
        report.splits.push_back({ split, number });
    for (const auto &[size, number] : sizes)
        report.sizes.push_back({ size.first, size.second, number });
    std::stable_sort(report.sizes.begin(), report.sizes.end(),
        [](const SizeCount &a, const SizeCount &b) { return a.count > b.count; });
    std::sort(report.problems.begin(), report.problems.end(),
        [](const Problem &a, const Problem &b) { return a.path < b.path; });
}

/// Groups in the order of their first image.
std::vector<ImageGroup> duplicates(const Dataset &dataset, const std::vector<ImageFacts> &facts)
{
    std::unordered_map<std::uint64_t, std::size_t> groupOf;
    std::vector<ImageGroup> groups;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        if (facts[i].width == 0)
            continue;
        const auto [found, isNew] = groupOf.try_emplace(facts[i].pixels, groups.size());
        if (isNew)
            groups.emplace_back();
        groups[found->second].samples.push_back(i);
    }
    std::erase_if(groups, [](const ImageGroup &group) { return group.samples.size() < 2; });
    for (ImageGroup &group : groups)
        markCrossings(group, dataset.samples());
    return groups;
}

/// Classes of which nearly all images have a copy in a class that has no fewer.
std::vector<CopiedClass> copiedClasses(const Dataset &dataset, const DatasetReport &report)
{
    constexpr double kNearlyAll = 0.8;
    constexpr std::size_t kMin = 3; // images from which it is no accident
    std::map<std::pair<int, int>, std::set<std::size_t>> copies; // of a class, in another
    for (const auto *groups : { &report.duplicates, &report.nearDuplicates })
        for (const ImageGroup &group : *groups) {
            std::set<int> labels;
            for (const std::size_t sample : group.samples)
                labels.insert(dataset.samples()[sample].label);
            for (const std::size_t sample : group.samples)
                for (const int other : labels)
                    if (other != dataset.samples()[sample].label)
                        copies[{ dataset.samples()[sample].label, other }].insert(sample);
        }
    std::vector<CopiedClass> found;
    for (const auto &[labels, samples] : copies) {
        const std::size_t count = samples.size();
        const ClassCount &own = report.classes[static_cast<std::size_t>(labels.first)];
        const ClassCount &other = report.classes[static_cast<std::size_t>(labels.second)];
        const bool isSmaller
            = own.count < other.count || (own.count == other.count && labels.first > labels.second);
        if (isSmaller && count >= kMin && double(count) >= kNearlyAll * double(own.count))
            found.push_back({ own.name, other.name, count });
    }
    return found;
}

double imbalanceOf(const std::vector<ClassCount> &classes)
{
    std::size_t smallest = 0;
    std::size_t largest = 0;
    for (const ClassCount &each : classes) {
        if (each.count == 0)
            continue;
        smallest = smallest == 0 ? each.count : std::min(smallest, each.count);
        largest = std::max(largest, each.count);
    }
    return smallest == 0 ? 1 : double(largest) / double(smallest);
}

/// Where nobody decided about groups, those that names suggest.
GroupsReport groupsReport(const Dataset &dataset, GroupBy by)
{
    SampleGroups groups = groupsOf(dataset, by);
    GroupsReport report;
    if (by == GroupBy::Auto && groups.by == GroupBy::None) {
        groups = suggestedGroups(dataset);
        report.suggested = groups.by != GroupBy::None;
    }
    report.by = groups.by;
    report.count = groups.count;
    report.cut = cutGroups(dataset.samples(), groups);
    report.undivided = classesOfOneGroup(dataset, groups).size();
    return report;
}

} // namespace

DatasetReport reportOn(const Dataset &dataset, const std::vector<ImageFacts> &facts, GroupBy group,
    int threads, const Progress &progress)
{
    DatasetReport report;
    report.format = dataset.format();
    report.groups = groupsReport(dataset, group);
    report.problems = dataset.problems();
    count(dataset, facts, report);
    report.duplicates = duplicates(dataset, facts);
    report.nearDuplicates = nearDuplicates(dataset.samples(), facts, threads, progress);
    report.copiedClasses = copiedClasses(dataset, report);
    report.baselines = baselinesOf(dataset, facts);
    report.shortcuts = shortcutsOf(dataset, facts);
    report.imbalance = imbalanceOf(report.classes);
    return report;
}

DatasetReport scanDataset(const Dataset &dataset, int threads, const Progress &progress,
    std::vector<ImageFacts> known, GroupBy group)
{
    groupsOf(dataset, group); // before all is decoded in vain
    known.resize(dataset.samples().size());
    parallelFor(known.size(), threads, progress, [&](std::size_t i) {
        if (!known[i].known())
            known[i] = factsOf(dataset, i);
    });
    // What follows takes a moment: no more to count, but still to be cancelled.
    const Progress rest = [&progress, all = known.size()](std::size_t, std::size_t) {
        return progress(all, all);
    };
    return reportOn(dataset, known, group, threads, rest);
}

namespace {

using nlohmann::json;

json namesOf(const ImageGroup &group, const Dataset &dataset)
{
    json names = json::array();
    for (const std::size_t sample : group.samples)
        names.push_back(dataset.samples()[sample].name);
    return names;
}

json toJson(const std::vector<ImageGroup> &groups, const Dataset &dataset)
{
    json result = json::array();
    for (const ImageGroup &group : groups)
        result.push_back(namesOf(group, dataset));
    return result;
}

/// Equal and similar images alike, where `crosses`.
json crossing(const DatasetReport &report, const Dataset &dataset, bool ImageGroup::*crosses)
{
    json result = json::array();
    for (const auto *groups : { &report.duplicates, &report.nearDuplicates })
        for (const ImageGroup &group : *groups)
            if (group.*crosses)
                result.push_back(namesOf(group, dataset));
    return result;
}

void addCounts(const DatasetReport &report, json &result)
{
    for (const ClassCount &each : report.classes)
        result["classes"].push_back({ { "name", each.name }, { "count", each.count } });
    for (const SplitCount &each : report.splits)
        result["splits"][std::string(toString(each.split))] = each.count;
    for (const Problem &each : report.problems)
        result["problems"].push_back({ { "path", each.path }, { "reason", each.reason } });
    for (const CopiedClass &each : report.copiedClasses)
        result["copied_classes"].push_back(
            { { "name", each.name }, { "of", each.original }, { "count", each.copies } });
    for (const SizeCount &each : report.sizes)
        result["sizes"].push_back(
            { { "width", each.width }, { "height", each.height }, { "count", each.count } });
}

json groupsJson(const GroupsReport &groups)
{
    if (groups.by == GroupBy::None || groups.suggested)
        return nullptr;
    return { { "by", toString(groups.by) }, { "count", groups.count },
        { "cut", groups.cut.size() } };
}

} // namespace

namespace {

json toJson(const LayoutReading &reading)
{
    json splits = json::object();
    for (const Split split : { Split::Train, Split::Validation, Split::Test })
        if (const std::size_t count = reading.images[static_cast<std::size_t>(split)]; count > 0)
            splits[std::string(toString(split))] = count;
    return { { "name", utf8Name(reading.name) }, { "classes", reading.classes },
        { "splits", splits }, { "reason", reading.reason } };
}

/// How the folder was understood; null where the format leaves no choice.
void addLayout(const DatasetLayout &layout, json &result)
{
    result["layout"] = nullptr;
    result["readings"] = json::array();
    result["unlabelled"] = json::object();
    result["notes"] = layout.notes;
    if (!layout.readings.empty()) {
        const LayoutReading &chosen = layout.readings[layout.chosen];
        result["layout"] = { { "name", utf8Name(chosen.name) }, { "reason", chosen.reason },
            { "clear", layout.isClear } };
    }
    for (const LayoutReading &reading : layout.readings)
        result["readings"].push_back(toJson(reading));
    for (const UnlabelledPart &part : layout.unlabelled)
        result["unlabelled"][part.name] = part.images.size();
}

} // namespace

json toJson(const DatasetReport &report, const Dataset &dataset)
{
    json result { { "format", report.format }, { "images", report.images },
        { "colour", report.colour }, { "classes", json::array() }, { "splits", json::object() },
        { "problems", json::array() }, { "sizes", json::array() },
        { "copied_classes", json::array() }, { "duplicates", toJson(report.duplicates, dataset) },
        { "near_duplicates", toJson(report.nearDuplicates, dataset) },
        { "leaks", crossing(report, dataset, &ImageGroup::acrossSplits) },
        { "conflicts", crossing(report, dataset, &ImageGroup::acrossClasses) },
        { "baselines",
            { { "chance", report.baselines.chance }, { "majority", report.baselines.majority },
                { "centroid", report.baselines.centroid } } },
        { "groups", groupsJson(report.groups) }, { "shortcuts", json::array() },
        { "imbalance", report.imbalance }, { "warnings", json::array() } };
    addCounts(report, result);
    addLayout(dataset.layout(), result);
    for (const Shortcut &each : report.shortcuts)
        result["shortcuts"].push_back(
            { { "measure", each.measure }, { "accuracy", each.accuracy } });
    for (const DataWarning &each : warnings(report))
        result["warnings"].push_back(textOf(each));
    return result;
}

} // namespace convscope
