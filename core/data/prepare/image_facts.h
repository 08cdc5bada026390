// SPDX-License-Identifier: GPL-3.0-or-later
// The facts that one decoded image gives; a DatasetReport is made of these. Pure; any thread.
#pragma once
#include "core/data/decode/image.h"
#include <array>
#include <cstddef>
#include <string>

namespace convscope {

class Dataset;

/// Images are compared by a grey reduction of so many pixels a side.
constexpr std::size_t kThumbnailSide = 32;
using Thumbnail = std::array<std::uint8_t, kThumbnailSide * kThumbnailSide>;

struct ImageFacts {
    int width = 0, height = 0; ///< 0: nobody has looked yet, or it cannot be read
    bool colour = false; ///< three channels that are not all alike
    std::uint64_t pixels = 0; ///< hash of size and pixels: equal images have equal ones
    Digest content {}; ///< as Dataset::content()
    Thumbnail thumbnail {}; ///< tells whether images look the same
    std::array<float, 3> mean {}, stddev {}; ///< R, G, B in [0,1]; all equal for grey
    std::string problem; ///< why it cannot be read; empty: it can

    bool known() const { return width > 0 || !problem.empty(); }
    friend bool operator==(const ImageFacts &, const ImageFacts &) = default;
};

/// Without the content, of which the pixels tell nothing.
ImageFacts factsOf(const Image &image);

/// The facts of sample `i`: decodes it, and keeps the reason where that fails.
ImageFacts factsOf(const Dataset &dataset, std::size_t i);

} // namespace convscope
