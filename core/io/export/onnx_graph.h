// SPDX-License-Identifier: GPL-3.0-or-later
// A network as ONNX operators, version 13 of their set (https://onnx.ai/onnx/operators). Pure.
#pragma once
#include "core/nn/model_spec.h"
#include <cstdint>

namespace convscope {

struct OnnxAttribute {
    std::string name;
    std::variant<std::int64_t, float, std::vector<std::int64_t>> value;
};

struct OnnxNode {
    std::string op; ///< "Conv"
    std::string name; ///< "conv1"
    std::vector<std::string> inputs;
    std::string output;
    std::vector<OnnxAttribute> attributes {};
};

/// Whole numbers that a node reads.
struct OnnxConstant {
    std::string name;
    std::vector<std::int64_t> values;
};

/// Takes "input" [N,C,H,W] and gives "logits" and "probabilities" [N,classes]. Weights go by the
/// names of the parameters; no two names are the same.
struct OnnxGraph {
    std::vector<OnnxNode> nodes;
    std::vector<OnnxConstant> constants;
};

/// `spec` has names. @throws Error naming a layer that cannot be written.
OnnxGraph onnxGraph(const ModelSpec &spec);

} // namespace convscope
