// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/maps/map_grid.h"
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>

namespace convscope {

namespace {
constexpr int kMargin = 6;
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
    setColumns({ { std::move(maps), layer, {} } });
}

void MapGrid::setColumns(std::vector<MapColumn> columns)
{
    const QString before = m_maps.abreast() > 0 ? m_maps.column(0).what.layer : QString();
    m_maps.set(std::move(columns));
    const QString now = m_maps.abreast() > 0 ? m_maps.column(0).what.layer : QString();
    if (before != now || enlarged() >= mapCount())
        m_enlarged.reset();
    if (m_chosen && (!m_enlarged || !m_maps.contains(*m_chosen)))
        leavePlace();
    m_current = std::clamp(m_current, 0, std::max(0, mapCount() - 1));
    layOut();
    describe();
}

void MapGrid::setScale(MapScale scale, const ColourScale &overAll)
{
    m_scale = scale;
    m_maps.setScale(scale, overAll);
    layOut(); // there may be more legends
}

void MapGrid::setQuantity(MapQuantity quantity)
{
    m_maps.setQuantity(quantity);
    viewport()->update();
}

void MapGrid::describe()
{
    if (mapCount() == 0) {
        setAccessibleDescription({});
        return;
    }
    QStringList names;
    for (int column = 0; column < m_maps.abreast(); ++column)
        names << m_maps.column(column).what.layer;
    names.removeDuplicates();
    if (m_enlarged)
        setAccessibleDescription(
            tr("%1: %2").arg(m_maps.title(0, *m_enlarged), m_maps.figuresText(0, *m_enlarged)));
    else
        setAccessibleDescription(tr("%1: %2 maps of %3 by %4 values")
                                     .arg(names.join(QStringLiteral(", ")))
                                     .arg(mapCount())
                                     .arg(m_maps.size().height())
                                     .arg(m_maps.size().width()));
}

GridContent MapGrid::content() const
{
    return { mapCount(), m_maps.size().width(), m_maps.size().height(), m_maps.abreast() };
}

QRect MapGrid::gridSpace() const
{
    return viewport()->rect().adjusted(0, 0, -kMargin, -legendHeight());
}

void MapGrid::layOut()
{
    const int line = fontMetrics().height();
    if (mapCount() > 0)
        m_layout
            = layOutGrid(content(), gridSpace().size() - QSize(kMargin, kMargin), line, line * 3);
    if (m_enlarged)
        m_alone = layOutEnlarged(content(), gridSpace().adjusted(kMargin, kMargin, 0, 0), line);
    m_shortTitles = false;
    for (int column = 0; mapCount() > 0 && column < m_maps.abreast(); ++column)
        m_shortTitles |= fontMetrics().horizontalAdvance(m_maps.title(column, mapCount() - 1))
            > captionWidth();
    const int space = gridSpace().height();
    const bool scrolls = mapCount() > 0 && !m_enlarged;
    verticalScrollBar()->setRange(
        0, scrolls ? std::max(0, m_layout.size.height() + kMargin - space) : 0);
    verticalScrollBar()->setPageStep(space);
    verticalScrollBar()->setSingleStep(line * 2);
    viewport()->update();
}

QRect MapGrid::rectOf(int index, int column) const
{
    if (m_enlarged)
        return index == *m_enlarged ? m_alone.images[std::size_t(column)] : QRect();
    return m_layout.cellRect(index, column)
        .translated(kMargin, kMargin - verticalScrollBar()->value());
}

std::optional<MapGrid::Hit> MapGrid::hitAt(const QPoint &position) const
{
    if (mapCount() == 0 || !gridSpace().contains(position))
        return {};
    Hit hit;
    if (m_enlarged) {
        const auto found = std::ranges::find_if(
            m_alone.images, [&](const QRect &rect) { return rect.contains(position); });
        if (found == m_alone.images.end())
            return {};
        hit.map = *m_enlarged;
        hit.column = static_cast<int>(found - m_alone.images.begin());
    } else {
        const QPoint inGrid = position - QPoint(kMargin, kMargin - verticalScrollBar()->value());
        hit.map = m_layout.indexAt(inGrid, mapCount(), &hit.column);
        if (hit.map < 0)
            return {};
    }
    const QRect rect = rectOf(hit.map, hit.column);
    const QSize size = m_maps.column(hit.column).size;
    const QPoint inside = position - rect.topLeft();
    hit.place = m_maps.placeAt(hit.column, hit.map, inside.x() * size.width() / rect.width(),
        inside.y() * size.height() / rect.height());
    return hit;
}

void MapGrid::enlarge(int index)
{
    m_enlarged = index >= 0 && index < mapCount() ? std::optional(index) : std::nullopt;
    m_current = m_enlarged.value_or(m_current);
    if (!m_enlarged || (!m_maps.isFlat() && m_chosen && m_chosen->map != index))
        leavePlace();
    layOut();
    describe();
}

std::optional<MapPlace> MapGrid::placeAt(const QPoint &position) const
{
    const auto hit = hitAt(position);
    return hit ? hit->place : std::nullopt;
}

QString MapGrid::textAt(const QPoint &position) const
{
    const auto hit = hitAt(position);
    if (!hit || !hit->place)
        return {};
    QString text = m_maps.textOf(hit->column, *hit->place);
    for (int other = 0; other < m_maps.abreast(); ++other)
        if (other != hit->column
            && m_maps.column(other).what.layer == m_maps.column(hit->column).what.layer)
            text += QLatin1Char('\n') + m_maps.column(other).what.mark + QStringLiteral(" · ")
                + m_maps.textOf(other, *hit->place);
    const QString edit = editOf(hit->map, hit->column);
    return text + QLatin1Char('\n') + m_maps.title(hit->column, hit->map) + QStringLiteral(": ")
        + m_maps.figuresText(hit->column, hit->map)
        + (edit.isEmpty() ? edit : QStringLiteral(" · ✂ ") + edit);
}

void MapGrid::setMarks(std::vector<MapMark> marks)
{
    if (m_marks == marks)
        return;
    m_marks = std::move(marks);
    viewport()->update();
}

void MapGrid::choosePlace(const MapPlace &place)
{
    if (!m_maps.contains(place))
        return;
    const int index = m_maps.isFlat() ? 0 : place.map;
    if (m_enlarged != index) {
        m_chosen.reset(); // another one follows
        enlarge(index);
    }
    m_chosen = place;
    viewport()->update();
    Q_EMIT placeChosen(place);
}

void MapGrid::leavePlace()
{
    if (std::exchange(m_chosen, std::nullopt))
        Q_EMIT placeLeft();
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
    if (event->button() != Qt::LeftButton || mapCount() == 0)
        return;
    const auto hit = hitAt(event->position().toPoint());
    if (m_enlarged && hit && hit->place)
        choosePlace(*hit->place);
    else
        enlarge(m_enlarged || !hit ? -1 : hit->map);
}

void MapGrid::mouseMoveEvent(QMouseEvent *event)
{
    const auto place = placeAt(event->position().toPoint());
    if (std::exchange(m_pointed, place) != place && place)
        Q_EMIT placePointed(*place);
}

void MapGrid::contextMenuEvent(QContextMenuEvent *event)
{
    if (mapCount() == 0)
        return;
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const int current = m_enlarged.value_or(m_current);
    const auto place = byKey
        ? m_chosen.value_or(MapPlace { m_maps.column(0).what.layer, current, 0, 0 })
        : placeAt(event->pos());
    if (place)
        Q_EMIT menuRequested(place->layer, place->map,
            byKey ? viewport()->mapToGlobal(rectOf(current, 0).center()) : event->globalPos());
}

/// Arrow keys go from value to value; false: there is nothing to go on from.
bool MapGrid::movePlace(int key)
{
    if (!m_chosen)
        return false;
    const int x = key == Qt::Key_Right ? 1
        : key == Qt::Key_Left          ? -1
                                       : 0,
              y = key == Qt::Key_Down ? 1
        : key == Qt::Key_Up           ? -1
                                      : 0;
    if (x == 0 && y == 0)
        return false;
    MapPlace next = *m_chosen;
    if (m_maps.isFlat()) {
        next.map += x + y * m_maps.size().width();
    } else {
        next.column += x;
        next.row += y;
    }
    choosePlace(next); // at an edge it stays where it is
    return true;
}

/// Arrow keys go from map to map, and a single one is shown alone with Enter.
bool MapGrid::moveCurrent(int key)
{
    const int maps = key == Qt::Key_Right ? 1
        : key == Qt::Key_Left             ? -1
        : key == Qt::Key_Down             ? m_layout.columns
        : key == Qt::Key_Up               ? -m_layout.columns
                                          : 0;
    const int next = m_current + maps;
    if (maps == 0 || mapCount() == 0 || next < 0 || next >= mapCount())
        return false;
    m_current = next;
    const QRect rect = rectOf(m_current, 0), space = gridSpace();
    QScrollBar &bar = *verticalScrollBar();
    if (rect.top() < space.top())
        bar.setValue(bar.value() + rect.top() - kMargin);
    else if (rect.bottom() + fontMetrics().height() > space.bottom())
        bar.setValue(bar.value() + rect.bottom() + fontMetrics().height() - space.bottom());
    viewport()->update();
    return true;
}

/// To another map alone; the same value of it is chosen where one was.
void MapGrid::step(int maps)
{
    const int next = std::clamp(*m_enlarged + maps, 0, mapCount() - 1);
    if (m_chosen && !m_maps.isFlat())
        choosePlace({ m_chosen->layer, next, m_chosen->row, m_chosen->column });
    else
        enlarge(next);
}

void MapGrid::chooseMiddle()
{
    const QSize size = m_maps.size();
    if (const auto place
        = m_maps.placeAt(0, *m_enlarged, size.width() / 2, (size.height() - 1) / 2))
        choosePlace(*place);
}

void MapGrid::keyPressEvent(QKeyEvent *event)
{
    const int key = event->key();
    const bool enters = key == Qt::Key_Return || key == Qt::Key_Enter;
    const int paging = key == Qt::Key_PageDown ? 1 : key == Qt::Key_PageUp ? -1 : 0;
    const int sideways = key == Qt::Key_Right ? 1 : key == Qt::Key_Left ? -1 : 0;
    if (!m_enlarged) {
        if (enters && mapCount() > 0)
            enlarge(m_current);
        else if (!moveCurrent(key))
            QAbstractScrollArea::keyPressEvent(event);
    } else if (key == Qt::Key_Escape) {
        enlarge(-1);
    } else if (enters && !m_chosen) {
        chooseMiddle();
    } else if (paging != 0) {
        step(paging);
    } else if (!movePlace(key)) {
        if (sideways != 0)
            step(sideways);
        else
            QAbstractScrollArea::keyPressEvent(event);
    }
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
