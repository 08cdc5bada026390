// SPDX-License-Identifier: GPL-3.0-or-later
// A network's forward pass as a few lines of Python, with NumPy or PyTorch. Pure.
#pragma once
#include "core/nn/model_spec.h"

namespace convscope {

enum class PythonLibrary { NumPy, PyTorch };

/// The functions it needs, and predict(x), which takes one prepared image [C, H, W] and returns
/// one probability a class. `w` holds the parameters by name. `spec` has names.
std::string pythonForward(const ModelSpec &spec, PythonLibrary library);

/// A text as a Python string.
std::string pythonString(const std::string &text);

} // namespace convscope
