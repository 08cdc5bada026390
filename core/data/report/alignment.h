// SPDX-License-Identifier: GPL-3.0-or-later
// Two thumbnails laid on each other: whether one is a part of the other, after one of the eight
// ways to mirror and turn a square. Pure functions; any thread.
#pragma once
#include "core/data/prepare/image_facts.h"

namespace convscope {

/// The eight ways: bit 2 exchanges rows and columns, then bit 0 mirrors left and right, and bit 1
/// top and bottom.
constexpr int kSymmetries = 8;

/// A thumbnail at a quarter of its side, for a first and cheap look.
using TinyImage = std::array<float, kThumbnailSide * kThumbnailSide / 16>;
TinyImage tinyImage(const Thumbnail &thumbnail);

/// Correlations from −1 to 1, at the best place; they know no brightness and no contrast.
struct Likeness {
    float grey = -1; ///< of the grey values
    float steps = -1; ///< of the signed roots of the steps between neighbours, at half the side
    float fineSteps = -1; ///< the same at the whole side
};

/// How alike the parts of two images are that show the same if one was cut from the other. The cut
/// is found by Gauss–Newton from small images to larger ones (B. D. Lucas and T. Kanade, "An
/// iterative image registration technique with an application to stereo vision", 1981), with a
/// scale and a shift along each side; it takes off up to an eighth of a side.
/// Stops early, with -1 for the rest, where the images are too unlike.
Likeness likenessOf(const Thumbnail &one, const TinyImage &tinyOne, const Thumbnail &other,
    const TinyImage &tinyOther, int symmetry);

} // namespace convscope
