// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/training_data.h"
#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/data/parallel_for.h"
#include "core/data/split.h"
#include <algorithm>
#include <nlohmann/json.hpp>
#include <unistd.h>
#include <utility>

namespace convscope {

namespace {

/// Room for all pictures of a split, filled from several threads, each at its own place.
class Loading {
public:
    Loading(const Dataset &dataset, const Preprocessing &preprocessing)
        : m_dataset(dataset)
        , m_preprocessing(preprocessing)
        , m_facts(dataset.samples().size())
    {
    }

    void plan(ImageSet &set, std::vector<std::size_t> samples)
    {
        set.shape = m_preprocessing.shape();
        set.samples = std::move(samples);
        set.labels.reserve(set.samples.size());
        for (const std::size_t sample : set.samples)
            set.labels.push_back(m_dataset.samples()[sample].label);
        set.pixels.resize(set.samples.size() * set.shape.size());
        for (std::size_t i = 0; i < set.samples.size(); ++i)
            m_places.push_back({ &set, i, {} });
    }

    void decode(int threads, const Progress &progress)
    {
        parallelFor(
            m_places.size(), threads, progress, [this](std::size_t i) { load(m_places[i]); });
    }

    /// Removes what could not be read from its set.
    std::vector<Problem> removeUnreadable()
    {
        std::vector<Problem> problems;
        for (const Place &place : m_places)
            if (!place.problem.empty())
                problems.push_back(
                    { m_dataset.samples()[place.set->samples[place.index]].name, place.problem });
        if (!problems.empty())
            closeGaps();
        return problems;
    }

    std::vector<PictureFacts> takeFacts() { return std::move(m_facts); }

private:
    struct Place {
        ImageSet *set;
        std::size_t index;
        std::string problem;
    };

    void load(Place &place)
    {
        const std::size_t sample = place.set->samples[place.index];
        try {
            const Image image = m_dataset.image(sample);
            m_facts[sample] = factsOf(image);
            const auto pixels = preparePixels(image, m_preprocessing);
            std::copy(pixels.begin(), pixels.end(), pixelsAt(*place.set, place.index));
        } catch (const Error &error) {
            place.problem = error.what();
            m_facts[sample].problem = error.what();
        }
    }

    static std::vector<std::uint8_t>::iterator pixelsAt(ImageSet &set, std::size_t i)
    {
        return set.pixels.begin() + static_cast<std::ptrdiff_t>(i * set.shape.size());
    }

    void closeGaps()
    {
        std::size_t kept = 0;
        for (const Place &place : m_places) {
            ImageSet &set = *place.set;
            const std::size_t from = place.index;
            if (from == 0)
                kept = 0; // a new set begins
            if (place.problem.empty()) {
                set.samples[kept] = set.samples[from];
                set.labels[kept] = set.labels[from];
                if (kept != from)
                    std::copy(pixelsAt(set, from), pixelsAt(set, from + 1), pixelsAt(set, kept));
                ++kept;
            }
            if (from + 1 == set.samples.size())
                shrink(set, kept);
        }
    }

    static void shrink(ImageSet &set, std::size_t count)
    {
        set.samples.resize(count);
        set.labels.resize(count);
        set.pixels.resize(count * set.shape.size());
    }

    const Dataset &m_dataset;
    const Preprocessing &m_preprocessing;
    std::vector<Place> m_places;
    std::vector<PictureFacts> m_facts; // one a sample
};

std::uint64_t fingerprintOf(const TrainingData &data, const Dataset &dataset)
{
    Hasher hasher;
    hasher.add(std::string_view(toJson(data.preprocessing).dump()));
    for (const std::string &name : data.classes)
        hasher.add(std::string_view(name));
    for (const ImageSet *set : { &data.train, &data.validation, &data.test }) {
        hasher.add(std::uint64_t { set->size() }).add(std::span(set->pixels));
        for (std::size_t i = 0; i < set->size(); ++i)
            hasher.add(static_cast<std::uint64_t>(set->labels[i]))
                .add(std::string_view(dataset.samples()[set->samples[i]].name));
    }
    return hasher.digest();
}

/// Said beforehand, because taking more memory than there is ends the program, or the machine.
void checkMemory(std::size_t pictures, const Shape &shape)
{
    const double needed = static_cast<double>(pictures) * static_cast<double>(shape.size());
    const double there = static_cast<double>(::sysconf(_SC_PHYS_PAGES))
        * static_cast<double>(::sysconf(_SC_PAGESIZE));
    if (needed > 0.75 * there)
        throw Error(std::to_string(pictures) + " pictures of " + toString(shape)
            + " do not fit into this computer's memory; choose a smaller size or fewer pictures");
}

void planAll(
    const Dataset &dataset, const LoadOptions &options, TrainingData &data, Loading &loading)
{
    const auto &samples = dataset.samples();
    const std::size_t classes = dataset.classes().size();
    const SplitIndices split
        = splitSamples(samples, classes, { options.validation, options.test, options.seed });
    const auto limited = [&](const std::vector<std::size_t> &indices) {
        return limitEvenly(samples, classes, indices, options.limit);
    };
    auto train = limited(split.train);
    auto validation = limited(split.validation);
    auto test = limited(split.test);
    checkMemory(train.size() + validation.size() + test.size(), data.preprocessing.shape());
    loading.plan(data.train, std::move(train));
    loading.plan(data.validation, std::move(validation));
    loading.plan(data.test, std::move(test));
}

void failWithoutPictures(const std::vector<Problem> &problems)
{
    std::string message = "no training picture is left";
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
    Loading loading(dataset, data.preprocessing);
    planAll(dataset, options, data, loading);
    loading.decode(options.threads, progress);
    data.problems = dataset.problems();
    const auto found = loading.removeUnreadable();
    data.problems.insert(data.problems.end(), found.begin(), found.end());
    data.facts = loading.takeFacts();
    std::sort(data.problems.begin(), data.problems.end(),
        [](const Problem &a, const Problem &b) { return a.path < b.path; });
    if (data.train.size() == 0)
        failWithoutPictures(data.problems);
    if (data.preprocessing.normalization == Normalization::Standard
        && data.preprocessing.mean.empty())
        measureNormalization(data.train.pixels, data.train.size(), data.preprocessing);
    data.fingerprint = fingerprintOf(data, dataset);
    return data;
}

} // namespace convscope
