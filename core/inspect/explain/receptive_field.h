// SPDX-License-Identifier: GPL-3.0-or-later
// Receptive fields: how much of the image, and of every layer between, a value depends on. Pure
// functions of a model's spec.
#pragma once
#include "core/nn/layer_windows.h"

namespace convscope {

/// How large a layer's receptive field is on the input, as long as nothing is cut off by the edges.
struct FieldSize {
    Extent size; ///< rows and columns of the input; where branches differ, around all of them
    Extent step; ///< how far it moves on the input from one value to its neighbour
    bool whole = false; ///< each value sees whole maps; `size` is the input's, and nothing moves
    friend bool operator==(const FieldSize &, const FieldSize &) = default;
};
/// One a layer, in order, and one for the softmax behind them.
/// After Araujo, Norris and Sim 2019, "Computing Receptive Fields of Convolutional Neural
/// Networks".
std::vector<FieldSize> receptiveFields(const ModelSpec &spec);
/// "14×14, step 4", or "whole image".
std::string toString(const FieldSize &field);

/// Rows and columns from the first to before the last. Empty where nothing lies between.
struct PlaceRect {
    int top = 0, left = 0, bottom = 0, right = 0;
    bool empty() const { return bottom <= top || right <= left; }
    friend bool operator==(const PlaceRect &, const PlaceRect &) = default;
};

/// Exactly those places of a layer that influence a value: dilation leaves holes, groups leave out
/// channels, branches add up. Value semantics.
class PlaceSet {
public:
    PlaceSet() = default;
    explicit PlaceSet(const Shape &shape)
        : m_shape(shape)
    {
    }
    bool contains(int channel, int row, int column) const;
    /// Whether any place of the map is in it.
    bool hasChannel(int channel) const;
    bool empty() const { return m_parts.empty(); }
    /// The smallest rectangle around all places, whatever their channel.
    PlaceRect bounds() const;
    const Shape &shape() const { return m_shape; }

    /// All combinations of some channels, rows and columns.
    struct Part {
        std::vector<bool> channels, rows, columns;
        friend bool operator==(const Part &, const Part &) = default;
    };
    const std::vector<Part> &parts() const { return m_parts; }
    /// Parts without places, and such as others contain, are dropped.
    void add(Part part);
    void add(const PlaceSet &more);
    void addAll();

private:
    Shape m_shape;
    std::vector<Part> m_parts; // none contains another
};

/// The places that one value depends on. A place that is not in these sets never changes the value.
struct Influence {
    PlaceSet input;
    std::vector<PlaceSet> layers; ///< up to the value's own, which holds the value alone
};
/// The places that influence the value at `row`, `column` of map `channel` of layer `layer`: -1 is
/// the input itself, the number of layers is the softmax. @throws Error when there is no such
/// place.
Influence influenceOn(
    const std::vector<LayerWindow> &windows, int layer, int channel, int row, int column);

} // namespace convscope
