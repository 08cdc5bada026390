// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/layer_windows.h"
#include "core/kinds/kinds.h"

namespace convscope {

std::vector<LayerWindow> layerWindows(const ModelSpec &spec)
{
    std::vector<LayerWindow> windows;
    for (LayerSummary &layer : inferShapes(spec))
        windows.push_back(std::move(layer.window));
    const Shape logits = windows.back().output;
    LayerWindow &softmax = windows.emplace_back(softmaxKind().reads(LayerOptions(), logits));
    softmax.input = logits;
    softmax.output = { int(logits.size()), 1, 1 };
    return windows;
}

} // namespace convscope
