// SPDX-License-Identifier: GPL-3.0-or-later
// Presets: networks with the recipe to train them, by name.
#pragma once
#include "core/train/setup/run_config.h"

namespace convscope {

struct Preset {
    std::string name;
    std::string summary; ///< one line
    RunConfig config; ///< the model as published, and the recipe
};

const std::vector<Preset> &presets();
const Preset *findPreset(std::string_view name); ///< null when there is none

/// The JSON that `presets --show` prints and a SPEC file holds:
///   {"format": "convscope-model", "version": 1, "name", "summary", "input": [C, H, W],
///    "layers": [{"kind": "conv", "filters": 10, "kernel": 5}, …], "recipe": {…}}
/// The recipe has the fields of run.json's settings, except the model and the dataset.
nlohmann::json toJson(const Preset &preset);
/// @throws Error saying what is wrong. A model without a recipe gets the default one.
Preset presetFromJson(const nlohmann::json &json);

/// A preset's name or a model JSON file. @throws Error naming the file, or listing the presets.
Preset loadSpec(const std::string &nameOrFile);

/// Takes over the images' own channels and, if the network fits, size, where the recipe leaves
/// them to the data and the format fixes them. To be called before loading.
void followData(RunConfig &config, const Dataset &dataset);

/// The config for data with these classes: the model's input as preprocessed, one output a class.
RunConfig adaptedTo(RunConfig config, const std::vector<std::string> &classes);

} // namespace convscope
