// SPDX-License-Identifier: GPL-3.0-or-later
// Weights as a folder of text files that numpy.savetxt writes and numpy.loadtxt reads: one value a
// line, flattened with the last index moving fastest.
//
// The layers that have parameters are counted from 1. A convolution has filter1.txt and bias1.txt,
// a dense layer weight3.txt and bias3.txt, a batch normalization scale2.txt, offset2.txt, mean2.txt
// and variance2.txt; a parameter of any other kind has its own name and the layer's number.
#pragma once
#include "core/train/setup/trained_model.h"
#include <filesystem>

namespace convscope {

struct TextWeightFile {
    std::string file; ///< "filter1.txt"
    std::string parameter; ///< "conv1.weight"
    std::vector<std::size_t> dims;
};

/// The files of a model, in layer order. @throws Error as inferShapes() does.
std::vector<TextWeightFile> textWeightFiles(const ModelSpec &spec);

/// Whether these files may be written into the folder, which need not be there yet. @throws Error
/// where it is a file, or has weights that they do not replace.
void checkTextFolder(const std::filesystem::path &folder, const std::vector<TextWeightFile> &files);

/// With nine digits, which is enough for every float to come back as it was, and with a checksum in
/// a remark at the end. All files of a model are written or none; others in the folder stay.
/// @throws Error, also as checkTextFolder() does.
void writeTextWeights(const std::filesystem::path &folder, const TrainedModel &model);

/// In layer order, with the names and shapes of `spec`. Values stand between spaces, commas or line
/// ends; what follows a '#' is a remark. @throws Error naming the file that is missing, that
/// belongs to no layer, that has a value that is no number, another count of values than
/// expected, or a checksum that does not fit.
std::vector<NamedTensor> readTextWeights(
    const std::filesystem::path &folder, const ModelSpec &spec);

/// Whether there is a file in the folder that is named like those; false also where it cannot be
/// read.
bool hasTextWeights(const std::filesystem::path &folder);

} // namespace convscope
