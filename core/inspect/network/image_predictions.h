// SPDX-License-Identifier: GPL-3.0-or-later
// Several image files classified one by one: what cannot be read is told beside the rest.
#pragma once
#include "core/inspect/network/feature_maps.h"
#include <filesystem>

namespace convscope {

struct ImagePrediction {
    std::string path; ///< as it was given
    std::vector<float> probabilities; ///< one a class; empty: see error
    std::string error; ///< why there are none

    bool isError() const { return probabilities.empty(); }
    /// The class at `place` of those sorted by probability, the most probable first.
    std::size_t classAt(std::size_t place) const;
};

/// Folders stand for the files in them, at any depth, in order of their names, hidden ones
/// excepted; what is no folder is taken as it is.
std::vector<std::string> imageFiles(const std::vector<std::string> &paths);

/// @throws nothing that has to do with the file.
ImagePrediction predictFile(Predictor &predictor, const std::string &path);
/// The prediction for an image that was read from `path`; without probabilities where the network
/// has no answer.
ImagePrediction predictImage(Predictor &predictor, const std::string &path, const Image &image);

} // namespace convscope
