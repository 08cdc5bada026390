// SPDX-License-Identifier: GPL-3.0-or-later
// How a kind of layer is written in other programs' languages. Kinds give these as data in one
// template language; the writers in core/io/export fill in names, buffers and shapes. In
// prediction: what a layer does only in training is left out.
//
// "#alpha" is an option, "$weight" a parameter, and plain words are the writer's: x, y; in C also
// in, out (shapes), inputs, count (numbers of values), other, offset; in Python other, others.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace convscope {

struct OnnxAttribute {
    std::string name;
    std::variant<std::int64_t, float, std::vector<std::int64_t>> value;
};

/// A constant that a node reads and no layer learns: whole numbers in a row, or one number alone.
struct OnnxConstant {
    std::string name;
    std::variant<std::vector<std::int64_t>, float> value;
};

/// A node within a layer. Inputs are "x", "others" (all other layers), "$weight", or the name of a
/// constant or of an inner node; the last node gives what the layer gives.
struct OnnxStep {
    std::string op; ///< "Conv"
    std::vector<std::string> inputs { "x" };
    std::vector<OnnxAttribute> attributes {};
    std::string name {}; ///< an inner node's: "mean"
};

/// In operator set 13 (https://onnx.ai/onnx/operators).
struct OnnxNodes {
    enum class Form {
        Any, ///< [N,C,H,W] or [N,C], as it comes
        Maps, ///< [N,C,H,W]
        Row, ///< [N,C]
    };
    Form form = Form::Any; ///< that x, and what the layer gives, have
    std::vector<OnnxStep> steps {}; ///< none: nothing happens, but perhaps the form
    std::vector<OnnxConstant> constants {};
};

/// The most frequent case.
OnnxNodes oneNode(std::string op, std::vector<OnnxAttribute> attributes = {},
    std::vector<std::string> inputs = { "x" }, OnnxNodes::Form form = OnnxNodes::Form::Any);

/// C99. '@' stands for what the names of a header begin with.
struct CCode {
    enum Place {
        InPlace, ///< y may be where x is
        Elsewhere,
        Nowhere, ///< nothing happens
    };
    std::string_view call; ///< "@_elu(x, y, count, #alpha)"
    Place place = InPlace;
    std::string_view function {}; ///< its definition
    std::string_view callForOther {}; ///< once for each other layer, after `call`
};

struct PythonCode {
    std::string_view numpy; ///< the expression of x, [C,H,W]
    std::string_view torch; ///< applied to x, [N,C,H,W]; with torch and torch.nn.functional as F
    std::vector<std::string_view> helpers {}; ///< NumPy functions that the expression calls
};

} // namespace convscope
