// SPDX-License-Identifier: GPL-3.0-or-later
// Every layer kind the program knows. The model editor, the CLI's help, model files and the tests
// over all kinds are driven by this list.
#pragma once
#include "core/layer/layer.h"

namespace convscope {

struct LayerInfo {
    std::string_view kind; ///< in files: "conv", "maxpool", …
    std::string_view stem; ///< automatic names count this: "conv" → conv1, "pool" → pool1
    std::string_view title; ///< for people: "Convolution"
    std::string_view help;
    std::vector<Field> options;
    std::unique_ptr<Layer> (*create)(const LayerOptions &options); ///< gets every option
};

/// To add a kind: write core/nn/foo.{h,cpp} with `static LayerInfo info()`, then add its line in
/// layer_registry.cpp.
const std::vector<LayerInfo> &layerRegistry();

/// @throws Error listing the known kinds.
const LayerInfo &layerInfo(std::string_view kind);

} // namespace convscope
