// SPDX-License-Identifier: GPL-3.0-or-later
// LayerWindow: which values a layer's values are made from. Plain data.
#pragma once
#include "core/base/field.h"
#include "core/tensor/tensor.h"

namespace convscope {

/// One value of a layer. Of flat layers the channel is the value's index, and row and column are 0.
struct ValuePlace {
    int channel = 0, row = 0, column = 0;
    friend bool operator==(const ValuePlace &, const ValuePlace &) = default;
};

/// Where the value at `place` lies in memory: [C][H][W].
inline std::size_t indexOf(const Shape &shape, const ValuePlace &place)
{
    return (std::size_t(place.channel) * std::size_t(shape.h) + std::size_t(place.row))
        * std::size_t(shape.w)
        + std::size_t(place.column);
}
inline ValuePlace placeAt(const Shape &shape, std::size_t index)
{
    const auto width = std::size_t(shape.w), area = shape.area();
    return { int(index / area), int(index % area / width), int(index % width) };
}

struct LayerWindow {
    enum class Kind {
        Same, ///< from the value at the same place: activations, batch norm, dropout, add
        Window, ///< from a window that slides over the maps: convolution and pooling
        WholeMap, ///< from the whole map of the same channel: the global average
        Channels, ///< from all channels at the same place: layer normalization
        Everything, ///< from all values: dense, softmax
        Row, ///< from one value, counted in memory order: flatten
    };
    /// How the outputs of other layers come in, where the layer reads some.
    enum class Others {
        SamePlace, ///< each value with theirs at the same place: add
        SameChannel, ///< each value with the one they have for its channel: channel scale
        Behind, ///< their channels stand behind those of the input: concatenation
    };
    Kind kind = Kind::Same;
    Extent kernel {}, stride {}, dilation {};
    Extent padding { 0, 0 };
    /// The channels are cut into so many parts, of which none sees another; as many as channels for
    /// pooling.
    int groups = 1;
    Others reading = Others::SamePlace;
    std::vector<int> others {}; ///< the earlier layers that are read besides, by index
    std::vector<Shape> otherShapes {}; ///< the shapes of their outputs
    Shape input {}, output {};

    int inputsPerGroup() const { return input.c / groups; }
    /// The first input channel of those that output channel `channel` is made from.
    int firstInput(int channel) const { return channel / (output.c / groups) * inputsPerGroup(); }
    /// The corner of the window of the value at `row`, `column`; may be in the padding.
    int top(int row) const { return row * stride.h - padding.h; }
    int left(int column) const { return column * stride.w - padding.w; }
    /// The size of a window, or of the whole map that is one.
    Extent reach() const { return kind == Kind::WholeMap ? Extent { input.h, input.w } : kernel; }
    /// The first channel of the output that comes from others[which], where they stand behind.
    int firstBehind(std::size_t which) const
    {
        int channel = input.c;
        for (std::size_t i = 0; i < which; ++i)
            channel += otherShapes[i].c;
        return channel;
    }
};

} // namespace convscope
