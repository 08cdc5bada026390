// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/prepare/image_loading.h"
#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/threads/parallel_for.h"
#include <algorithm>
#include <unistd.h>
#include <utility>

namespace convscope {

namespace {

constexpr std::size_t kRunBytes = std::size_t { 256 } << 10U; // stays in a core's own cache
constexpr std::size_t kLookedUp = 64; // images at a time
constexpr std::size_t kForget = std::size_t { 16 } << 20U; // mapped bytes in memory at a time

/// Counts on from what was done before.
Progress from(std::size_t before, std::size_t total, const Progress &progress)
{
    return [before, total, &progress](std::size_t done, std::size_t) {
        return progress(before + done, total);
    };
}

} // namespace

ImageLoading::ImageLoading(const Dataset &dataset, const LoadOptions &options)
    : m_dataset(dataset)
    , m_options(options)
    , m_bytes(options.preprocessing.shape().size())
    , m_facts(dataset.samples().size())
{
    const std::string key = options.cache.empty() ? std::string() : dataset.cacheKey();
    if (!key.empty()) {
        m_cache.emplace(options.cache, key, options.preprocessing);
        m_stamps.resize(dataset.samples().size());
    }
}

void ImageLoading::plan(ImageSet &set, std::vector<std::size_t> samples)
{
    set.shape = m_options.preprocessing.shape();
    set.samples = std::move(samples);
    set.labels.reserve(set.samples.size());
    m_sets.push_back(&set);
    for (const std::size_t sample : set.samples) {
        set.labels.push_back(m_dataset.samples()[sample].label);
        m_images.push_back({ sample, kNowhere, 0, {} });
    }
}

void ImageLoading::load(const Progress &progress)
{
    lookUp(progress);
    if (!mapKept(progress)) {
        takeRoom();
        takeKept(progress);
        decodeRest(progress);
    }
    closeGaps();
}

/// Finds each image's place in the cache, before any is read.
void ImageLoading::lookUp(const Progress &progress)
{
    if (!m_cache)
        return;
    const Progress still = [&](std::size_t, std::size_t) {
        return progress(0, m_images.size());
    };
    const std::size_t pieces = (m_images.size() + kLookedUp - 1) / kLookedUp;
    parallelFor(pieces, m_options.threads, still, [this](std::size_t piece) {
        const std::size_t first = piece * kLookedUp;
        std::size_t guess = first; // neighbours lie side by side there too
        for (std::size_t i = first; i < std::min(first + kLookedUp, m_images.size()); ++i) {
            Entry &image = m_images[i];
            m_stamps[image.sample] = m_dataset.stamp(image.sample);
            if (const auto place = m_cache->place(m_stamps[image.sample], guess))
                image.kept = *place;
            guess = image.kept + 1; // kNowhere + 1 is 0: the first
        }
    });
}

std::vector<std::size_t> ImageLoading::placesWhere(bool isKept) const
{
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < m_images.size(); ++i)
        if ((m_images[i].kept != kNowhere) == isKept)
            places.push_back(i);
    return places;
}

bool ImageLoading::liesAsPlanned(const std::vector<std::size_t> &known) const
{
    if (known.empty())
        return false;
    const std::size_t first = m_images[known.front()].kept;
    for (std::size_t i = 0; i < known.size(); ++i)
        if (m_images[known[i]].kept != first + i)
            return false;
    return true;
}

bool ImageLoading::isTooMuchForMemory() const
{
    return static_cast<double>(m_images.size()) * static_cast<double>(m_bytes)
        > static_cast<double>(m_options.memoryLimit);
}

