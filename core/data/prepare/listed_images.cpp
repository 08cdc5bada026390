// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/prepare/listed_images.h"
#include "core/base/error.h"
#include "core/base/threads/parallel_for.h"
#include <map>
#include <set>
#include <unordered_map>

namespace convscope {

namespace {

constexpr std::size_t kNowhere = ~std::size_t { 0 };

/// The content of each sample; nothing where it cannot be read.
std::vector<std::optional<Digest>> contentsOf(const Dataset &dataset, const Progress &progress)
{
    std::vector<std::optional<Digest>> contents(dataset.samples().size());
    parallelFor(contents.size(), 0, progress, [&](std::size_t i) {
        try {
            contents[i] = dataset.content(i);
        } catch (const Error &) {
            contents[i].reset();
        }
    });
    return contents;
}

/// Gives each recorded image a sample of its own: first those that are where they were.
std::vector<std::size_t> placesOf(const std::vector<ListedImage> &recorded, const Dataset &dataset,
    const std::vector<std::optional<Digest>> &contents)
{
    std::unordered_map<std::string_view, std::size_t> byName;
    for (std::size_t i = 0; i < contents.size(); ++i)
        byName.emplace(dataset.samples()[i].name, i);
    std::vector<std::size_t> places(recorded.size(), kNowhere);
    std::vector<bool> isTaken(contents.size());
    for (std::size_t r = 0; r < recorded.size(); ++r) {
        const auto same = byName.find(recorded[r].path);
        if (same == byName.end() || isTaken[same->second]
            || contents[same->second] != recorded[r].content)
            continue;
        places[r] = same->second;
        isTaken[same->second] = true;
    }
    std::multimap<Digest, std::size_t> others;
    for (std::size_t i = 0; i < contents.size(); ++i)
        if (contents[i] && !isTaken[i])
            others.emplace(*contents[i], i);
    for (std::size_t r = 0; r < recorded.size(); ++r) {
        const auto moved = places[r] == kNowhere ? others.find(recorded[r].content) : others.end();
        if (moved == others.end())
            continue;
        places[r] = moved->second;
        others.erase(moved);
    }
    return places;
}

} // namespace

std::vector<ListedImage> listedImages(const TrainingData &data)
{
    std::vector<ListedImage> images;
    if (data.names.empty())
        return images;
    for (const Split split : { Split::Train, Split::Validation, Split::Test }) {
        const ImageSet &set = data.split(split);
        for (std::size_t i = 0; i < set.size(); ++i)
            images.push_back({ .path = data.names[set.samples[i]],
                .content = data.facts[set.samples[i]].content,
                .className = data.classes[std::size_t(set.labels[i])],
                .split = split,
                .group = data.groups.names.empty() ? "" : data.groups.names[set.samples[i]] });
    }
    return images;
}

FoundImages findImages(const std::vector<ListedImage> &recorded, const Dataset &dataset,
    std::optional<Split> part, const Progress &progress)
{
    const auto places = placesOf(recorded, dataset, contentsOf(dataset, progress));
    std::set<Digest> trained;
    for (const ListedImage &image : recorded)
        if (image.split == Split::Train)
            trained.insert(image.content);
    FoundImages found;
    found.added = dataset.samples().size();
    for (std::size_t r = 0; r < recorded.size(); ++r) {
        const bool isThere = places[r] != kNowhere;
        found.added -= isThere ? 1 : 0;
        if (part && recorded[r].split != *part)
            continue;
        const bool isTest = part && *part != Split::Train;
        if (isTest && trained.contains(recorded[r].content))
            ++found.trainedOn;
        else if (isThere)
            found.samples.push_back(places[r]);
        else
            ++found.missing;
    }
    return found;
}

} // namespace convscope
