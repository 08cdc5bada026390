// SPDX-License-Identifier: GPL-3.0-or-later
// The demonstration with Chelsea the cat: three layers of filters that nobody trained, on a grey
// image, and the figures L1, L2 and L3 of what comes out. Pure functions.
#pragma once
#include "core/data/decode/image.h"
#include "core/inspect/network/feature_maps.h"
#include "core/train/setup/trained_model.h"
#include <filesystem>

namespace convscope {

/// The photograph that is built into the program: 451×300, RGB.
Image chelseaImage();

/// An image as the demonstration takes it.
struct DemoImage {
    Shape shape; ///< one channel
    std::vector<float> values; ///< grey = 0.2125 R + 0.7154 G + 0.0721 B in [0,1], not rounded
    bool shrunk = false; ///< it was larger than what can be followed at a glance
};
/// The longest side of a DemoImage; larger images are shrunk to it.
constexpr int kLongestDemoSide = 640;
/// @throws Error when the image is too small for three layers.
DemoImage demoImage(const Image &image);

/// With it, all maps of the cat show something.
constexpr std::uint64_t kChelseaSeed = 1;

/// The sum of the sizes of a random filter's cells: the filter answers about as strongly as the
/// edge filters, whose cells add up to as much.
constexpr double kChelseaStrength = 6;

/// "conv1.weight", "conv2.weight" and "conv3.weight": two 3×3 filters that find vertical and
/// horizontal edges, three 5×5 over both of their maps and one 7×7 over those three, drawn by
/// `seed`.
std::vector<NamedTensor> chelseaFilters(std::uint64_t seed = kChelseaSeed);

/// conv → ReLU → 2×2 max-pool, three times, without biases, with such filters, for grey images of
/// this size. @throws Error when the image is too small.
TrainedModel chelseaModel(const Shape &image, std::vector<NamedTensor> filters);

constexpr int kChelseaLayers = 3;
/// "conv2", of which "relu2" and "pool2" come; empty for what is no layer of such a model.
std::string chelseaFilterLayer(std::string_view layer);
/// Figure 1, 2 or 3 of maps that a chelseaModel() gave: conv, ReLU and pool of that layer, each map
/// under its title ("L1-Map1ReLU") with the range of its values; the maps of a stage share a scale.
/// Three rows of maps one beside the other; where there is a single map, one row.
Image chelseaFigure(const FeatureMaps &maps, int layer);
/// L1.png, L2.png and L3.png in `folder`, which is made where there is none: all of them or none.
/// @throws Error, also where `folder` is named like a file.
std::vector<std::filesystem::path> writeChelseaFigures(
    const std::filesystem::path &folder, const FeatureMaps &maps);

} // namespace convscope
