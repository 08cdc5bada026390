// SPDX-License-Identifier: GPL-3.0-or-later
// GIF files for tests, made in memory by a writer of our own, independent of the library that
// reads.
#pragma once
#include "tests/support/image_files.h"

namespace convscope::test {

struct GifFrame {
    int left = 0, top = 0, width = 1, height = 1;
    Bytes indices; ///< of colours, row by row from the top; too few are written as they are
    Bytes palette; ///< of its own: red, green, blue of each colour
    bool interlaced = false;
    int transparent = -1; ///< index of a colour; -1: none
};
struct GifParts {
    int width = 1, height = 1; ///< the screen
    Bytes palette; ///< of all frames without their own
    std::vector<GifFrame> frames;
};
Bytes makeGif(const GifParts &parts);

/// Of at most 256 colours; where alpha is below 128 the image is transparent.
Bytes encodeGif(const Image &image);

} // namespace convscope::test
