// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/maps/map_painter.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/theme.h"
#include <QCoreApplication>
#include <QPainter>
#include <QWidget>
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

struct MapPainterStrings {
    Q_DECLARE_TR_FUNCTIONS(convscope::MapGrid)
};

/// Every value that occurs can be seen, however rare.
void paintHistogram(QPainter &painter, const QRect &room, const ValueFigures &figures)
{
    painter.fillRect(room, surfaceColour());
    const std::size_t highest
        = std::max<std::size_t>(1, *std::ranges::max_element(figures.histogram));
    for (int i = 0; i < ValueFigures::kBins; ++i) {
        const std::size_t count = figures.histogram[std::size_t(i)];
        const int left = room.left() + room.width() * i / ValueFigures::kBins;
        const int right = room.left() + room.width() * (i + 1) / ValueFigures::kBins;
        const int high
            = static_cast<int>(double(room.height() - 2) * double(count) / double(highest));
        const int shown = count > 0 ? std::max(1, high) : 0;
        painter.fillRect(
            QRect(left, room.bottom() + 1 - shown, right - left, shown), accentColour());
    }
    painter.setPen(lineColour());
    painter.drawRect(room.adjusted(0, 0, -1, -1));
}

} // namespace

MapPainter::MapPainter(QPainter &painter, const MapScene &scene, const QWidget &widget)
    : m_painter(painter)
    , m_scene(scene)
    , m_maps(scene.maps)
    , m_widget(widget)
{
}

void MapPainter::paint()
{
    if (m_maps.count() == 0)
        return;
    m_painter.save();
    m_painter.setClipRect(m_scene.space());
    paintMaps();
    if (m_scene.enlarged)
        paintFigures();
    m_painter.restore();
    paintLegends();
}

/// Only those in sight; the images of others need not even exist.
void MapPainter::paintMaps()
{
    int first = 0, last = m_maps.count() - 1;
    if (m_scene.enlarged) {
        first = last = *m_scene.enlarged;
    } else {
        const int above = m_scene.scrolled - MapScene::kMargin, high = m_scene.grid().step.height();
        first = std::max(0, above / high) * m_scene.grid().columns;
        last = std::min(
            last, ((above + m_scene.space().height()) / high + 1) * m_scene.grid().columns - 1);
    }
    for (int index = first; index <= last; ++index)
        for (int column = 0; column < m_maps.abreast(); ++column)
            paintMap(index, column);
    if (m_widget.hasFocus()) {
        const int focused = m_scene.enlarged.value_or(m_scene.current);
        m_painter.setPen(QPen(accentColour(), 2));
        m_painter.drawRect(m_scene.rectOf(focused, 0)
                               .united(m_scene.rectOf(focused, m_maps.abreast() - 1))
                               .adjusted(-2, -2, 1, 1));
    }
}

void MapPainter::paintMap(int index, int column)
{
    const QRect rect = m_scene.rectOf(index, column);
    const QImage &image = m_maps.cell(column, index).image;
    m_painter.setRenderHint(QPainter::SmoothPixmapTransform, image.width() > rect.width());
    m_painter.drawImage(rect, image);
    m_painter.setPen(lineColour());
    m_painter.drawRect(rect.adjusted(-1, -1, 0, 0));
    paintEdit(index, column);
    paintMarks(index, column);
    if (m_scene.enlarged || m_scene.grid().hasCaptions) {
        paintCaption(index, column);
    } else if (m_scene.editOf(index, column).isEmpty() && m_maps.isDead(column, index)) {
        m_painter.setPen(inkOn(index, column));
        m_painter.drawText(rect, Qt::AlignCenter, QStringLiteral("✕"));
    }
}

/// For signs on the map itself, which are drawn where it is all zeros or nearly.
QColor MapPainter::inkOn(int index, int column) const
{
    const bool isLight = m_maps.showsGradients(column) // zero is white on diverging scales
        || m_maps.cell(column, index).scale.kind == ColourScale::Kind::Diverging;
    return isLight ? Qt::black : Qt::white;
}

/// Dashes, which nothing else has, and scissors where there is no caption.
void MapPainter::paintEdit(int index, int column)
{
    if (m_scene.editOf(index, column).isEmpty())
        return;
    const QRect rect = m_scene.rectOf(index, column);
    m_painter.setPen(QPen(accentColour(), 2, Qt::DashLine));
    m_painter.drawRect(rect.adjusted(0, 0, -1, -1));
    if (m_scene.enlarged || m_scene.grid().hasCaptions)
        return;
    m_painter.setPen(inkOn(index, column));
    m_painter.drawText(rect, Qt::AlignCenter, QStringLiteral("✂"));
}

