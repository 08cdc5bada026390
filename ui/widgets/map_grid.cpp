// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/map_grid.h"
#include "ui/theme.h"
#include "ui/widgets/map_image.h"
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

constexpr int kMargin = 6;

QString number(double value)
{
    return QLocale().toString(value, 'g', 4);
}

// A row of values is shown as a map whose rows are as long as looks best.
Shape shownShape(const convscope::Shape &shape)
{
    if (shape.area() > 1)
        return shape;
    const int columns = shape.c <= 16
        ? shape.c
        : std::min(128, static_cast<int>(std::ceil(std::sqrt(shape.c * 2.5))));
    return { 1, (shape.c + columns - 1) / columns, columns };
}

} // namespace

QRect GridLayout::cellRect(int index) const
{
    const QPoint corner(index % columns * step.width(), index / columns * step.height());
    return { corner, cell };
}

GridLayout layOutGrid(
    int count, int mapWidth, int mapHeight, const QSize &space, int captionHeight, int smallest)
{
    const int gap = std::max(4, captionHeight / 3);
    const double aspect = double(mapHeight) / double(mapWidth);
    GridLayout best;
    int bestWidth = 0;
    for (int columns = 1; columns <= count; ++columns) {
        const int rows = (count + columns - 1) / columns;
        const int byWidth = space.width() / columns - gap;
        const int byHeight
            = static_cast<int>((space.height() / rows - gap - captionHeight) / aspect);
        const int width = std::min(byWidth, byHeight);
        if (width > bestWidth) {
            bestWidth = width;
            best.columns = columns;
        }
    }
    const int narrowest = aspect >= 1 ? smallest : static_cast<int>(smallest / aspect);
    if (bestWidth < narrowest) {
        bestWidth = std::min(narrowest, std::max(1, space.width() - gap));
        best.columns = std::clamp(space.width() / (bestWidth + gap), 1, count);
    }
    constexpr int kWhole = 4; // from here on whole factors keep all pixels of a map equally large
    if (bestWidth >= kWhole * mapWidth)
        bestWidth = bestWidth / mapWidth * mapWidth;
    best.rows = (count + best.columns - 1) / best.columns;
    best.cell = { bestWidth, std::max(1, static_cast<int>(std::lround(bestWidth * aspect))) };
    best.step = best.cell + QSize(gap, gap + captionHeight);
    best.size = { best.columns * best.step.width(), best.rows * best.step.height() };
    return best;
}

