// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/prepare/training_data.h"
#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/utf8_name.h"
#include "core/data/prepare/image_loading.h"
#include "core/data/prepare/split.h"
#include <algorithm>
#include <nlohmann/json.hpp>

namespace convscope {

namespace {

using Block = std::span<const std::uint8_t>;

/// inPieces() of an ImageSet, whole images at a time, that can be cancelled.
template<typename Use>
void eachPiece(const ImageSet &set, std::size_t unit, const Progress &progress, const Use &use)
{
    set.pixels.inPieces(unit, [&](Block piece) {
        if (!progress(1, 1))
            throw Cancelled();
        use(piece);
    });
}

/// From the images' hashes, which the cache has checked and loading need not find again; names by
/// their bytes, as in the first version.
std::uint64_t fingerprintOf(
    const TrainingData &data, const Dataset &dataset, const std::vector<std::uint64_t> &hashes)
{
    Hasher hasher;
    hasher.add(std::string_view(toJson(data.preprocessing).dump()));
    for (const std::string &name : data.classes)
        hasher.add(std::string_view(nameBytes(name)));
    auto hash = hashes.begin();
    for (const ImageSet *set : { &data.train, &data.validation, &data.test }) {
        hasher.add(std::uint64_t { set->size() });
        for (std::size_t i = 0; i < set->size(); ++i)
            hasher.add(static_cast<std::uint64_t>(set->labels[i]))
                .add(std::string_view(nameBytes(dataset.samples()[set->samples[i]].name)))
                .add(*hash++);
    }
    return hasher.digest();
}

void measureTraining(TrainingData &data, const Progress &progress)
{
    NormalizationMeasure measure(data.preprocessing);
    eachPiece(
        data.train, data.train.shape.size(), progress, [&](Block piece) { measure.add(piece); });
    measure.finish(data.preprocessing);
}

void planAll(
    const Dataset &dataset, const LoadOptions &options, TrainingData &data, ImageLoading &loading)
{
    const auto &samples = dataset.samples();
    const std::size_t classes = dataset.classes().size();
    data.groups = groupsOf(dataset, options.group);
    const SplitIndices split = splitSamples(
        samples, classes, { options.validation, options.test, options.seed }, data.groups.names);
    const auto limited = [&](const std::vector<std::size_t> &indices) {
        return limitEvenly(samples, classes, indices, options.limit);
    };
    loading.plan(data.train, limited(split.train));
    loading.plan(data.validation, limited(split.validation));
    loading.plan(data.test, limited(split.test));
}

void failWithoutImages(const std::vector<Problem> &problems)
{
    std::string message = "no training image is left";
    if (!problems.empty())
        message += "; " + std::to_string(problems.size()) + " were left out, the first "
            + problems.front().path + ": " + problems.front().reason;
    throw Error(message);
}

} // namespace

const ImageSet &TrainingData::split(Split which) const
{
    switch (which) {
    case Split::Validation:
        return validation;
    case Split::Test:
        return test;
    case Split::Train:
        break;
    }
    return train;
}

TrainingData loadTrainingData(
    const Dataset &dataset, const LoadOptions &options, const Progress &progress)
{
    TrainingData data;
    data.classes = dataset.classes();
    data.preprocessing = options.preprocessing;
    for (const Sample &sample : dataset.samples())
        data.names.push_back(sample.name);
    ImageLoading loading(dataset, options);
    planAll(dataset, options, data, loading);
    loading.load(progress);
    data.problems = dataset.problems();
    const auto found = loading.problems();
    data.problems.insert(data.problems.end(), found.begin(), found.end());
    std::sort(data.problems.begin(), data.problems.end(),
        [](const Problem &a, const Problem &b) { return a.path < b.path; });
    if (data.train.size() == 0)
        failWithoutImages(data.problems);
    loading.keep(progress);
    data.facts = loading.takeFacts();
    // The steps that follow are short: no more to count, but still to be cancelled.
    const Progress rest = [&progress, total = loading.images()](std::size_t, std::size_t) {
        return progress(total, total);
    };
    if (data.preprocessing.normalization == Normalization::Standard
        && data.preprocessing.mean.empty())
        measureTraining(data, rest);
    data.fingerprint = fingerprintOf(data, dataset, loading.hashes());
    if (!rest(0, 0))
        throw Cancelled();
    return data;
}

LoadedImages loadImages(const Dataset &dataset, const LoadOptions &options,
    std::vector<std::size_t> samples, const Progress &progress)
{
    LoadedImages loaded;
    ImageLoading loading(dataset, options);
    loading.plan(loaded.images, std::move(samples));
    loading.load(progress);
    loaded.problems = loading.problems();
    return loaded;
}

} // namespace convscope
