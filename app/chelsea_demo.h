// SPDX-License-Identifier: GPL-3.0-or-later
// The convolution demonstration: Chelsea the cat under two filters that find edges. Pure functions.
#pragma once
#include "core/data/image.h"
#include "core/train/trained_model.h"
#include <memory>

namespace convscope {

/// The picture that is built into the program.
Image chelseaPicture();

/// A convolution with two fixed filters, ReLU and 2×2 max-pooling, for grey pictures of this size:
/// filter 1 answers where it gets lighter from left to right, filter 2 where the top is lighter
/// than the bottom. Nothing in it was learnt.
std::shared_ptr<const TrainedModel> edgeModel(int width, int height);

} // namespace convscope
