// SPDX-License-Identifier: GPL-3.0-or-later
// ModelSpec: the one truth about a network, as plain data with JSON both ways.
#pragma once
#include "core/layer/layer.h"
#include "core/layer/window.h"
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <variant>
#include <vector>

namespace convscope {

/// One layer as a person writes it. Options left out have the registry's defaults; an empty name is
/// counted by kind when the model is built: conv1, relu1, pool1, conv2, …
struct LayerSpec {
    std::string kind;
    std::string name;
    LayerOptions options;
    friend bool operator==(const LayerSpec &, const LayerSpec &) = default;
};

/// A network: what one image looks like, and the layers in order. The last layer gives one value
/// (logit) a class; softmax with cross-entropy follows every model and is not listed.
struct ModelSpec {
    Shape input;
    std::vector<LayerSpec> layers;
    friend bool operator==(const ModelSpec &, const ModelSpec &) = default;
};

/// The name of a network's input among the names of its layers; the output's is softmaxKind().name.
constexpr std::string_view kInputName = "input";

/// The facts that shape inference finds out about one layer.
struct LayerSummary {
    std::string name;
    std::string kind;
    Shape input;
    Shape output;
    std::size_t parameters = 0;
    std::size_t multiplyAdds = 0; ///< one sample's forward pass
    bool isRelu = false; ///< see Layer::isRelu()
    LayerWindow window {}; ///< the window that its values are made from
};

/// Fills in the names, checks kinds, options and shapes.
/// @throws Error naming the first layer that does not fit, and why.
std::vector<LayerSummary> inferShapes(const ModelSpec &spec);

/// The spec with every name filled in, as inferShapes() counts them.
ModelSpec withNames(ModelSpec spec);

/// The same network for other images or another number of classes: input channels and size are
/// replaced, and the last dense layer (or convolution) gets `classes` outputs.
ModelSpec adapted(ModelSpec spec, const Shape &input, int classes);

nlohmann::json toJson(const ModelSpec &spec);
/// @throws Error saying which layer and which option is wrong.
ModelSpec modelSpecFromJson(const nlohmann::json &json);

} // namespace convscope
