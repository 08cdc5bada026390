// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/export/export_helpers.h"
#include <algorithm>
#include <stdexcept>

namespace convscope {

std::vector<PixelScale> pixelScales(const Preprocessing &preprocessing)
{
    constexpr double kWhite = 255;
    std::vector<PixelScale> scales(std::size_t(preprocessing.channels));
    for (std::size_t c = 0; c < scales.size(); ++c) {
        if (preprocessing.normalization == Normalization::Unit)
            scales[c] = { .offset = 0, .divisor = kWhite };
        if (preprocessing.normalization == Normalization::Standard)
            scales[c] = { .offset = kWhite * preprocessing.mean.at(c),
                .divisor = kWhite * preprocessing.stddev.at(c) };
    }
    return scales;
}

std::string channelsInWords(const Preprocessing &preprocessing)
{
    if (preprocessing.channels != 1)
        return "red, green, blue";
    return preprocessing.grey == Grey::Rec601 ? "grey (0.299 R + 0.587 G + 0.114 B)"
                                              : "grey (0.2125 R + 0.7154 G + 0.0721 B)";
}

std::string sizeInWords(const Preprocessing &preprocessing)
{
    const std::string size = std::to_string(preprocessing.width) + " x "
        + std::to_string(preprocessing.height) + " pixels (width x height)";
    const char *fit = "the whole image, its proportions changed";
    if (preprocessing.fit == Fit::Crop)
        fit = "the largest middle part of these proportions";
    if (preprocessing.fit == Fit::Pad)
        fit = "the whole image in its proportions, black beside it";
    return size + ": " + fit;
}

std::set<std::string> layersReadLater(const ModelSpec &spec)
{
    const std::vector<LayerSummary> layers = inferShapes(spec);
    std::set<std::string> names;
    for (const LayerSummary &layer : layers)
        for (const int other : layer.window.others)
            names.insert(layers[std::size_t(other)].name);
    return names;
}

const Tensor &parameterOf(const TrainedModel &model, const std::string &name)
{
    const auto found = std::ranges::find(model.parameters, name, &NamedTensor::name);
    if (found == model.parameters.end())
        throw std::out_of_range(name);
    return found->value;
}

std::string dimsInWords(const std::vector<std::size_t> &dims, std::string_view between)
{
    std::string text;
    for (const std::size_t side : dims)
        text += (text.empty() ? "" : std::string(between)) + std::to_string(side);
    return text;
}

} // namespace convscope
