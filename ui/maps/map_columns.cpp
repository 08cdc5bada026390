// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/maps/map_columns.h"
#include "ui/images/map_pixmap.h"
#include "ui/kit/figure_text.h"
#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

constexpr double kWiderThanHigh = 2.5; // the shape of a flat layer's values on screen
constexpr int kOneRow = 16, kLongestRow = 128;

struct MapColumnsStrings {
    Q_DECLARE_TR_FUNCTIONS(convscope::MapGrid)
};

/// A flat layer's values are shown in rows that are as long as looks best.
QSize shownSize(const convscope::Shape &shape)
{
    if (shape.area() > 1)
        return { shape.w, shape.h };
    const int columns = shape.c <= kOneRow
        ? shape.c
        : std::min(kLongestRow, static_cast<int>(std::ceil(std::sqrt(shape.c * kWiderThanHigh))));
    return { columns, (shape.c + columns - 1) / columns };
}

bool isImage(const LayerMaps &layer)
{
    return layer.end == NetworkEnd::Input;
}

} // namespace

void MapColumns::set(std::vector<MapColumn> columns)
{
    m_columns.clear();
    for (MapColumn &what : columns) {
        Column column { { std::move(what), nullptr, {} }, {}, {}, {} };
        column.layer = column.what.source
            ? column.what.source->layer(column.what.layer.toStdString())
            : nullptr;
        if (!column.layer
            || (!m_columns.empty() && column.layer->shape.c != m_columns.front().layer->shape.c))
            continue;
        column.size = shownSize(column.layer->shape);
        m_columns.push_back(std::move(column));
    }
    forget();
}

void MapColumns::setScale(MapScale scale, const ColourScale &overAll)
{
    m_scale = scale;
    m_overAll = overAll;
    forget();
}

void MapColumns::setQuantity(MapQuantity quantity)
{
    m_quantity = quantity;
    forget();
}

/// Forgets the images and scales made of the columns, which no longer hold.
void MapColumns::forget()
{
    m_built = 0;
    for (Column &column : m_columns) {
        const LayerMaps &layer = *column.layer;
        const bool gradients = m_quantity == MapQuantity::Gradients && !layer.gradients.empty();
        column.values = gradients ? layer.gradients : layer.values;
        column.scale.reset();
        column.cells.assign(std::size_t(count()), std::nullopt);
    }
}

int MapColumns::count() const
{
    return m_columns.empty() ? 0 : isFlat() ? 1 : m_columns.front().layer->shape.c;
}

QSize MapColumns::size() const
{
    return m_columns.empty() ? QSize() : m_columns.front().size;
}

bool MapColumns::isFlat() const
{
    return !m_columns.empty() && m_columns.front().layer->shape.area() == 1;
}

std::span<const float> MapColumns::valuesOf(const Column &column, int map) const
{
    const std::size_t each = isFlat() ? column.values.size() : column.layer->shape.area();
    return column.values.subspan(std::size_t(map) * each, each);
}

/// Gradients have two signs by nature, so zero is always in the middle of theirs.
ColourScale MapColumns::fitting(const Column &column, std::span<const float> values) const
{
    const ColourScale scale = scaleFor(values, isImage(*column.layer));
    const bool gradients = m_quantity == MapQuantity::Gradients && !column.layer->gradients.empty();
    if (!gradients)
        return scale;
    const double most = std::max(-scale.low, scale.high);
    return { ColourScale::Kind::Diverging, -most, most };
}

/// Columns of the same layer are there to be compared, so they share it.
const ColourScale &MapColumns::layerScale(const Column &column) const
{
    if (!column.scale) {
        for (const Column &other : m_columns) {
            if (other.what.layer != column.what.layer)
                continue;
            const ColourScale scale = fitting(other, other.values);
            column.scale = column.scale ? together(*column.scale, scale) : scale;
        }
    }
    return *column.scale;
}

ColourScale MapColumns::scaleOf(const Column &column, int map) const
{
    const LayerMaps &layer = *column.layer;
    const bool apart
        = isImage(layer) || layer.end == NetworkEnd::Output; // other things than activations
    if (m_scale == MapScale::OverAll && !apart)
        return m_overAll;
    if (m_scale != MapScale::PerMap)
        return layerScale(column);
    std::optional<ColourScale> scale;
    for (const Column &other : m_columns) {
        if (other.what.layer != column.what.layer)
            continue;
        const ColourScale its = fitting(other, valuesOf(other, map));
        scale = scale ? together(*scale, its) : its;
    }
    return *scale;
}

