// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/explain/receptive_field.h"
#include "core/base/error.h"
#include <algorithm>

namespace convscope {

namespace {

using Kind = LayerWindow::Kind;
using Part = PlaceSet::Part;

bool hasAny(const std::vector<bool> &places)
{
    return std::ranges::find(places, true) != places.end();
}

bool covers(const std::vector<bool> &large, const std::vector<bool> &small)
{
    for (std::size_t i = 0; i < small.size(); ++i)
        if (small[i] && !large[i])
            return false;
    return true;
}

bool covers(const Part &large, const Part &small)
{
    return covers(large.channels, small.channels) && covers(large.rows, small.rows)
        && covers(large.columns, small.columns);
}

/// Along one side: the places of the input that the windows of some places read.
struct Side {
    int input, kernel, stride, padding, dilation;
    std::vector<bool> read(const std::vector<bool> &places) const
    {
        std::vector<bool> result(std::size_t(input), false);
        for (std::size_t i = 0; i < places.size(); ++i)
            for (int u = 0; places[i] && u < kernel; ++u) {
                const int at = static_cast<int>(i) * stride - padding + u * dilation;
                if (at >= 0 && at < input)
                    result[std::size_t(at)] = true;
            }
        return result;
    }
};

std::vector<bool> channelsBefore(const LayerWindow &window, const std::vector<bool> &channels)
{
    std::vector<bool> result(std::size_t(window.input.c), false);
    for (int c = 0; c < window.output.c; ++c)
        if (channels[std::size_t(c)])
            std::fill_n(result.begin() + window.firstInput(c), window.inputsPerGroup(), true);
    return result;
}

std::vector<bool> all(int count)
{
    return std::vector<bool>(std::size_t(count), true);
}

std::vector<bool> only(int count, int place)
{
    std::vector<bool> result(std::size_t(count), false);
    result[std::size_t(place)] = true;
    return result;
}

// A row of values back into maps: a part for each row of each map that has some; add() drops those
// that are in a part for whole maps.
void addRow(PlaceSet &set, const LayerWindow &window, const std::vector<bool> &values)
{
    const Shape &in = window.input;
    std::vector<bool> whole(std::size_t(in.c), false);
    std::vector<Part> rows;
    auto value = values.begin();
    for (int c = 0; c < in.c; ++c) {
        const auto end = value + std::ptrdiff_t(in.area());
        whole[std::size_t(c)] = std::find(value, end, false) == end;
        for (int r = 0; r < in.h; ++r, value += in.w)
            if (!whole[std::size_t(c)])
                rows.push_back({ only(in.c, c), only(in.h, r), { value, value + in.w } });
    }
    set.add({ whole, all(in.h), all(in.w) });
    for (Part &row : rows)
        set.add(std::move(row));
}

// Adds the places of the layer before that `part` of a layer's values reads.
void addBefore(PlaceSet &set, const LayerWindow &window, const Part &part)
{
    const Shape &in = window.input;
    switch (window.kind) {
    case Kind::Same: {
        Part own = part;
        own.channels.resize(std::size_t(in.c)); // the channels behind these come from other layers
        return set.add(std::move(own));
    }
    case Kind::Window: {
        const Side rows { in.h, window.kernel.h, window.stride.h, window.padding.h,
            window.dilation.h };
        const Side columns { in.w, window.kernel.w, window.stride.w, window.padding.w,
            window.dilation.w };
        return set.add({ channelsBefore(window, part.channels), rows.read(part.rows),
            columns.read(part.columns) });
    }
    case Kind::WholeMap:
        return set.add({ part.channels, all(in.h), all(in.w) });
    case Kind::Channels:
        return set.add({ all(in.c), part.rows, part.columns });
    case Kind::Everything:
        return set.addAll();
    case Kind::Row:
        return addRow(set, window, part.channels);
    }
}

// Adds the places of the other layer `which` that `part` of a layer's values reads.
void addOther(PlaceSet &set, const LayerWindow &window, std::size_t which, Part part)
{
    const Shape &shape = window.otherShapes[which];
    if (window.reading == LayerWindow::Others::Behind) {
        const auto first = part.channels.begin() + window.firstBehind(which);
        part.channels = { first, first + shape.c };
    } else if (window.reading == LayerWindow::Others::SameChannel) {
        part.rows = all(shape.h);
        part.columns = all(shape.w);
    }
    set.add(std::move(part));
}

/// Along one side: how far a layer's value at place 0 sees on the input, and how its neighbours
/// differ. Relative to the place times the step.
struct Reach {
    int first = 0, last = 0, step = 1;
    void slide(int kernel, int stride, int padding, int dilation)
    {
        first -= padding * step;
        last += ((kernel - 1) * dilation - padding) * step;
        step *= stride;
    }
    void join(const Reach &other)
    {
        first = std::min(first, other.first);
        last = std::max(last, other.last);
        step = std::max(step, other.step);
    }
    int size() const { return last - first + 1; }
};

struct Reaches {
    Reach rows, columns;
    bool inRow = false; // flattened: what were places are channels now
    bool whole = false;
};

Reaches reachesAfter(const LayerWindow &window, Reaches field)
{
    const bool mixesChannels = (window.kind == Kind::Window && window.inputsPerGroup() > 1)
        || window.kind == Kind::Channels;
    if (field.inRow && mixesChannels) {
        field.whole = true;
    } else if (window.kind == Kind::Window) {
        field.rows.slide(window.kernel.h, window.stride.h, window.padding.h, window.dilation.h);
        field.columns.slide(window.kernel.w, window.stride.w, window.padding.w, window.dilation.w);
    } else if (window.kind == Kind::WholeMap || window.kind == Kind::Everything) {
        field.whole = true;
    }
    field.inRow = field.inRow || window.kind == Kind::Row;
    return field;
}

} // namespace

std::vector<FieldSize> receptiveFields(const ModelSpec &spec)
{
    std::vector<Reaches> reaches;
    std::vector<FieldSize> sizes;
    for (const LayerWindow &window : layerWindows(spec)) {
        Reaches field = reachesAfter(window, reaches.empty() ? Reaches() : reaches.back());
        for (const int index : window.others) {
            const Reaches &other = reaches[std::size_t(index)];
            field.rows.join(other.rows);
            field.columns.join(other.columns);
            field.whole
                = field.whole || other.whole || window.reading == LayerWindow::Others::SameChannel;
        }
        reaches.push_back(field);
        if (field.whole)
            sizes.push_back({ { spec.input.h, spec.input.w }, { 0, 0 }, true });
        else
            sizes.push_back({ { field.rows.size(), field.columns.size() },
                { field.rows.step, field.columns.step }, false });
    }
    return sizes;
}

std::string toString(const FieldSize &field)
{
    if (field.whole)
        return "whole image";
    const auto &[size, step, whole] = field;
    std::string text = std::to_string(size.h) + "×" + std::to_string(size.w) + ", step "
        + std::to_string(step.h);
    return step.h == step.w ? text : text + "×" + std::to_string(step.w);
}

bool PlaceSet::contains(int channel, int row, int column) const
{
    return std::ranges::any_of(m_parts, [&](const Part &part) {
        return part.channels[std::size_t(channel)] && part.rows[std::size_t(row)]
            && part.columns[std::size_t(column)];
    });
}

bool PlaceSet::hasChannel(int channel) const
{
    return std::ranges::any_of(
        m_parts, [&](const Part &part) { return part.channels[std::size_t(channel)]; });
}

PlaceRect PlaceSet::bounds() const
{
    PlaceRect around { m_shape.h, m_shape.w, 0, 0 };
    const auto widen = [](const std::vector<bool> &places, int &first, int &end) {
        for (int i = 0; i < static_cast<int>(places.size()); ++i)
            if (places[std::size_t(i)]) {
                first = std::min(first, i);
                end = std::max(end, i + 1);
            }
    };
    for (const Part &part : m_parts) {
        widen(part.rows, around.top, around.bottom);
        widen(part.columns, around.left, around.right);
    }
    return m_parts.empty() ? PlaceRect() : around;
}

void PlaceSet::add(Part part)
{
    if (!hasAny(part.channels) || !hasAny(part.rows) || !hasAny(part.columns))
        return;
    for (Part &own : m_parts) {
        if (covers(own, part))
            return;
        if (own.rows == part.rows && own.columns == part.columns) {
            for (std::size_t c = 0; c < part.channels.size(); ++c)
                part.channels[c] = part.channels[c] || own.channels[c];
        }
    }
    std::erase_if(m_parts, [&](const Part &own) { return covers(part, own); });
    m_parts.push_back(std::move(part));
}

void PlaceSet::add(const PlaceSet &more)
{
    for (const Part &part : more.m_parts)
        add(part);
}

void PlaceSet::addAll()
{
    m_parts = { { all(m_shape.c), all(m_shape.h), all(m_shape.w) } };
}

Influence influenceOn(
    const std::vector<LayerWindow> &windows, int layer, int channel, int row, int column)
{
    const auto within = [](int value, int count) {
        return value >= 0 && value < count;
    };
    if (!within(layer + 1, static_cast<int>(windows.size()) + 1))
        throw Error("there is no layer " + std::to_string(layer + 1) + " to look into");
    const Shape &shape = layer < 0 ? windows.front().input : windows[std::size_t(layer)].output;
    if (!within(channel, shape.c) || !within(row, shape.h) || !within(column, shape.w))
        throw Error("there is no such place among " + toString(shape) + " values");
    Influence result { PlaceSet(windows.front().input), {} };
    for (int i = 0; i <= layer; ++i)
        result.layers.emplace_back(windows[std::size_t(i)].output);
    const auto set = [&](int i) -> PlaceSet & {
        return i < 0 ? result.input : result.layers[std::size_t(i)];
    };
    set(layer).add({ only(shape.c, channel), only(shape.h, row), only(shape.w, column) });
    for (int i = layer; i >= 0; --i) {
        const LayerWindow &window = windows[std::size_t(i)];
        for (const Part &part : set(i).parts())
            addBefore(set(i - 1), window, part);
        for (std::size_t which = 0; which < window.others.size(); ++which)
            for (const Part &part : set(i).parts())
                addOther(set(window.others[which]), window, which, part);
    }
    return result;
}

} // namespace convscope