MapGrid::MapGrid(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setObjectName(QStringLiteral("mapGrid"));
    setAccessibleName(tr("Feature maps"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    connect(
        verticalScrollBar(), &QScrollBar::valueChanged, viewport(), qOverload<>(&QWidget::update));
}

void MapGrid::setMaps(std::shared_ptr<const FeatureMaps> maps, const QString &layer)
{
    m_source = std::move(maps);
    m_layer = m_source ? m_source->layer(layer.toStdString()) : nullptr;
    if (layer != m_layerName)
        m_enlarged.reset();
    m_layerName = layer;
    rebuild();
}

void MapGrid::setScale(MapScale scale, const ColourScale &overAll)
{
    m_scale = scale;
    m_overAll = overAll;
    rebuild();
}

void MapGrid::rebuild()
{
    m_maps.clear();
    if (m_layer) {
        m_shape = shownShape(m_layer->shape);
        const bool picture = m_layer->kind == "input";
        const ColourScale ofLayer = scaleFor(m_layer->values, picture);
        const bool shared = m_scale == MapScale::OverAll && !picture && m_layer->kind != "softmax";
        for (int i = 0; i < m_shape.c; ++i) {
            const std::size_t count = std::min(m_shape.area(), m_layer->values.size());
            const auto values
                = std::span(m_layer->values).subspan(std::size_t(i) * m_shape.area(), count);
            Map map;
            map.scale = shared                ? m_overAll
                : m_scale == MapScale::PerMap ? scaleFor(values, picture)
                                              : ofLayer;
            map.image = mapImage(values, m_shape.w, m_shape.h, map.scale);
            map.dead = !picture && std::ranges::all_of(values, [](float v) { return v == 0; });
            m_maps.push_back(std::move(map));
        }
        setAccessibleDescription(tr("%1: %2 maps of %3 by %4 values")
                                     .arg(m_layerName)
                                     .arg(m_shape.c)
                                     .arg(m_shape.h)
                                     .arg(m_shape.w));
    }
    layOut();
}

int MapGrid::mapCount() const
{
    return static_cast<int>(m_maps.size());
}

QRect MapGrid::gridSpace() const
{
    const int line = fontMetrics().height();
    return viewport()->rect().adjusted(0, 0, -kMargin, -line * 5 / 2); // the legend lies below
}

void MapGrid::layOut()
{
    if (!m_maps.empty()) {
        const int line = fontMetrics().height();
        m_layout = layOutGrid(mapCount(), m_shape.w, m_shape.h,
            gridSpace().size() - QSize(kMargin, kMargin), line, line * 3);
    }
    const int space = gridSpace().height();
    verticalScrollBar()->setRange(0,
        m_maps.empty() || m_enlarged ? 0 : std::max(0, m_layout.size.height() + kMargin - space));
    verticalScrollBar()->setPageStep(space);
    verticalScrollBar()->setSingleStep(fontMetrics().height() * 2);
    viewport()->update();
}

QRect MapGrid::rectOf(int index) const
{
    const QRect space = gridSpace();
    if (m_enlarged) {
        if (index != *m_enlarged)
            return {};
        QSize size = QSize(m_shape.w, m_shape.h)
                         .scaled(space.size() - QSize(4, fontMetrics().height() * 3 / 2),
                             Qt::KeepAspectRatio);
        if (size.width() >= m_shape.w)
            size = QSize(m_shape.w, m_shape.h) * std::max(1, size.width() / m_shape.w);
        QRect rect({}, size);
        rect.moveCenter(space.center());
        rect.moveTop(std::max(0, (space.height() - size.height()) / 3));
        return rect;
    }
    return m_layout.cellRect(index).translated(kMargin, kMargin - verticalScrollBar()->value());
}

int MapGrid::indexAt(const QPoint &position) const
{
    for (int i = 0; i < mapCount(); ++i)
        if (rectOf(i).contains(position))
            return i;
    return -1;
}

QString MapGrid::caption(int index) const
{
    if (m_layer->shape.area() == 1)
        return tr("%1 values").arg(m_layer->shape.c);
    const QString name
        = m_layer->kind == "input" ? tr("channel %1").arg(index + 1) : tr("map %1").arg(index + 1);
    return m_maps[std::size_t(index)].dead ? tr("%1 · dead").arg(name) : name;
}

void MapGrid::enlarge(int index)
{
    m_enlarged = index >= 0 && index < mapCount() ? std::optional(index) : std::nullopt;
    layOut();
}

QString MapGrid::textAt(const QPoint &position) const
{
    const int index = indexAt(position);
    if (index < 0)
        return {};
    const QRect rect = rectOf(index);
    const int x
        = std::clamp((position.x() - rect.left()) * m_shape.w / rect.width(), 0, m_shape.w - 1);
    const int y
        = std::clamp((position.y() - rect.top()) * m_shape.h / rect.height(), 0, m_shape.h - 1);
    const std::size_t at = std::size_t(index) * m_shape.area()
        + std::size_t(y) * std::size_t(m_shape.w) + std::size_t(x);
    if (at >= m_layer->values.size())
        return {};
    const QString value = number(double(m_layer->values[at]));
    if (m_layer->kind == "softmax" && at < m_source->classes.size())
        return tr("%1: %2").arg(QString::fromStdString(m_source->classes[at]), value);
    if (m_layer->shape.area() == 1)
        return tr("value %1: %2").arg(at + 1).arg(value);
    return tr("map %1, row %2, column %3: %4").arg(index + 1).arg(y + 1).arg(x + 1).arg(value);
}

void MapGrid::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    if (m_maps.empty())
        return;
    painter.save();
    painter.setClipRect(gridSpace());
    const int line = fontMetrics().height();
    for (int i = 0; i < mapCount(); ++i) {
        const QRect rect = rectOf(i);
        if (rect.isNull() || !rect.adjusted(0, 0, 0, line).intersects(gridSpace()))
            continue;
        const Map &map = m_maps[std::size_t(i)];
        painter.setRenderHint(QPainter::SmoothPixmapTransform, map.image.width() > rect.width());
        painter.drawImage(rect, map.image);
        painter.setPen(lineColour());
        painter.drawRect(rect.adjusted(-1, -1, 0, 0));
        painter.setPen(map.dead ? mutedText() : palette().color(QPalette::Text));
        const QRect below(rect.left(), rect.bottom() + 1,
            std::max(rect.width(), m_layout.step.width()) + 4, line);
        painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter,
            fontMetrics().elidedText(caption(i), Qt::ElideRight, below.width()));
    }
    painter.restore();
    paintLegend(painter);
}

