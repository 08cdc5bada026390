// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/setup/run_warnings.h"
#include "core/kinds/kinds.h"
#include <algorithm>

namespace convscope {

namespace {

/// The first batch normalization that gets one value an image and channel; empty: there is none.
std::string flatNormalization(const ModelSpec &spec)
{
    const std::vector<LayerSummary> layers = inferShapes(withNames(spec));
    const auto flat = std::ranges::find_if(layers, [](const LayerSummary &layer) {
        return has(layerKind(layer.kind), ParameterRole::Mean) && layer.output.area() == 1;
    });
    return flat == layers.end() ? std::string() : flat->name;
}

/// The next size that leaves no single image for the last batch.
int betterBatch(std::size_t images, int batch)
{
    int better = batch + 1;
    while (std::size_t(better) < images && lastBatch(images, better) == 1)
        ++better;
    return better;
}

} // namespace

std::size_t lastBatch(std::size_t images, int batch)
{
    const auto size = std::size_t(batch);
    return images % size > 0 ? images % size : std::min(size, images);
}

std::vector<std::string> runWarnings(const RunConfig &config, std::size_t images)
{
    if (images == 0 || config.batch < 1 || lastBatch(images, config.batch) > 1)
        return {};
    const std::string layer = flatNormalization(config.model);
    if (layer.empty())
        return {};
    const std::string better = std::to_string(betterBatch(images, config.batch));
    if (std::min(std::size_t(config.batch), images) == 1)
        return { "layer '" + layer
            + "' normalizes over a batch, which is one value when a batch is one image: whatever "
              "the image, it gives the same, and the network cannot learn; choose a batch size "
              "of at least "
            + better };
    return { "the last batch of each epoch is a single image, of which layer '" + layer
        + "' makes the same whatever it shows: that batch teaches nothing and spoils the running "
          "variance; a batch size of "
        + better + " avoids it" };
}

} // namespace convscope
