// SPDX-License-Identifier: GPL-3.0-or-later
// The format "npz": images and labels as NumPy arrays in one archive, as MedMNIST and Keras pass
// them on.
#pragma once
#include "core/data/dataset/dataset.h"

namespace convscope {

/// A file named .npz; or a folder with such files and without folders.
bool probeNpz(const std::filesystem::path &path);

/// Whether its arrays' names tell images with labels; false also where it cannot be read.
bool hasLabelledImages(const std::filesystem::path &archive);

/// Arrays of images, "images", "x" or "data", with their labels, "labels", "y" or "target", both
/// with "train", "val" or "test" in their names or neither ("train_images", "x_train", "images").
/// Images are [N,H,W], [N,H,W,C], [N,C,H,W] with 1 or 3 channels, or [N,pixels] of squares;
/// values count from 0 to 255, to 16 or to 1, as the largest of the whole archive says. Labels are
/// whole numbers, [N] or [N,1].
/// @throws Error naming the file, the array, and what was expected and found.
std::unique_ptr<Dataset> openNpz(const std::filesystem::path &path, const Progress &progress);

} // namespace convscope
