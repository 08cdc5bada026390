// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_report.h"
#include "core/data/parallel_for.h"
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <unordered_map>

namespace convscope {

namespace {

void count(const Dataset &dataset, const std::vector<PictureFacts> &facts, DatasetReport &report)
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

/// Groups in the order of their first picture.
std::vector<PictureGroup> duplicates(const Dataset &dataset, const std::vector<PictureFacts> &facts)
{
    std::unordered_map<std::uint64_t, std::size_t> groupOf;
    std::vector<PictureGroup> groups;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        if (facts[i].width == 0)
            continue;
        const auto [found, isNew] = groupOf.try_emplace(facts[i].pixels, groups.size());
        if (isNew)
            groups.emplace_back();
        PictureGroup &group = groups[found->second];
        group.samples.push_back(i);
        const Sample &first = dataset.samples()[group.samples.front()];
        const Sample &last = dataset.samples()[i];
        group.acrossSplits |= first.split != last.split;
        group.acrossClasses |= first.label != last.label;
    }
    std::erase_if(groups, [](const PictureGroup &group) { return group.samples.size() < 2; });
    return groups;
}

} // namespace

DatasetReport reportOn(const Dataset &dataset, const std::vector<PictureFacts> &facts)
{
    DatasetReport report;
    report.format = dataset.format();
    report.problems = dataset.problems();
    count(dataset, facts, report);
    report.duplicates = duplicates(dataset, facts);
    return report;
}

DatasetReport scanDataset(
    const Dataset &dataset, int threads, const Progress &progress, std::vector<PictureFacts> known)
{
    known.resize(dataset.samples().size());
    parallelFor(known.size(), threads, progress, [&](std::size_t i) {
        if (!known[i].known())
            known[i] = factsOf(dataset, i);
    });
    return reportOn(dataset, known);
}

nlohmann::json toJson(const DatasetReport &report, const Dataset &dataset)
{
    using nlohmann::json;
    json result { { "format", report.format }, { "images", report.images },
        { "classes", json::array() }, { "splits", json::object() }, { "problems", json::array() },
        { "duplicates", json::array() }, { "sizes", json::array() } };
    for (const ClassCount &each : report.classes)
        result["classes"].push_back({ { "name", each.name }, { "count", each.count } });
    for (const SplitCount &each : report.splits)
        result["splits"][std::string(toString(each.split))] = each.count;
    for (const Problem &each : report.problems)
        result["problems"].push_back({ { "path", each.path }, { "reason", each.reason } });
    for (const PictureGroup &group : report.duplicates) {
        json names = json::array();
        for (const std::size_t sample : group.samples)
            names.push_back(dataset.samples()[sample].name);
        result["duplicates"].push_back(std::move(names));
    }
    for (const SizeCount &each : report.sizes)
        result["sizes"].push_back(
            { { "width", each.width }, { "height", each.height }, { "count", each.count } });
    return result;
}

} // namespace convscope
