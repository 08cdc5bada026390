// SPDX-License-Identifier: GPL-3.0-or-later
// A network's forward pass as calls of C functions. Pure.
#pragma once
#include "core/nn/model_spec.h"
#include <map>
#include <string_view>

namespace convscope {

/// '@' stands for what the names of a header begin with.
struct CForward {
    std::map<std::string_view, std::string_view> functions; ///< that it calls: name, definition
    std::string text; ///< the text of @_predict()
    std::size_t bufferValues = 0; ///< floats that it keeps
};

/// `spec` has names. Arrays of parameters are called as cParameterName() says; @_shapes[i] is the
/// input of layer i.
CForward cForward(const ModelSpec &spec);

/// "@_l3_weight" for the weight of layer 3: layers' own names may be no C.
std::string cParameterName(std::size_t layer, std::string_view parameter);

/// "0.1f", with every digit it takes to come back to the bit.
std::string cNumber(float value);

/// A text within a C comment: what could end it, or is no ASCII, is replaced.
std::string inCComment(std::string text);

} // namespace convscope