void MapPainter::paintCaption(int index, int column)
{
    const QRect rect = m_scene.rectOf(index, column);
    const int line = m_widget.fontMetrics().height();
    const QString edit = m_scene.editOf(index, column);
    const bool isDead = edit.isEmpty() && m_maps.isDead(column, index);
    const bool isShort
        = !m_scene.enlarged && m_scene.hasShortTitles(); // all of them, for they are read together
    const QString title = isShort ? m_maps.shortTitle(column, index) : m_maps.title(column, index);
    // The caption of a narrow enlarged map may reach beyond it.
    const int width = m_scene.enlarged ? std::max(rect.width(), line * 14) : m_scene.captionWidth();
    const QRect below(rect.left(), rect.bottom() + 1, width, line);
    const QString state = isDead ? MapPainterStrings::tr("all 0") : edit;
    QString text = state.isEmpty() ? title : QStringLiteral("%1 · %2").arg(title, state);
    const auto fitting = [&] {
        return m_widget.fontMetrics().elidedText(text, Qt::ElideRight, width);
    };
    if (fitting() != text)
        text = state.isEmpty() ? m_maps.shortTitle(column, index)
                               : QStringLiteral("%1: %2").arg(QString::number(index + 1), state);
    m_painter.setPen(isDead ? mutedText() : m_widget.palette().color(QPalette::Text));
    m_painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter, fitting());
    const QString figures = m_maps.figuresText(column, index);
    const int used = m_widget.fontMetrics().horizontalAdvance(text + QStringLiteral("   "));
    if (m_scene.enlarged || used + m_widget.fontMetrics().horizontalAdvance(figures) > rect.width())
        return;
    m_painter.setPen(mutedText());
    m_painter.drawText(below.adjusted(0, 0, rect.width() - below.width(), 0),
        Qt::AlignRight | Qt::AlignVCenter, figures);
}

void MapPainter::paintFigures()
{
    const int line = m_widget.fontMetrics().height();
    for (int column = 0; column < m_maps.abreast(); ++column) {
        const QRect &room = m_scene.alone().figures[std::size_t(column)];
        const ValueFigures &figures = m_maps.cell(column, *m_scene.enlarged).figures;
        m_painter.setPen(m_widget.palette().color(QPalette::Text));
        m_painter.drawText(QRect(room.left(), room.top(), room.width(), line),
            Qt::AlignLeft | Qt::AlignVCenter,
            m_widget.fontMetrics().elidedText(
                MapPainterStrings::tr("mean %1, %2 zeros")
                    .arg(shortNumber(figures.mean))
                    .arg(shareTextTo(
                        figures.finite ? double(figures.zeros) / double(figures.finite) : NAN, 0)),
                Qt::ElideRight, room.width()));
        const QRect histogram(
            room.left(), room.top() + line * 5 / 4, room.width(), room.height() - line * 5 / 2);
        paintHistogram(m_painter, histogram, figures);
        const QRect below(room.left(), histogram.bottom() + 2, room.width(), line);
        m_painter.setPen(mutedText());
        m_painter.drawText(below, Qt::AlignLeft, shortNumber(figures.least));
        m_painter.drawText(below, Qt::AlignRight, shortNumber(figures.most));
    }
}

/// A dark line within a light one is seen on every colour of the scales.
void MapPainter::paintFrame(const QRect &rect, int column, const QRect &values)
{
    const QSize size = m_maps.column(column).size;
    const QRect shown = values & QRect({}, size);
    if (shown.isEmpty())
        return;
    const auto corner = [&](int x, int y) {
        return QPoint(rect.left() + x * rect.width() / size.width(),
            rect.top() + y * rect.height() / size.height());
    };
    QRect outline(corner(shown.left(), shown.top()),
        corner(shown.right() + 1, shown.bottom() + 1) - QPoint(1, 1));
    constexpr int kSmallest = 5; // that can be seen, where values are smaller than pixels
    const QPoint middle = outline.center();
    outline.setSize(outline.size().expandedTo({ kSmallest, kSmallest }));
    outline.moveCenter(middle);
    m_painter.setBrush(Qt::NoBrush);
    m_painter.setPen(QPen(Qt::white, 3));
    m_painter.drawRect(outline);
    m_painter.setPen(QPen(Qt::black, 1));
    m_painter.drawRect(outline);
}

