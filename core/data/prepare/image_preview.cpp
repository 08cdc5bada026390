// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/prepare/image_preview.h"
#include "core/base/error.h"
#include <algorithm>
#include <cmath>
#include <set>

namespace convscope {

namespace {

constexpr std::size_t kKeptBytes = 64U << 20U;
constexpr int kReducedSide = 320; // enough for a preview on a screen of double density
// Mean and deviation settle after a few dozen images; fewer of those that take long to decode.
constexpr std::size_t kMinToEstimate = 4;
constexpr std::size_t kPixelsToEstimate = 16U << 20U;

void check(const Progress &progress)
{
    if (!progress(0, 0))
        throw Cancelled();
}

void reduce(const Image &image, PreparedImage &to)
{
    const double scale
        = std::min(1.0, double(kReducedSide) / double(std::max(image.width, image.height)));
    Preprocessing small;
    small.channels = image.channels;
    small.height = std::max(1, int(std::lround(image.height * scale)));
    small.width = std::max(1, int(std::lround(image.width * scale)));
    to.original = { image.channels, image.height, image.width };
    to.reducedShape = small.shape();
    to.reduced = preparePixels(image, small);
}

/// How many of them could be read and counted.
std::size_t estimate(RecentImages &images, const std::vector<std::size_t> &samples,
    Preprocessing &preprocessing, const Progress &progress)
{
    std::vector<std::uint8_t> prepared;
    std::size_t count = 0, decoded = 0;
    for (const std::size_t sample : samples) {
        if (count >= kMinToEstimate && decoded >= kPixelsToEstimate)
            break;
        check(progress);
        try {
            const auto image = images.image(sample);
            const auto pixels = preparePixels(*image, preprocessing);
            prepared.insert(prepared.end(), pixels.begin(), pixels.end());
            decoded += std::size_t(image->width) * std::size_t(image->height);
            ++count;
        } catch (const Error &) {
            continue; // loading lists it as a problem
        }
    }
    measureNormalization(prepared, preprocessing);
    return count;
}

std::vector<std::vector<Scalar>> overEpochs(std::span<const std::uint8_t> pixels,
    const PreviewRequest &request, const Preprocessing &preprocessing, const Progress &progress)
{
    std::vector<std::vector<Scalar>> epochs;
    for (int epoch = 1; epoch <= ImagePreview::kEpochs; ++epoch) {
        check(progress);
        epochs.emplace_back(pixels.size());
        trainingValues(pixels, preprocessing, request.augment, request.seed, epoch,
            *request.trainingIndex, epochs.back());
    }
    return epochs;
}

} // namespace

RecentImages::RecentImages(std::shared_ptr<const Dataset> dataset)
    : m_dataset(std::move(dataset))
{
}

std::shared_ptr<const Image> RecentImages::find(std::size_t sample)
{
    const auto found = std::ranges::find(m_entries, sample, &Entry::sample);
    if (found == m_entries.end())
        return nullptr;
    std::rotate(found, found + 1, m_entries.end());
    return m_entries.back().image;
}

std::shared_ptr<const Image> RecentImages::image(std::size_t sample)
{
    {
        const std::lock_guard lock(m_mutex);
        if (auto kept = find(sample))
            return kept;
    }
    auto image = std::make_shared<const Image>(m_dataset->image(sample));
    const std::lock_guard lock(m_mutex);
    if (auto kept = find(sample))
        return kept; // somebody was faster
    m_entries.push_back({ sample, image });
    m_bytes += image->pixels.size();
    while (m_bytes > kKeptBytes && m_entries.size() > 1) {
        m_bytes -= m_entries.front().image->pixels.size();
        m_entries.pop_front();
    }
    return image;
}

ImagePreview previewImages(
    RecentImages &images, const PreviewRequest &request, const Progress &progress)
{
    ImagePreview preview;
    preview.preprocessing = request.preprocessing;
    Preprocessing &preprocessing = preview.preprocessing;
    if (preprocessing.normalization == Normalization::Standard && preprocessing.mean.empty())
        preview.estimatedFrom = estimate(images, request.estimateFrom, preprocessing, progress);
    for (const std::size_t sample : request.samples) {
        check(progress);
        PreparedImage &prepared = preview.images.emplace_back();
        prepared.sample = sample;
        try {
            const auto image = images.image(sample);
            reduce(*image, prepared);
            const std::vector<std::uint8_t> pixels = preparePixels(*image, preprocessing);
            prepared.values.resize(pixels.size());
            normalizePixels(pixels, preprocessing, prepared.values);
            if (preview.images.size() == 1 && request.trainingIndex)
                preview.epochs = overEpochs(pixels, request, preprocessing, progress);
        } catch (const Cancelled &) {
            throw;
        } catch (const Error &error) {
            prepared.error = error.what();
        }
    }
    return preview;
}

std::vector<std::size_t> spreadSamples(const TrainingData &data, std::size_t count)
{
    const std::size_t size = data.train.size();
    const std::size_t taken = std::min(count, size);
    std::vector<std::size_t> spread;
    for (std::size_t i = 0; i < taken; ++i)
        spread.push_back(data.train.samples[i * size / taken]);
    return spread;
}

std::vector<std::size_t> differentSamples(const TrainingData &data, std::size_t count)
{
    constexpr std::size_t kMaxLookedAt = 10'000;
    const std::size_t size = data.train.size();
    const std::size_t step = size / kMaxLookedAt + 1;
    std::set<std::pair<int, int>> sizes;
    std::set<int> labels;
    std::vector<std::size_t> found; // in the training split
    const auto take = [&](auto isNew) {
        for (std::size_t i = 0; i < size && found.size() < count; i += step) {
            if (std::ranges::find(found, i) != found.end() || !isNew(i))
                continue;
            found.push_back(i);
            labels.insert(data.train.labels[i]);
        }
    };
    take([&](std::size_t i) {
        const std::size_t sample = data.train.samples[i];
        if (sample >= data.facts.size())
            return sizes.insert({ 0, 0 }).second;
        return sizes.insert({ data.facts[sample].width, data.facts[sample].height }).second;
    });
    take([&](std::size_t i) { return !labels.contains(data.train.labels[i]); });
    take([](std::size_t) { return true; });
    for (std::size_t &i : found)
        i = data.train.samples[i];
    return found;
}

} // namespace convscope
