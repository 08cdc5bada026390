// SPDX-License-Identifier: GPL-3.0-or-later
// Feature maps as files: images to look at, or arrays to compute with.
#pragma once
#include "core/inspect/network/feature_maps.h"
#include <filesystem>

namespace convscope {

/// The input, then the layers of these names, in the network's order; without names all of them.
/// The names must be the maps' own.
std::vector<LayerMaps> chosenMaps(
    const FeatureMaps &maps, const std::vector<std::string> &names = {});

/// One array a layer, by its name: [C, H, W], or [C] where the layer is flat. @throws Error, also
/// where `file` is not named .npz.
void writeMapArrays(const std::filesystem::path &file, const std::vector<LayerMaps> &layers);

/// The layer's maps as one grid on one scale. @throws Error, also where `file` is not named .png.
void writeMapSheet(const std::filesystem::path &file, const LayerMaps &layer);

/// The same for each layer, as "<layer>.png" in the folder, which is made where there is none: all
/// of them or none. Returns the files. @throws Error, also where `folder` is named like a file.
std::vector<std::filesystem::path> writeMapSheets(
    const std::filesystem::path &folder, const std::vector<LayerMaps> &layers);

} // namespace convscope
