// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/maps/map_scene.h"
#include "ui/maps/ablation_steps.h"
#include <QCoreApplication>
#include <QFontMetrics>
#include <algorithm>

namespace convscope {

namespace {

constexpr int kMaxLegends = 5;

struct MapSceneStrings {
    Q_DECLARE_TR_FUNCTIONS(convscope::MapGrid)
};

GridContent contentOf(const MapColumns &maps)
{
    return { maps.count(), maps.size().width(), maps.size().height(), maps.abreast() };
}

} // namespace

void MapScene::layOut(const QSize &viewport, const QFontMetrics &metrics)
{
    m_viewport = viewport;
    m_line = metrics.height();
    const GridContent content = contentOf(maps);
    if (content.count > 0)
        m_grid = layOutGrid(content, space().size() - QSize(kMargin, kMargin), m_line, m_line * 3);
    if (enlarged)
        m_alone = layOutEnlarged(content, space().adjusted(kMargin, kMargin, 0, 0), m_line);
    m_hasShortTitles = false;
    for (int column = 0; content.count > 0 && column < maps.abreast(); ++column)
        m_hasShortTitles
            |= metrics.horizontalAdvance(maps.title(column, content.count - 1)) > captionWidth();
}

/// With the layers' names above the legends where there are several.
QRect MapScene::space() const
{
    const int legends = m_line * (legendColumns().size() > 1 ? 7 : 5) / 2;
    return QRect({}, m_viewport).adjusted(0, 0, -kMargin, -legends);
}

QRect MapScene::rectOf(int index, int column) const
{
    if (enlarged)
        return index == *enlarged ? m_alone.images[std::size_t(column)] : QRect();
    return m_grid.cellRect(index, column).translated(kMargin, kMargin - scrolled);
}

/// A single image's may reach into the gap.
int MapScene::captionWidth() const
{
    return maps.abreast() == 1 ? m_grid.step.width() : m_grid.cell.width();
}

int MapScene::scrollRange() const
{
    const bool scrolls = maps.count() > 0 && !enlarged;
    return scrolls ? std::max(0, m_grid.size.height() + kMargin - space().height()) : 0;
}

std::optional<MapScene::Hit> MapScene::hitAt(const QPoint &position) const
{
    if (maps.count() == 0 || !space().contains(position))
        return {};
    Hit hit;
    if (enlarged) {
        const auto found = std::ranges::find_if(
            m_alone.images, [&](const QRect &rect) { return rect.contains(position); });
        if (found == m_alone.images.end())
            return {};
        hit.map = *enlarged;
        hit.column = static_cast<int>(found - m_alone.images.begin());
    } else {
        const QPoint inGrid = position - QPoint(kMargin, kMargin - scrolled);
        hit.map = m_grid.indexAt(inGrid, maps.count(), &hit.column);
        if (hit.map < 0)
            return {};
    }
    const QRect rect = rectOf(hit.map, hit.column);
    const QSize size = maps.column(hit.column).size;
    const QPoint inside = position - rect.topLeft();
    hit.place = maps.placeAt(hit.column, hit.map, inside.x() * size.width() / rect.width(),
        inside.y() * size.height() / rect.height());
    return hit;
}

std::optional<MapPlace> MapScene::placeAt(const QPoint &position) const
{
    const auto hit = hitAt(position);
    return hit ? hit->place : std::nullopt;
}

QString MapScene::textAt(const QPoint &position) const
{
    const auto hit = hitAt(position);
    if (!hit || !hit->place)
        return {};
    const QString &layer = maps.column(hit->column).what.layer;
    QString text = maps.textOf(hit->column, *hit->place);
    for (int other = 0; other < maps.abreast(); ++other)
        if (other != hit->column && maps.column(other).what.layer == layer)
            text += QLatin1Char('\n') + maps.column(other).what.mark + QStringLiteral(" · ")
                + maps.textOf(other, *hit->place);
    const QString edit = editOf(hit->map, hit->column);
    return text + QLatin1Char('\n') + maps.title(hit->column, hit->map) + QStringLiteral(": ")
        + maps.figuresText(hit->column, hit->map)
        + (edit.isEmpty() ? edit : QStringLiteral(" · ✂ ") + edit);
}

QString MapScene::description() const
{
    if (maps.count() == 0)
        return {};
    QStringList names;
    for (int column = 0; column < maps.abreast(); ++column)
        names << maps.column(column).what.layer;
    names.removeDuplicates();
    if (enlarged)
        return MapSceneStrings::tr("%1: %2").arg(
            maps.title(0, *enlarged), maps.figuresText(0, *enlarged));
    return MapSceneStrings::tr("%1: %2 maps of %3 by %4 values")
        .arg(names.join(QStringLiteral(", ")))
        .arg(maps.count())
        .arg(maps.size().height())
        .arg(maps.size().width());
}

QString MapScene::editOf(int index, int column) const
{
    const std::string layer = maps.column(column).what.layer.toStdString();
    QString text;
    std::ptrdiff_t edited = 0;
    for (const ChannelScale &factor : maps.column(column).what.source->factors)
        if (factor.layer == layer && (maps.isFlat() || factor.map == index)) {
            ++edited;
            text = factorText(factor.factor);
        }
    return maps.isFlat() && edited > 0 ? MapSceneStrings::tr("values edited: %1").arg(edited)
                                       : text;
}

bool MapScene::hasOwnScales() const
{
    return scale == MapScale::PerMap && !enlarged && maps.count() > 1;
}

std::vector<int> MapScene::legendColumns() const
{
    std::vector<int> columns;
    for (int column = 0; column < maps.abreast(); ++column)
        if (column == 0 || maps.column(column).what.layer != maps.column(column - 1).what.layer)
            columns.push_back(column);
    if (hasOwnScales() || scale == MapScale::OverAll || int(columns.size()) > kMaxLegends)
        columns.resize(std::min<std::size_t>(1, columns.size()));
    return columns;
}

} // namespace convscope