void MapGrid::paintLegend(QPainter &painter) const
{
    const int line = fontMetrics().height();
    const ColourScale &scale = m_maps[std::size_t(m_enlarged.value_or(0))].scale;
    const QRect bar(kMargin, viewport()->height() - line * 2,
        std::min(viewport()->width() / 3, line * 16), line * 3 / 4);
    for (int x = 0; x < bar.width(); ++x) {
        const Rgb c
            = scale.colour(scale.low + (scale.high - scale.low) * x / std::max(1, bar.width() - 1));
        painter.fillRect(bar.left() + x, bar.top(), 1, bar.height(), QColor(c.r, c.g, c.b));
    }
    painter.setPen(palette().color(QPalette::Text));
    const bool own = m_scale == MapScale::PerMap && !m_enlarged && mapCount() > 1;
    const QRect below(bar.left(), bar.bottom() + 2, bar.width(), line);
    painter.drawText(below, Qt::AlignLeft, own ? tr("low") : number(scale.low));
    painter.drawText(below, Qt::AlignRight, own ? tr("high") : number(scale.high));
    if (scale.kind == ColourScale::Kind::Diverging)
        painter.drawText(below, Qt::AlignHCenter, QStringLiteral("0"));
    QString note = own                               ? tr("each map on its own scale")
        : scale.kind == ColourScale::Kind::Diverging ? tr("blue: negative, red: positive")
                                                     : QString();
    if (m_enlarged)
        note += (note.isEmpty() ? QString() : QStringLiteral(" · "))
            + tr("click or Esc: back to all maps");
    painter.setPen(mutedText());
    const QRect beside(
        bar.right() + line, bar.top(), viewport()->width() - bar.right() - line, bar.height());
    painter.drawText(beside, Qt::AlignLeft | Qt::AlignVCenter, note);
}

void MapGrid::resizeEvent(QResizeEvent *)
{
    layOut();
}

void MapGrid::mousePressEvent(QMouseEvent *event)
{
    event->accept(); // or the release would not come here
}

void MapGrid::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && !m_maps.empty())
        enlarge(m_enlarged ? -1 : indexAt(event->position().toPoint()));
}

void MapGrid::keyPressEvent(QKeyEvent *event)
{
    const int step = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (event->key() == Qt::Key_Escape && m_enlarged)
        enlarge(-1);
    else if (m_enlarged && step)
        enlarge(std::clamp(*m_enlarged + step, 0, mapCount() - 1));
    else
        QAbstractScrollArea::keyPressEvent(event);
}

bool MapGrid::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), textAt(help->pos()), viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace convscope
