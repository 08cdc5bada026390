// SPDX-License-Identifier: GPL-3.0-or-later
// Augmentation: training images changed a little at random, so that a network sees every one of
// them in many forms. Pure functions, no memory taken; any thread.
#pragma once
#include "core/data/prepare/preprocessing.h"
#include <cstdint>
#include <span>
#include <string_view>

namespace convscope {

/// How far an image may be changed, kind by kind; 0: not at all. See augmentKinds().
struct AugmentOptions {
    double flip = 0;
    double shift = 0;
    double rotate = 0;
    double scale = 0;
    double crop = 0;
    double brightness = 0;
    double contrast = 0;
    double noise = 0;
    double cutout = 0;
    bool any() const { return *this != AugmentOptions {}; }
    friend bool operator==(const AugmentOptions &, const AugmentOptions &) = default;
};

struct AugmentKind {
    std::string_view name; ///< in lists and files
    std::string_view title; ///< on screen
    std::string_view help; ///< what happens, and the amount's meaning
    double AugmentOptions::*amount;
    double usual; ///< the amount where only the name is given
    double most;
    bool degrees = false; ///< the amount counts degrees; else it is a share
};
std::span<const AugmentKind> augmentKinds();

/// "flip,shift=0.2": where no amount is given, the usual one; "none" for nothing.
/// @throws Error listing the known names.
AugmentOptions augmentOptionsFromList(std::string_view list);

std::string toList(const AugmentOptions &options); ///< the same

/// A list of names, or of {"kind": name, "amount": number} where the amount is not the usual one.
nlohmann::json toJson(const AugmentOptions &options);
/// @throws Error saying which entry is wrong.
AugmentOptions augmentOptionsFromJson(const nlohmann::json &value);

/// The changes to one image, in this order: mirrored, rotated and scaled about its middle, moved;
/// then its colours, noise, and a hole. Places outside the image repeat its edge.
struct ImageChange {
    bool mirrored = false; ///< left to right
    double angle = 0; ///< radians, clockwise
    double zoom = 1; ///< 2: twice as large
    int right = 0, down = 0; ///< whole pixels
    double brightness = 1; ///< factor of every value
    double contrast = 1; ///< factor of the distance from the image's mean
    double noise = 0; ///< deviation, as a share of white
    std::uint64_t noiseSeed = 0;
    int holeTop = 0, holeLeft = 0, holeHeight = 0, holeWidth = 0;
    friend bool operator==(const ImageChange &, const ImageChange &) = default;
};

/// Depends on nothing but the arguments: not on the batch, the order, or the thread.
ImageChange drawChange(const AugmentOptions &options, const Shape &shape, std::uint64_t seed,
    int epoch, std::size_t sample);

/// preparePixels()' bytes, changed, as the network's numbers. An image that is only mirrored and
/// moved keeps its values to the bit. The hole is filled with the network's 0: black, or the mean
/// of standardized images (DeVries and Taylor 2017, "Improved Regularization of Convolutional
/// Neural Networks with Cutout").
void changeImage(std::span<const std::uint8_t> pixels, const Preprocessing &preprocessing,
    const ImageChange &change, std::span<Scalar> out);

/// The values that the network gets for image `sample` of the training split in `epoch`. The only
/// such function; previews use it too.
void trainingValues(std::span<const std::uint8_t> pixels, const Preprocessing &preprocessing,
    const AugmentOptions &options, std::uint64_t seed, int epoch, std::size_t sample,
    std::span<Scalar> out);

} // namespace convscope
