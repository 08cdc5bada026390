// SPDX-License-Identifier: GPL-3.0-or-later
// The one path from a decoded image to the network's input, saved with every model, so that a
// dropped image is treated exactly as the training images were.
#pragma once
#include "core/data/decode/image.h"
#include "core/tensor/tensor.h"
#include <array>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

namespace convscope {

enum class Normalization {
    None, ///< pixel values 0…255 as they are
    Unit, ///< divided by 255
    Standard, ///< (value/255 − mean) / deviation, per channel, of the training split
};

/// How an image of another shape comes to the network's.
enum class Fit {
    Stretch, ///< all of it, its proportions changed
    Crop, ///< the largest middle part of the right proportions
    Pad, ///< all of it, its proportions kept, black beside it
};

/// How colours become grey.
enum class Grey {
    Rec601, ///< 0.299 R + 0.587 G + 0.114 B: as JPEG and nearly everything else
    Rec709, ///< 0.2125 R + 0.7154 G + 0.0721 B: as scikit-image
};

struct Preprocessing {
    int channels = 1; ///< 1: grey; 3: RGB
    int height = 28, width = 28; ///< area interpolation when shrinking, bilinear when growing
    Fit fit = Fit::Stretch;
    Normalization normalization = Normalization::Unit;
    std::vector<double> mean, stddev; ///< one a channel; only with Standard
    Grey grey = Grey::Rec601;

    Shape shape() const { return { channels, height, width }; }
    friend bool operator==(const Preprocessing &, const Preprocessing &) = default;
};

/// Mean and deviation hold for the channels and the normalization that they came with: who changes
/// one of these drops them, to be measured anew.
void setChannels(Preprocessing &preprocessing, int channels);
void setNormalization(Preprocessing &preprocessing, Normalization normalization);

/// Grey or RGB and the network's size, still 8 bits: planes [C][H][W] of shape().size() bytes.
std::vector<std::uint8_t> preparePixels(const Image &image, const Preprocessing &preprocessing);

/// preparePixels()' bytes to the network's numbers; `out` has as many places as `pixels`.
void normalizePixels(std::span<const std::uint8_t> pixels, const Preprocessing &preprocessing,
    std::span<Scalar> out);

/// The same for one image whose values, still from 0 to 255, need not be whole any more.
void normalizeValues(const Preprocessing &preprocessing, std::span<Scalar> values);

/// Mean and deviation of each channel over prepared pixels that come in pieces of whole images,
/// in [0,1] units. A channel without any variation gets deviation 1.
class NormalizationMeasure {
public:
    explicit NormalizationMeasure(const Preprocessing &preprocessing);
    void add(std::span<const std::uint8_t> pixels);
    void finish(Preprocessing &preprocessing) const;

private:
    // How often each value occurs in a channel: whole numbers, exact in any order.
    std::vector<std::array<std::uint64_t, 256>> m_counts;
    std::size_t m_area;
};

/// The same over pixels that are all at hand.
void measureNormalization(std::span<const std::uint8_t> pixels, Preprocessing &preprocessing);

nlohmann::json toJson(const Preprocessing &preprocessing);
/// @throws Error naming the field that is wrong.
Preprocessing preprocessingFromJson(const nlohmann::json &json);

std::string_view toString(Fit fit); ///< "stretch", "crop", "pad"
/// @throws Error listing the known names.
Fit fitFromString(std::string_view name);

std::string_view toString(Grey grey); ///< "rec601", "rec709"
/// @throws Error listing the known names.
Grey greyFromString(std::string_view name);

std::string_view toString(Normalization normalization);
/// @throws Error listing the known names.
Normalization normalizationFromString(std::string_view name);

} // namespace convscope
