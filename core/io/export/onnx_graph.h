// SPDX-License-Identifier: GPL-3.0-or-later
// A network as ONNX operators, version 13 of their set (https://onnx.ai/onnx/operators). Pure.
#pragma once
#include "core/layer/exports.h"
#include "core/nn/model_spec.h"

namespace convscope {

struct OnnxNode {
    std::string op; ///< "Conv"
    std::string name; ///< "conv1"
    std::vector<std::string> inputs;
    std::string output;
    std::vector<OnnxAttribute> attributes {};
};

/// Takes "input" [N,C,H,W] and gives "logits" and "probabilities" [N,classes]. Weights go by the
/// names of the parameters; no two names are the same.
struct OnnxGraph {
    std::vector<OnnxNode> nodes;
    std::vector<OnnxConstant> constants;
};

/// `spec` has names.
OnnxGraph onnxGraph(const ModelSpec &spec);

} // namespace convscope
