// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/demo/chelsea.h"
#include "core/base/error.h"
#include "core/data/decode/image_decode.h"
#include "core/data/formats/samples.h"
#include "core/inspect/demo/filter_kinds.h"
#include <algorithm>
#include <array>
#include <cmath>

namespace convscope {

namespace {

struct LayerPlan {
    int filters, channels, kernel;
};
constexpr std::array<LayerPlan, kChelseaLayers> kPlan { { { 2, 1, 3 }, { 3, 2, 5 }, { 1, 3, 7 } } };

/// The smallest side that leaves one value at the end, layer by layer from there.
constexpr int smallestSide()
{
    int side = 1;
    for (std::size_t i = kPlan.size(); i-- > 0;)
        side = side * 2 + kPlan[i].kernel - 1;
    return side;
}

std::string sizeText(int width, int height)
{
    return std::to_string(width) + " x " + std::to_string(height);
}

void checkSize(int width, int height)
{
    if (std::min(width, height) < smallestSide())
        throw Error("the image is " + sizeText(width, height)
            + "; three layers of filters and pooling need at least "
            + sizeText(smallestSide(), smallestSide()) + " pixels: choose a larger one");
}

ModelSpec chelseaSpec(const Shape &image)
{
    ModelSpec spec { .input = image, .layers = {} };
    for (const LayerPlan &plan : kPlan) {
        spec.layers.push_back({ "conv", {},
            { { "filters", std::uint64_t(plan.filters) },
                { "kernel", Extent { plan.kernel, plan.kernel } }, { "bias", false } } });
        spec.layers.push_back({ "relu", {}, {} });
        spec.layers.push_back({ "maxpool", {}, { { "size", Extent { 2, 2 } } } });
    }
    return withNames(std::move(spec));
}

Tensor filtersOf(std::size_t layer, std::uint64_t seed)
{
    const LayerPlan &plan = kPlan[layer];
    std::vector<Scalar> values;
    for (int filter = 0; filter < plan.filters; ++filter)
        for (int channel = 0; channel < plan.channels; ++channel) {
            const auto number = std::uint64_t(filter * plan.channels + channel);
            const FilterCells cells = layer == 0
                ? filterKind(filter == 0 ? "edges-x" : "edges-y").make(plan.kernel)
                : randomFilter(
                    plan.kernel, kChelseaStrength / plan.channels, seed, layer * 100 + number);
            values.insert(values.end(), cells.begin(), cells.end());
        }
    const auto kernel = std::size_t(plan.kernel);
    return Tensor(
        { std::size_t(plan.filters), std::size_t(plan.channels), kernel, kernel }, values);
}

} // namespace

Image chelseaImage()
{
    return decodeImage(sampleBytes("chelsea.png"));
}

DemoImage demoImage(const Image &image)
{
    const double part
        = std::min(1.0, double(kLongestDemoSide) / std::max(image.width, image.height));
    const Preprocessing colours { .channels = 3,
        .height = std::max(1, int(std::lround(image.height * part))),
        .width = std::max(1, int(std::lround(image.width * part))),
        .normalization = Normalization::None,
        .mean = {},
        .stddev = {} };
    checkSize(colours.width, colours.height);
    const std::vector<std::uint8_t> planes = preparePixels(image, colours);
    DemoImage result { { 1, colours.height, colours.width }, {}, part < 1 };
    const std::size_t area = result.shape.area();
    result.values.reserve(area);
    for (std::size_t i = 0; i < area; ++i)
        result.values.push_back(
            float((0.2125 * planes[i] + 0.7154 * planes[area + i] + 0.0721 * planes[2 * area + i])
                / 255));
    return result;
}

std::vector<NamedTensor> chelseaFilters(std::uint64_t seed)
{
    std::vector<NamedTensor> filters;
    for (std::size_t layer = 0; layer < kPlan.size(); ++layer)
        filters.push_back(
            { "conv" + std::to_string(layer + 1) + ".weight", filtersOf(layer, seed) });
    return filters;
}

TrainedModel chelseaModel(const Shape &image, std::vector<NamedTensor> filters)
{
    checkSize(image.w, image.h);
    TrainedModel model;
    model.spec = chelseaSpec(image);
    model.preprocessing = { .channels = 1,
        .height = image.h,
        .width = image.w,
        .normalization = Normalization::Unit,
        .mean = {},
        .stddev = {},
        .grey = Grey::Rec709 };
    model.parameters = std::move(filters);
    return model;
}

std::string chelseaFilterLayer(std::string_view layer)
{
    const char number = layer.empty() ? '0' : layer.back();
    return number > '0' && number <= '0' + kChelseaLayers ? std::string("conv") + number : "";
}

} // namespace convscope
