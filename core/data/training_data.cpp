// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/training_data.h"
#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/data/parallel_for.h"
#include "core/data/picture_cache.h"
#include "core/data/split.h"
#include <algorithm>
#include <atomic>
#include <nlohmann/json.hpp>
#include <unistd.h>
#include <utility>

namespace convscope {

namespace {

using Piece = std::span<const std::uint8_t>;

/// Room for all pictures of the splits, filled from several threads, each at its own place.
class Loading {
public:
    Loading(const Dataset &dataset, const LoadOptions &options)
        : m_dataset(dataset)
        , m_options(options)
        , m_facts(dataset.samples().size())
    {
        const std::string key = options.cache.empty() ? std::string() : dataset.cacheKey();
        if (!key.empty()) {
            m_cache.emplace(options.cache, key, options.preprocessing);
            m_stamps.resize(dataset.samples().size());
        }
    }

    void plan(ImageSet &set, std::vector<std::size_t> samples)
    {
        set.shape = m_options.preprocessing.shape();
        set.samples = std::move(samples);
        set.labels.reserve(set.samples.size());
        for (const std::size_t sample : set.samples)
            set.labels.push_back(m_dataset.samples()[sample].label);
        for (std::size_t i = 0; i < set.samples.size(); ++i)
            m_places.push_back({ &set, i, {} });
    }

    /// Once everything is planned.
    void takeRoom(std::span<ImageSet *const> sets)
    {
        const double needed = static_cast<double>(m_places.size())
            * static_cast<double>(m_options.preprocessing.shape().size());
        const bool onDisk
            = needed > static_cast<double>(m_options.memoryLimit) && !m_options.cache.empty();
        if (!onDisk)
            checkMemory(needed);
        std::error_code ignored; // onDisk() says what is wrong
        if (onDisk)
            std::filesystem::create_directories(m_options.cache, ignored);
        for (ImageSet *set : sets) {
            const std::size_t size = set->samples.size() * set->shape.size();
            set->pixels = onDisk ? PixelBuffer::onDisk(m_options.cache, size)
                                 : PixelBuffer(std::vector<std::uint8_t>(size));
        }
    }

    std::size_t planned() const { return m_places.size(); }

