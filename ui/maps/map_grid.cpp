// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/maps/map_grid.h"
#include "core/base/thread_clock.h"
#include "ui/maps/map_painter.h"
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>

namespace convscope {

MapGrid::MapGrid(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setObjectName(QStringLiteral("mapGrid"));
    setAccessibleName(tr("Feature maps"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        m_scene.scrolled = value;
        viewport()->update();
    });
}

void MapGrid::setColumns(std::vector<MapColumn> columns)
{
    const QString before
        = m_scene.maps.abreast() > 0 ? m_scene.maps.column(0).what.layer : QString();
    m_scene.maps.set(std::move(columns));
    const QString now = m_scene.maps.abreast() > 0 ? m_scene.maps.column(0).what.layer : QString();
    if (before != now || m_scene.enlarged.value_or(-1) >= m_scene.maps.count())
        m_scene.enlarged.reset();
    if (m_scene.chosen && (!m_scene.enlarged || !m_scene.maps.contains(*m_scene.chosen)))
        leavePlace();
    m_scene.current = std::clamp(m_scene.current, 0, std::max(0, m_scene.maps.count() - 1));
    layOut();
    setAccessibleDescription(m_scene.description());
}

void MapGrid::setScale(MapScale scale, const ColourScale &overAll)
{
    m_scene.scale = scale;
    m_scene.maps.setScale(scale, overAll);
    layOut(); // there may be more legends
}

void MapGrid::setQuantity(MapQuantity quantity)
{
    m_scene.maps.setQuantity(quantity);
    viewport()->update();
}

void MapGrid::layOut()
{
    m_scene.layOut(viewport()->size(), fontMetrics());
    verticalScrollBar()->setRange(0, m_scene.scrollRange());
    verticalScrollBar()->setPageStep(m_scene.space().height());
    verticalScrollBar()->setSingleStep(fontMetrics().height() * 2);
    viewport()->update();
}

void MapGrid::enlarge(int index)
{
    m_scene.enlarged
        = index >= 0 && index < m_scene.maps.count() ? std::optional(index) : std::nullopt;
    m_scene.current = m_scene.enlarged.value_or(m_scene.current);
    if (!m_scene.enlarged
        || (!m_scene.maps.isFlat() && m_scene.chosen && m_scene.chosen->map != index))
        leavePlace();
    layOut();
    setAccessibleDescription(m_scene.description());
}

void MapGrid::setMarks(std::vector<MapMark> marks)
{
    if (m_scene.marks == marks)
        return;
    m_scene.marks = std::move(marks);
    viewport()->update();
}

void MapGrid::choosePlace(const MapPlace &place)
{
    if (!m_scene.maps.contains(place))
        return;
    const int index = m_scene.maps.isFlat() ? 0 : place.map;
    if (m_scene.enlarged != index) {
        m_scene.chosen.reset(); // another one follows
        enlarge(index);
    }
    m_scene.chosen = place;
    viewport()->update();
    Q_EMIT placeChosen(place);
}

void MapGrid::leavePlace()
{
    if (std::exchange(m_scene.chosen, std::nullopt))
        Q_EMIT placeLeft();
}

void MapGrid::paintEvent(QPaintEvent *)
{
    const double begun = threadSeconds();
    QPainter painter(viewport());
    MapPainter(painter, m_scene, *this).paint();
    m_paintSeconds += threadSeconds() - begun;
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
    if (event->button() != Qt::LeftButton || m_scene.maps.count() == 0)
        return;
    const auto hit = m_scene.hitAt(event->position().toPoint());
    if (m_scene.enlarged && hit && hit->place)
        choosePlace(*hit->place);
    else
        enlarge(m_scene.enlarged || !hit ? -1 : hit->map);
}

void MapGrid::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_scene.maps.count() == 0)
        return;
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const int current = m_scene.enlarged.value_or(m_scene.current);
    const auto place = byKey
        ? m_scene.chosen.value_or(MapPlace { m_scene.maps.column(0).what.layer, current, 0, 0 })
        : m_scene.placeAt(event->pos());
    if (place)
        Q_EMIT menuRequested(place->layer, place->map,
            byKey ? viewport()->mapToGlobal(m_scene.rectOf(current, 0).center())
                  : event->globalPos());
}

/// Arrow keys go from value to value; false: there is nothing to go on from.
bool MapGrid::movePlace(int key)
{
    if (!m_scene.chosen)
        return false;
    const int x = key == Qt::Key_Right ? 1
        : key == Qt::Key_Left          ? -1
                                       : 0,
              y = key == Qt::Key_Down ? 1
        : key == Qt::Key_Up           ? -1
                                      : 0;
    if (x == 0 && y == 0)
        return false;
    MapPlace next = *m_scene.chosen;
    if (m_scene.maps.isFlat()) {
        next.map += x + y * m_scene.maps.size().width();
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
        : key == Qt::Key_Down             ? m_scene.grid().columns
        : key == Qt::Key_Up               ? -m_scene.grid().columns
                                          : 0;
    const int next = m_scene.current + maps;
    if (maps == 0 || m_scene.maps.count() == 0 || next < 0 || next >= m_scene.maps.count())
        return false;
    m_scene.current = next;
    const QRect rect = m_scene.rectOf(m_scene.current, 0), space = m_scene.space();
    QScrollBar &bar = *verticalScrollBar();
    if (rect.top() < space.top())
        bar.setValue(bar.value() + rect.top() - MapScene::kMargin);
    else if (rect.bottom() + fontMetrics().height() > space.bottom())
        bar.setValue(bar.value() + rect.bottom() + fontMetrics().height() - space.bottom());
    viewport()->update();
    return true;
}

/// To another map alone; the same value of it is chosen where one was.
void MapGrid::step(int maps)
{
    const int next = std::clamp(*m_scene.enlarged + maps, 0, m_scene.maps.count() - 1);
    if (m_scene.chosen && !m_scene.maps.isFlat())
        choosePlace({ m_scene.chosen->layer, next, m_scene.chosen->row, m_scene.chosen->column });
    else
        enlarge(next);
}

void MapGrid::chooseMiddle()
{
    const QSize size = m_scene.maps.size();
    if (const auto place
        = m_scene.maps.placeAt(0, *m_scene.enlarged, size.width() / 2, (size.height() - 1) / 2))
        choosePlace(*place);
}

void MapGrid::keyPressEvent(QKeyEvent *event)
{
    const int key = event->key();
    const bool enters = key == Qt::Key_Return || key == Qt::Key_Enter;
    const int paging = key == Qt::Key_PageDown ? 1 : key == Qt::Key_PageUp ? -1 : 0;
    const int sideways = key == Qt::Key_Right ? 1 : key == Qt::Key_Left ? -1 : 0;
    if (!m_scene.enlarged) {
        if (enters && m_scene.maps.count() > 0)
            enlarge(m_scene.current);
        else if (!moveCurrent(key))
            QAbstractScrollArea::keyPressEvent(event);
    } else if (key == Qt::Key_Escape) {
        enlarge(-1);
    } else if (enters && !m_scene.chosen) {
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
        QToolTip::showText(help->globalPos(), m_scene.textAt(help->pos()), viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace convscope