/// Takes the cache's file for the buffer where all images would be copied from there to another
/// file, in the same order. False: nothing has changed.
bool ImageLoading::mapKept(const Progress &progress)
{
    const auto rest = placesWhere(false);
    const auto known = placesWhere(true);
    if (!isTooMuchForMemory() || rest.size() > m_images.size() / 16 || !liesAsPlanned(known))
        return false;
    // Files that could not be read and still cannot are no obstacle. If one can, all are read the
    // usual way.
    std::atomic<bool> isWhole = true;
    parallelFor(
        rest.size(), m_options.threads, from(0, m_images.size(), progress), [&](std::size_t i) {
            if (isWhole && decoded(m_images[rest[i]]))
                isWhole = false;
        });
    const auto runs = keptRuns();
    std::atomic<std::size_t> checked = rest.size();
    const Progress counted = [&](std::size_t, std::size_t) {
        return progress(checked, m_images.size());
    };
    parallelFor(runs.size(), m_options.threads, counted, [&](std::size_t i) {
        std::vector<std::uint8_t> pixels(runs[i].count * m_bytes);
        const std::size_t place = m_images[runs[i].first].kept;
        if (!isWhole || !m_cache->read(place, pixels))
            isWhole = false;
        else
            takeFacts(runs[i]);
        checked += runs[i].count;
    });
    if (!isWhole) {
        for (const std::size_t i : rest)
            m_images[i].problem.clear();
        return false;
    }
    m_all = m_cache->pixels(m_images[known.front()].kept, known.size());
    m_isMapped = true;
    return true;
}

void ImageLoading::takeRoom()
{
    const bool onDisk = isTooMuchForMemory() && !m_options.cache.empty();
    if (!onDisk)
        checkMemory();
    std::error_code ignored; // onDisk() says what is wrong
    if (onDisk)
        std::filesystem::create_directories(m_options.cache, ignored);
    const std::size_t size = m_images.size() * m_bytes;
    m_all = onDisk ? PixelBuffer::onDisk(m_options.cache, size)
                   : PixelBuffer(std::vector<std::uint8_t>(size));
}

/// Said beforehand, because taking more memory than there is ends the program, or the machine.
void ImageLoading::checkMemory() const
{
    const double needed = static_cast<double>(m_images.size()) * static_cast<double>(m_bytes);
    const double there = static_cast<double>(::sysconf(_SC_PHYS_PAGES))
        * static_cast<double>(::sysconf(_SC_PAGESIZE));
    if (needed > 0.75 * there)
        throw Error(std::to_string(m_images.size()) + " images of "
            + toString(m_options.preprocessing.shape())
            + " do not fit into this computer's memory; choose a smaller size or fewer "
              "images");
}

std::vector<ImageLoading::Run> ImageLoading::keptRuns() const
{
    const std::size_t most = std::max<std::size_t>(kRunBytes / m_bytes, 1);
    std::vector<Run> runs;
    for (std::size_t i = 0; i < m_images.size(); ++i) {
        const std::size_t kept = m_images[i].kept;
        if (kept == kNowhere)
            continue;
        const bool goesOn = i > 0 && !runs.empty() && runs.back().first + runs.back().count == i
            && m_images[i - 1].kept + 1 == kept && runs.back().count < most;
        if (goesOn)
            ++runs.back().count;
        else
            runs.push_back({ i, 1 });
    }
    return runs;
}

void ImageLoading::takeKept(const Progress &progress)
{
    if (!m_cache)
        return;
    const auto runs = keptRuns();
    std::atomic<std::size_t> taken = 0;
    const Progress counted = [&](std::size_t, std::size_t) {
        return progress(taken, m_images.size());
    };
    parallelFor(runs.size(), m_options.threads, counted, [&](std::size_t i) {
        takeRun(runs[i]);
        taken += runs[i].count;
    });
}

void ImageLoading::takeRun(const Run &run)
{
    const std::size_t at = run.first * m_bytes;
    const std::size_t size = run.count * m_bytes;
    const std::size_t place = m_images[run.first].kept;
    const auto room = m_all.room(at, size); // else by way of memory
    std::vector<std::uint8_t> copy(room.empty() ? size : 0);
    const bool isWhole = m_cache->read(place, room.empty() ? std::span(copy) : room);
    if (!isWhole && run.count > 1) {
        for (std::size_t i = run.first; i < run.first + run.count; ++i)
            takeRun({ i, 1 });
        return;
    }
    if (!isWhole) {
        m_images[run.first].kept = kNowhere;
        return;
    }
    if (room.empty())
        m_all.write(at, copy);
    takeFacts(run);
}

