// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset_report.h"
#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/data/parallel_for.h"
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <unordered_map>

namespace convscope {

namespace {

/// What decoding one picture told.
struct Finding {
    int width = 0, height = 0;
    std::uint64_t hash = 0;
    std::string problem; ///< empty: it can be used
};

Finding findingOf(const Dataset &dataset, std::size_t i)
{
    try {
        const Image image = dataset.image(i);
        const auto channels = static_cast<std::uint64_t>(image.channels);
        const auto width = static_cast<std::uint64_t>(image.width);
        const auto hash = Hasher().add(channels).add(width).add(std::span(image.pixels)).digest();
        return { image.width, image.height, hash, {} };
    } catch (const Error &error) {
        return { 0, 0, 0, error.what() };
    }
}

void count(const Dataset &dataset, const std::vector<Finding> &findings, DatasetReport &report)
{
    for (const std::string &name : dataset.classes())
        report.classes.push_back({ name, 0 });
    std::map<Split, std::size_t> splits;
    std::map<std::pair<int, int>, std::size_t> sizes;
    for (std::size_t i = 0; i < findings.size(); ++i) {
        const Sample &sample = dataset.samples()[i];
        if (!findings[i].problem.empty()) {
            report.problems.push_back({ sample.name, findings[i].problem });
            continue;
        }
        ++report.images;
        ++report.classes[static_cast<std::size_t>(sample.label)].count;
        ++splits[sample.split.value_or(Split::Train)];
        ++sizes[{ findings[i].width, findings[i].height }];
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
std::vector<std::vector<std::string>> duplicates(
    const Dataset &dataset, const std::vector<Finding> &findings)
{
    std::unordered_map<std::uint64_t, std::size_t> groupOf;
    std::vector<std::vector<std::string>> groups;
    for (std::size_t i = 0; i < findings.size(); ++i) {
        if (!findings[i].problem.empty())
            continue;
        const auto [found, isNew] = groupOf.try_emplace(findings[i].hash, groups.size());
        if (isNew)
            groups.emplace_back();
        groups[found->second].push_back(dataset.samples()[i].name);
    }
    std::erase_if(groups, [](const std::vector<std::string> &group) { return group.size() < 2; });
    return groups;
}

} // namespace

DatasetReport scanDataset(const Dataset &dataset, int threads, const Progress &progress)
{
    std::vector<Finding> findings(dataset.samples().size());
    parallelFor(findings.size(), threads, progress,
        [&](std::size_t i) { findings[i] = findingOf(dataset, i); });
    DatasetReport report;
    report.format = dataset.format();
    report.problems = dataset.problems();
    count(dataset, findings, report);
    report.duplicates = duplicates(dataset, findings);
    return report;
}

nlohmann::json toJson(const DatasetReport &report)
{
    using nlohmann::json;
    json result { { "format", report.format }, { "images", report.images },
        { "classes", json::array() }, { "splits", json::object() }, { "problems", json::array() },
        { "duplicates", report.duplicates }, { "sizes", json::array() } };
    for (const ClassCount &each : report.classes)
        result["classes"].push_back({ { "name", each.name }, { "count", each.count } });
    for (const SplitCount &each : report.splits)
        result["splits"][std::string(toString(each.split))] = each.count;
    for (const Problem &each : report.problems)
        result["problems"].push_back({ { "path", each.path }, { "reason", each.reason } });
    for (const SizeCount &each : report.sizes)
        result["sizes"].push_back(
            { { "width", each.width }, { "height", each.height }, { "count", each.count } });
    return result;
}

} // namespace convscope