    void decode(const Progress &progress)
    {
        parallelFor(m_places.size(), m_options.threads, progress,
            [this](std::size_t i) { load(m_places[i]); });
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

    /// After removeUnreadable().
    void keepDecoded(std::span<ImageSet *const> sets, const Progress &progress)
    {
        if (!m_cache || m_decoded == 0)
            return;
        std::vector<std::pair<const ImageSet *, std::size_t>> pictures;
        for (const ImageSet *set : sets)
            for (std::size_t i = 0; i < set->size(); ++i)
                pictures.emplace_back(set, i);
        const auto picture = [&](std::size_t i) {
            const auto &[set, index] = pictures[i];
            const std::size_t sample = set->samples[index];
            const auto pixels = set->image(index);
            constexpr std::size_t kOften = 1024;
            if (i % kOften == 0) // a piece that is passed over is let go of, and all is one piece
                set->pixels.inPieces(std::max<std::size_t>(set->pixels.size(), 1), [](Piece) {});
            return CachedPicture { m_stamps[sample], m_facts[sample],
                { pixels.begin(), pixels.end() } };
        };
        m_cache->replace(pictures.size(), picture, progress);
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
        const auto put = [&](std::span<const std::uint8_t> pixels) {
            place.set->pixels.write(place.index * place.set->shape.size(), pixels);
        };
        if (m_cache) {
            m_stamps[sample] = m_dataset.stamp(sample); // before the picture is read
            if (const auto kept = m_cache->find(m_stamps[sample])) {
                m_facts[sample] = kept->facts;
                put(kept->pixels);
                return;
            }
        }
        std::vector<std::uint8_t> pixels;
        try {
            const Image image = m_dataset.image(sample);
            m_facts[sample] = factsOf(image);
            pixels = preparePixels(image, m_options.preprocessing);
        } catch (const Error &error) {
            place.problem = error.what();
            m_facts[sample].problem = error.what();
            return;
        }
        put(pixels);
        m_decoded.fetch_add(1, std::memory_order_relaxed);
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
                set.pixels.moveDown(
                    kept * set.shape.size(), from * set.shape.size(), set.shape.size());
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
        set.pixels.shrink(count * set.shape.size());
    }

    /// Said beforehand, because taking more memory than there is ends the program, or the machine.
    void checkMemory(double needed) const
    {
        const double there = static_cast<double>(::sysconf(_SC_PHYS_PAGES))
            * static_cast<double>(::sysconf(_SC_PAGESIZE));
        if (needed > 0.75 * there)
            throw Error(std::to_string(m_places.size()) + " pictures of "
                + toString(m_options.preprocessing.shape())
                + " do not fit into this computer's memory; choose a smaller size or fewer "
                  "pictures");
    }

    const Dataset &m_dataset;
    const LoadOptions &m_options;
    std::vector<Place> m_places;
    std::vector<PictureFacts> m_facts; // one a sample
    std::optional<PictureCache> m_cache;
    std::vector<std::uint64_t> m_stamps; // one a sample, where there is a cache
    std::atomic<std::size_t> m_decoded = 0;
};

/// inPieces() of an ImageSet, whole pictures at a time, that can be cancelled.
template<typename Use>
void eachPiece(const ImageSet &set, std::size_t unit, const Progress &progress, const Use &use)
{
    set.pixels.inPieces(unit, [&](Piece piece) {
        if (!progress(1, 1))
            throw Cancelled();
        use(piece);
    });
}

std::uint64_t fingerprintOf(
    const TrainingData &data, const Dataset &dataset, const Progress &progress)
{
    Hasher hasher;
    hasher.add(std::string_view(toJson(data.preprocessing).dump()));
    for (const std::string &name : data.classes)
        hasher.add(std::string_view(name));
    for (const ImageSet *set : { &data.train, &data.validation, &data.test }) {
        hasher.add(std::uint64_t { set->size() }).add(std::uint64_t { set->pixels.size() });
        constexpr std::size_t kWord = 8;
        eachPiece(*set, kWord, progress, [&](Piece piece) { hasher.addPiece(piece); });
        for (std::size_t i = 0; i < set->size(); ++i)
            hasher.add(static_cast<std::uint64_t>(set->labels[i]))
                .add(std::string_view(dataset.samples()[set->samples[i]].name));
    }
    return hasher.digest();
}

void measureTraining(TrainingData &data, const Progress &progress)
{
    NormalizationMeasure measure(data.preprocessing);
    eachPiece(
        data.train, data.train.shape.size(), progress, [&](Piece piece) { measure.add(piece); });
    measure.finish(data.preprocessing);
}

std::array<ImageSet *, 3> setsOf(TrainingData &data)
{
    return { &data.train, &data.validation, &data.test };
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
    loading.plan(data.train, limited(split.train));
    loading.plan(data.validation, limited(split.validation));
    loading.plan(data.test, limited(split.test));
    loading.takeRoom(setsOf(data));
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
    Loading loading(dataset, options);
    planAll(dataset, options, data, loading);
    loading.decode(progress);
    // What follows takes a moment: no more to count, but still to be cancelled.
    const Progress rest = [&progress, total = loading.planned()](std::size_t, std::size_t) {
        return progress(total, total);
    };
    data.problems = dataset.problems();
    const auto found = loading.removeUnreadable();
    data.problems.insert(data.problems.end(), found.begin(), found.end());
    std::sort(data.problems.begin(), data.problems.end(),
        [](const Problem &a, const Problem &b) { return a.path < b.path; });
    if (data.train.size() == 0)
        failWithoutPictures(data.problems);
    loading.keepDecoded(setsOf(data), rest);
    data.facts = loading.takeFacts();
    if (data.preprocessing.normalization == Normalization::Standard
        && data.preprocessing.mean.empty())
        measureTraining(data, rest);
    data.fingerprint = fingerprintOf(data, dataset, rest);
    return data;
}

} // namespace convscope
