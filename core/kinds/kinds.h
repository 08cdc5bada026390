// SPDX-License-Identifier: GPL-3.0-or-later
// Every kind of layer that the program knows. The model editor, the command line, model files,
// exports, explanations and the tests over all kinds are driven by this list. Constant;
// thread-safe.
#pragma once
#include "core/layer/kind.h"

namespace convscope {

/// Those that a model may list, in the order in which a person chooses them.
std::span<const LayerKind> layerKinds();
/// The same, and behind them the softmax, which ends every network and is in no list.
std::span<const LayerKind> allKinds();

/// The last of allKinds(), by whose name the output of every network goes.
const LayerKind &softmaxKind();

/// The kind of that name in layerKinds(). @throws Error listing the known names.
const LayerKind &layerKind(std::string_view name);
/// The kind of that name in allKinds(); null for what is no kind, such as the input.
const LayerKind *findKind(std::string_view name);

} // namespace convscope