const MapColumns::Cell &MapColumns::cell(int column, int map) const
{
    const Column &in = at(column);
    auto &cell = in.cells[std::size_t(map)];
    if (!cell) {
        const auto values = valuesOf(in, map);
        const ColourScale scale = scaleOf(in, map);
        cell = Cell { mapImage(values, in.size.width(), in.size.height(), scale), scale,
            figuresOf(values) };
        ++m_built;
    }
    return *cell;
}

bool MapColumns::isDead(int column, int map) const
{
    return !isImage(*at(column).layer) && cell(column, map).figures.isDead();
}

QString MapColumns::title(int column, int map) const
{
    const MapColumn &what = at(column).what;
    QString title;
    if (isFlat())
        title
            = MapColumnsStrings::tr("%1: %2 values").arg(what.layer).arg(at(column).layer->shape.c);
    else if (isImage(*at(column).layer))
        title = MapColumnsStrings::tr("channel %1").arg(map + 1);
    else
        title = what.title ? what.title(map) : MapColumnsStrings::tr("map %1").arg(map + 1);
    return what.mark.isEmpty() ? title : what.mark + QStringLiteral(" · ") + title;
}

QString MapColumns::shortTitle(int column, int map) const
{
    if (abreast() == 1)
        return isFlat() ? at(column).what.layer : QString::number(map + 1);
    // Side by side: the first image says which map, the others what came of it.
    const QString name = isFlat() || column > 0 ? at(column).what.layer : QString::number(map + 1);
    return at(column).what.mark.isEmpty() ? name : at(column).what.mark + QLatin1Char(' ') + name;
}

bool MapColumns::showsGradients(int column) const
{
    return m_quantity == MapQuantity::Gradients && !at(column).layer->gradients.empty();
}

QString MapColumns::textOf(int column, const MapPlace &place) const
{
    const LayerMaps &in = *at(column).layer;
    const std::size_t index = std::size_t(place.map) * in.shape.area()
        + std::size_t(place.row) * std::size_t(in.shape.w) + std::size_t(place.column);
    const auto &classes = at(column).what.source->classes;
    QString text;
    if (in.end == NetworkEnd::Output && index < classes.size())
        text = QString::fromStdString(classes[index]);
    else if (isFlat())
        text = MapColumnsStrings::tr("value %1").arg(index + 1);
    else
        text = MapColumnsStrings::tr("map %1, row %2, column %3")
                   .arg(place.map + 1)
                   .arg(place.row + 1)
                   .arg(place.column + 1);
    text = MapColumnsStrings::tr("%1: %2").arg(text, shortNumber(double(in.values[index])));
    if (!in.gradients.empty())
        text += QLatin1Char('\n')
            + MapColumnsStrings::tr("gradient: %1").arg(shortNumber(double(in.gradients[index])));
    return text;
}

QString MapColumns::figuresText(int column, int map) const
{
    const ValueFigures &known = cell(column, map).figures;
    return MapColumnsStrings::tr("%1 … %2, mean %3")
        .arg(shortNumber(known.least), shortNumber(known.most), shortNumber(known.mean));
}

std::optional<MapPlace> MapColumns::placeAt(int column, int map, int x, int y) const
{
    const Column &in = at(column);
    if (!isFlat())
        return MapPlace { in.what.layer, map, y, x };
    const int value = y * in.size.width() + x; // each is a map of its own
    return value < in.layer->shape.c ? std::optional(MapPlace { in.what.layer, value, 0, 0 })
                                     : std::nullopt;
}

bool MapColumns::contains(const MapPlace &place) const
{
    return std::ranges::any_of(m_columns, [&](const Column &column) {
        const convscope::Shape &shape = column.layer->shape;
        return column.what.layer == place.layer && place.map >= 0 && place.map < shape.c
            && QRect(0, 0, shape.w, shape.h).contains(place.column, place.row);
    });
}

} // namespace convscope
