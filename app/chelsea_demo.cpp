// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/chelsea_demo.h"
#include "core/data/image_decode.h"
#include "core/data/samples.h"
#include <array>

namespace convscope {

namespace {

constexpr std::array<Scalar, 18> kEdgeFilters {
    -1, 0, 1, -1, 0, 1, -1, 0, 1, // left to right
    1, 1, 1, 0, 0, 0, -1, -1, -1, // top to bottom
};

} // namespace

Image chelseaPicture()
{
    return decodeImage(sampleBytes("chelsea.png"));
}

std::shared_ptr<const TrainedModel> edgeModel(int width, int height)
{
    TrainedModel model;
    model.spec = withNames({ .input = { 1, height, width },
        .layers = {
            { "conv", {},
                { { "filters", 2.0 }, { "kernel", Extent { 3, 3 } }, { "bias", false } } },
            { "relu", {}, {} },
            { "maxpool", {}, { { "size", Extent { 2, 2 } } } },
        } });
    model.preprocessing = { .channels = 1,
        .height = height,
        .width = width,
        .normalization = Normalization::Unit,
        .mean = {},
        .deviation = {},
        .grey = Grey::Rec709 }; // as the program that the picture is known from
    model.parameters = { { "conv1.weight", Tensor({ 2, 1, 3, 3 }, kEdgeFilters) } };
    return std::make_shared<const TrainedModel>(std::move(model));
}

} // namespace convscope
