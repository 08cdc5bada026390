// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/results/animation_export.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/base/files/file_ending.h"
#include "core/base/files/staged_files.h"
#include "core/data/decode/image_draw.h"
#include "core/inspect/maps/map_sheet.h"
#include "core/io/report/gif_animation.h"
#include "core/io/run/snapshot_store.h"
#include <algorithm>

namespace convscope {

namespace {

struct Frame {
    LayerMaps maps;
    std::int64_t batch = 0;
};

FeatureMaps inspectWith(
    const std::shared_ptr<const TrainedModel> &model, const InspectedImage &pinned)
{
    Predictor predictor(model);
    const bool isPrepared
        = pinned.values && pinned.values->size() == model->preprocessing.shape().size();
    return isPrepared ? predictor.mapsOfValues(*pinned.values) : predictor.maps(*pinned.decoded);
}

LayerMaps mapsOf(const std::shared_ptr<const TrainedModel> &model, const AnimationRequest &request)
{
    if (request.filters) {
        const auto weight
            = std::ranges::find(model->parameters, request.layer + ".weight", &NamedTensor::name);
        if (weight == model->parameters.end() || weight->value.dims().size() != 4)
            throw Error(request.layer + " has no filters; choose a convolution");
        return filterMaps(request.layer, weight->value);
    }
    if (!request.pinned.decoded)
        throw Error("no image is pinned; choose one in the feature maps");
    const FeatureMaps maps = inspectWith(model, request.pinned);
    const LayerMaps *layer = maps.layer(request.layer);
    if (!layer)
        throw Error("there is no layer '" + request.layer + "'; choose one in the feature maps");
    return *layer;
}

/// Skips snapshots that the run that goes on has deleted meanwhile.
std::vector<Frame> framesOf(const AnimationRequest &request, const Progress &progress)
{
    const std::vector<std::int64_t> batches = listSnapshots(request.run);
    std::vector<Frame> frames;
    for (std::size_t i = 0; i < batches.size(); ++i) {
        if (!progress(i, 2 * batches.size()))
            throw Cancelled();
        std::shared_ptr<const TrainedModel> model;
        try {
            model = std::make_shared<const TrainedModel>(
                weightsOf(readSnapshot(request.run, batches[i]), *request.pattern));
        } catch (const Error &) {
            continue;
        }
        frames.push_back({ mapsOf(model, request), batches[i] });
    }
    if (frames.empty())
        throw Error(
            request.run.string() + ": there are no snapshots of this run to make images of");
    return frames;
}

ColourScale commonScale(const std::vector<Frame> &frames)
{
    std::vector<float> extremes;
    for (const Frame &frame : frames) {
        const auto scale = scaleFor(frame.maps.values, frame.maps.end == NetworkEnd::Input);
        extremes.insert(extremes.end(), { float(scale.low), float(scale.high) });
    }
    return scaleFor(extremes, frames.front().maps.end == NetworkEnd::Input);
}

/// The same width for every number of digits, so that all images are of one size.
std::string titleOf(const Frame &frame, std::int64_t last)
{
    std::string batch = std::to_string(frame.batch);
    batch.insert(0, std::to_string(last).size() - batch.size(), ' ');
    return frame.maps.name + "  batch " + batch;
}

std::string imageName(std::int64_t batch)
{
    std::string digits = std::to_string(batch);
    constexpr std::size_t kDigits = 8;
    digits.insert(0, kDigits - std::min(kDigits, digits.size()), '0');
    return "batch-" + digits + ".png";
}

/// Wide titles make wide images; those of the others get white beside them.
Image widened(const Image &image, int width)
{
    Image result { 3, image.height, width, {} };
    result.pixels.assign(std::size_t(width) * std::size_t(image.height) * 3, 255);
    const std::size_t from = std::size_t(image.width) * 3, to = std::size_t(width) * 3;
    for (std::size_t y = 0; y < std::size_t(image.height); ++y)
        std::copy_n(image.pixels.begin() + std::ptrdiff_t(y * from), from,
            result.pixels.begin() + std::ptrdiff_t(y * to));
    return result;
}

int widest(const std::vector<Frame> &frames, const ColourScale &scale)
{
    const std::int64_t last = frames.back().batch;
    int width = mapSheet(frames.back().maps, scale, "").width;
    constexpr int kBeside = 20;
    for (const Frame &frame : frames)
        width = std::max(width, textWidth(titleOf(frame, last)) + kBeside);
    return width;
}

/// Every image of the animation, one after the other. @throws Cancelled.
void forEachImage(const std::vector<Frame> &frames, const Progress &progress,
    const std::function<void(const Image &image, std::int64_t batch)> &use)
{
    const ColourScale scale = commonScale(frames);
    const int width = widest(frames, scale);
    for (std::size_t i = 0; i < frames.size(); ++i) {
        if (!progress(frames.size() + i, 2 * frames.size()))
            throw Cancelled();
        use(widened(
                mapSheet(frames[i].maps, scale, titleOf(frames[i], frames.back().batch)), width),
            frames[i].batch);
    }
}

} // namespace

std::size_t exportAnimation(const AnimationRequest &request, const Progress &progress)
{
    const bool asGif = endingOf(request.target) == ".gif";
    if (!asGif)
        requireFolderName(request.target);
    const std::vector<Frame> frames = framesOf(request, progress);
    if (asGif) {
        GifAnimation animation(request.seconds);
        forEachImage(
            frames, progress, [&](const Image &image, std::int64_t) { animation.add(image); });
        writeFileAtomically(request.target, animation.finish());
        return frames.size();
    }
    writeFolder(request.target, [&](const std::filesystem::path &folder) {
        forEachImage(frames, progress, [&](const Image &image, std::int64_t batch) {
            AtomicFile file(folder / imageName(batch));
            file.write(encodePng(image));
            file.commit();
        });
    });
    return frames.size();
}

} // namespace convscope
