// SPDX-License-Identifier: GPL-3.0-or-later
// Presets: networks with the recipe to train them, by name.
#pragma once
#include "core/train/run_config.h"

namespace convscope {

struct Preset {
    std::string name;
    std::string summary; ///< one line
    RunConfig config; ///< model for 10 classes (blood-cells: 8) and the recipe
};

const std::vector<Preset> &presets();
const Preset *findPreset(std::string_view name); ///< null when there is none

/// The model JSON with its recipe: what `presets --show` prints and what a SPEC file holds.
nlohmann::json toJson(const Preset &preset);

/// A preset's name or a model JSON file. A file without a recipe gets the default one.
/// @throws Error naming the file or listing the presets.
Preset loadSpec(const std::string &nameOrFile);

/// The config for `data`: input channels and size as preprocessed, one output a class.
RunConfig adaptedTo(RunConfig config, const std::vector<std::string> &classes);

} // namespace convscope