void MapPainter::paintMarks(int index, int column)
{
    const QString &layer = m_maps.column(column).what.layer;
    const QRect rect = m_scene.rectOf(index, column);
    if (!m_maps.isFlat())
        for (const MapMark &mark : m_scene.marks)
            if (mark.layer == layer && (mark.map < 0 || mark.map == index))
                paintFrame(rect, column, mark.values);
    if (!m_scene.chosen || m_scene.chosen->layer != layer)
        return;
    const int across = m_maps.column(column).size.width();
    if (m_maps.isFlat())
        paintFrame(
            rect, column, { m_scene.chosen->map % across, m_scene.chosen->map / across, 1, 1 });
    else if (m_scene.chosen->map == index)
        paintFrame(rect, column, { m_scene.chosen->column, m_scene.chosen->row, 1, 1 });
}

void MapPainter::paintLegends()
{
    const std::vector<int> columns = m_scene.legendColumns();
    const int line = m_widget.fontMetrics().height(), count = static_cast<int>(columns.size());
    const int top = m_scene.viewport().height() - line * 2,
              room = m_scene.viewport().width() - MapScene::kMargin;
    const int each = std::min(
        line * 16, count > 1 ? room / count : std::max(room / 3, std::min(room, line * 9)));
    for (int i = 0; i < count; ++i) {
        const int column = columns[std::size_t(i)];
        const QRect bar(MapScene::kMargin + i * each, top, each - line / 2, line * 3 / 4);
        paintLegend(bar, column);
        if (count > 1)
            m_painter.drawText(QRect(bar.left(), top - line, bar.width(), line),
                Qt::AlignHCenter | Qt::AlignVCenter,
                m_widget.fontMetrics().elidedText(
                    m_maps.column(column).what.layer, Qt::ElideRight, bar.width()));
    }
    const QRect beside(MapScene::kMargin + count * each, top, room - count * each, line * 2);
    m_painter.setPen(mutedText());
    if (beside.width() > line * 8)
        m_painter.drawText(
            beside, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, legendNote(columns.front()));
}

void MapPainter::paintLegend(const QRect &bar, int column)
{
    const ColourScale &scale = m_maps.cell(column, m_scene.enlarged.value_or(0)).scale;
    for (int x = 0; x < bar.width(); ++x) {
        const Rgb c
            = scale.colour(scale.low + (scale.high - scale.low) * x / std::max(1, bar.width() - 1));
        m_painter.fillRect(bar.left() + x, bar.top(), 1, bar.height(), QColor(c.r, c.g, c.b));
    }
    m_painter.setPen(m_widget.palette().color(QPalette::Text));
    const bool own = m_scene.hasOwnScales();
    const int digits = bar.width() < m_widget.fontMetrics().height() * 6 ? 2 : 4;
    const QRect below(bar.left(), bar.bottom() + 2, bar.width(), m_widget.fontMetrics().height());
    m_painter.drawText(
        below, Qt::AlignLeft, own ? MapPainterStrings::tr("low") : shortNumber(scale.low, digits));
    m_painter.drawText(below, Qt::AlignRight,
        own ? MapPainterStrings::tr("high") : shortNumber(scale.high, digits));
    if (scale.kind == ColourScale::Kind::Diverging)
        m_painter.drawText(below, Qt::AlignHCenter, QStringLiteral("0"));
}

QString MapPainter::legendNote(int column) const
{
    QStringList notes;
    if (m_scene.hasOwnScales())
        notes << MapPainterStrings::tr("each map on its own scale");
    else if (m_maps.cell(column, m_scene.enlarged.value_or(0)).scale.kind
        == ColourScale::Kind::Diverging)
        notes << MapPainterStrings::tr("blue: negative, red: positive");
    if (!m_scene.enlarged && !m_scene.grid().hasCaptions)
        notes << MapPainterStrings::tr("✕: all 0");
    if (m_scene.enlarged)
        notes << MapPainterStrings::tr("click a value for its arithmetic; Esc: back to all maps");
    return notes.join(QStringLiteral(" · "));
}

} // namespace convscope
