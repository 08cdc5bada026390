// SPDX-License-Identifier: GPL-3.0-or-later
// LayerWindow: which values of the layer before a layer's values are made from. Pure functions.
#pragma once
#include "core/nn/model_spec.h"

namespace convscope {

struct LayerWindow {
    enum class Kind {
        Same, ///< from the value at the same place: activations, batch norm, dropout, add
        Window, ///< from a window that slides over the maps: convolution and pooling
        WholeMap, ///< from the whole map of the same channel: the global average
        Everything, ///< from all values: dense, softmax
        Row, ///< from one value, counted in memory order: flatten
    };
    Kind kind = Kind::Same;
    Extent kernel, stride, dilation;
    Extent padding { 0, 0 };
    /// The channels are cut into so many parts, of which none sees another; as many as channels for
    /// pooling.
    int groups = 1;
    int other = -1; ///< the earlier layer whose value at the same place is added; -1: none
    Shape input, output;

    int inputsPerGroup() const { return input.c / groups; }
    /// The first input channel of those that output channel `channel` is made from.
    int firstInput(int channel) const { return channel / (output.c / groups) * inputsPerGroup(); }
    /// The corner of the window of the value at `row`, `column`; may be in the padding.
    int top(int row) const { return row * stride.h - padding.h; }
    int left(int column) const { return column * stride.w - padding.w; }
};

/// One a layer, in order, and one for the softmax behind them.
/// @throws Error as inferShapes() does, and for a kind that is not known here.
std::vector<LayerWindow> layerWindows(const ModelSpec &spec);

} // namespace convscope
