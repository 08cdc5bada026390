// SPDX-License-Identifier: GPL-3.0-or-later
// GifAnimation: images of one size as an animation that plays for ever. Each has its own 256
// colours: its very own where there are no more of them, else the means of median cuts.
#pragma once
#include "core/data/decode/image.h"
#include <memory>
#include <string>

namespace convscope {

class GifAnimation {
public:
    /// `seconds` an image; the format counts hundredths, and programs show no fewer than two.
    explicit GifAnimation(double seconds);
    ~GifAnimation();
    GifAnimation(const GifAnimation &) = delete;
    GifAnimation &operator=(const GifAnimation &) = delete;

    /// The next image. @throws Error when its size is not the first one's, or more than 65,535.
    void add(const Image &image);
    /// The bytes of the file; once, after the last image.
    std::string finish();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// Its colours as at most 256, and for every pixel which one it is.
struct IndexedImage {
    std::vector<std::uint8_t> colours; ///< R, G, B, R, …
    std::vector<std::uint8_t> indices; ///< one a pixel
};
IndexedImage indexedImage(const Image &image);

} // namespace convscope
