// SPDX-License-Identifier: GPL-3.0-or-later
// Which values of the layers before a layer's values are made from. A pure function.
#pragma once
#include "core/layer/window.h"
#include "core/nn/model_spec.h"

namespace convscope {

/// One a layer, in order, and one for the softmax behind them. @throws Error as inferShapes() does.
std::vector<LayerWindow> layerWindows(const ModelSpec &spec);

} // namespace convscope
