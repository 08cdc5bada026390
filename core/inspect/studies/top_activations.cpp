// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/studies/top_activations.h"
#include "core/base/error.h"
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace convscope {

namespace {

/// A value that is no number counts as the lowest.
double orLowest(double value)
{
    return std::isnan(value) ? -std::numeric_limits<double>::infinity() : value;
}

TopActivation inspectMap(std::span<const Scalar> values, int width)
{
    const auto top = std::ranges::max_element(
        values, {}, [](Scalar value) { return orLowest(double(value)); });
    const int place = static_cast<int>(top - values.begin());
    TopActivation seen;
    seen.highest = double(*top);
    seen.mean = std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
    seen.row = place / width;
    seen.column = place % width;
    return seen;
}

} // namespace

TopActivations topActivations(const TrainedModel &model, const ImageSet &set,
    const TopActivationsRequest &request, const Progress &progress)
{
    DatasetPass walk(modelUpTo(model, request.layer));
    const std::size_t layer = walk.network().layers().size() - 1;
    const Shape shape = walk.network().layers()[layer].output;
    if (request.map < 0 || request.map >= shape.c)
        throw Error("layer '" + request.layer + "' has no map " + std::to_string(request.map + 1)
            + "; it has " + std::to_string(shape.c));
    TopActivations result { .images = {}, .looked = 0, .all = set.size() };
    const std::vector<std::size_t> which = spreadEvenly(set.size(), request.limit);
    result.looked = which.size();
    std::vector<TopActivation> seen(which.size());
    walk.run(set, which, progress, [&](InstrumentedModel &network, std::size_t place, std::size_t) {
        seen[place] = inspectMap(
            network.output(layer).subspan(std::size_t(request.map) * shape.area(), shape.area()),
            shape.w);
        seen[place].index = which[place];
    });
    std::ranges::stable_sort(seen, std::greater<> {}, [&](const TopActivation &image) {
        return orLowest(request.by == ActivationMeasure::Highest ? image.highest : image.mean);
    });
    seen.resize(std::min(seen.size(), request.most));
    const std::vector<LayerWindow> windows = layerWindows(walk.network().model().spec);
    for (TopActivation &image : seen)
        image.field
            = influenceOn(windows, static_cast<int>(layer), request.map, image.row, image.column)
                  .input.bounds();
    result.images = std::move(seen);
    return result;
}

} // namespace convscope