void ImageLoading::takeFacts(const Run &run)
{
    for (std::size_t i = run.first; i < run.first + run.count; ++i) {
        Entry &image = m_images[i];
        image.hash = m_cache->hash(image.kept);
        m_facts[image.sample] = m_cache->facts(image.kept);
    }
}

std::optional<std::vector<std::uint8_t>> ImageLoading::decoded(Entry &image)
{
    try {
        const StoredImage stored = m_dataset.stored(image.sample);
        m_facts[image.sample] = factsOf(stored.image);
        m_facts[image.sample].content = stored.content;
        return preparePixels(stored.image, m_options.preprocessing);
    } catch (const Error &error) {
        image.problem = error.what();
        m_facts[image.sample] = {};
        m_facts[image.sample].problem = error.what();
        return std::nullopt;
    }
}

void ImageLoading::decodeRest(const Progress &progress)
{
    const auto rest = placesWhere(false);
    const Progress counted = from(m_images.size() - rest.size(), m_images.size(), progress);
    parallelFor(rest.size(), m_options.threads, counted, [&](std::size_t i) {
        Entry &image = m_images[rest[i]];
        if (const auto pixels = decoded(image)) {
            image.hash = xxHash64(*pixels);
            m_all.write(rest[i] * m_bytes, *pixels);
            m_decoded.fetch_add(1, std::memory_order_relaxed);
        }
    });
}

std::vector<Problem> ImageLoading::problems() const
{
    std::vector<Problem> problems;
    for (const Entry &image : m_images)
        if (!image.problem.empty())
            problems.push_back({ m_dataset.samples()[image.sample].name, image.problem });
    return problems;
}

std::vector<std::uint64_t> ImageLoading::hashes() const
{
    std::vector<std::uint64_t> hashes;
    for (const Entry &image : m_images)
        if (image.problem.empty())
            hashes.push_back(image.hash);
    return hashes;
}

/// Takes what could not be read out of the sets, and gives each its part of the bytes.
void ImageLoading::closeGaps()
{
    std::size_t from = 0;
    std::size_t to = 0;
    for (ImageSet *set : m_sets) {
        const std::size_t begin = to;
        const std::size_t planned = set->samples.size();
        for (std::size_t i = 0; i < planned; ++i, ++from) {
            if (!m_images[from].problem.empty())
                continue;
            set->samples[to - begin] = set->samples[i];
            set->labels[to - begin] = set->labels[i];
            if (!m_isMapped)
                m_all.moveDown(to * m_bytes, from * m_bytes, m_bytes);
            ++to;
        }
        set->samples.resize(to - begin);
        set->labels.resize(to - begin);
        set->pixels = m_all.slice(begin * m_bytes, set->size() * m_bytes);
    }
}

void ImageLoading::keep(const Progress &progress)
{
    if (!m_cache || m_decoded == 0)
        return;
    std::vector<std::size_t> samples;
    for (const ImageSet *set : m_sets)
        samples.insert(samples.end(), set->samples.begin(), set->samples.end());
    const std::size_t often = std::max<std::size_t>(kForget / m_bytes, 1);
    const auto image = [&](std::size_t i) {
        if (i % often == 0)
            m_all.forget();
        const std::uint8_t *pixels = m_all.data() + i * m_bytes;
        return CachedImage { m_stamps[samples[i]], m_facts[samples[i]],
            { pixels, pixels + m_bytes } };
    };
    // All are read: what is written now is none of them once more.
    const Progress still = [&](std::size_t, std::size_t) {
        return progress(m_images.size(), m_images.size());
    };
    m_cache->replace(samples.size(), image, still);
    m_all.forget();
}

} // namespace convscope
