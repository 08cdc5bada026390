// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/formula/formula_canvas.h"
#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>

namespace convscope {

FormulaCanvas::FormulaCanvas(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setObjectName(QStringLiteral("formulaCanvas"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus); // the whole formula view takes the keys
    viewport()->setMouseTracking(true);
    for (QScrollBar *bar : { horizontalScrollBar(), verticalScrollBar() })
        connect(bar, &QScrollBar::valueChanged, viewport(), qOverload<>(&QWidget::update));
}

void FormulaCanvas::setFormula(FormulaSheet formula)
{
    const bool other = formula.lines.size() != m_formula.lines.size();
    m_formula = std::move(formula);
    layOut();
    if (other)
        verticalScrollBar()->setValue(0);
}

void FormulaCanvas::layOut()
{
    m_layout.layOut(m_formula, viewport()->width(), font());
    const auto setRange = [](QScrollBar *bar, int content, int page) {
        bar->setRange(0, std::max(0, content - page));
        bar->setPageStep(page);
    };
    setRange(horizontalScrollBar(), m_layout.size().width(), viewport()->width());
    setRange(verticalScrollBar(), m_layout.size().height(), viewport()->height());
    verticalScrollBar()->setSingleStep(fontMetrics().height() * 2);
    updateGeometry();
    viewport()->update();
}

QPoint FormulaCanvas::scrolled() const
{
    return { horizontalScrollBar()->value(), verticalScrollBar()->value() };
}

QString FormulaCanvas::textAt(const QPoint &position) const
{
    const auto cell = m_layout.cellAt(position + scrolled());
    if (!cell)
        return {};
    const auto at = std::size_t(cell->index);
    const QString value = QLocale().toString(cell->grid->values[at], 'g', 9);
    if (at < cell->grid->padded.size() && cell->grid->padded[at])
        return tr("0: padding, beside the map");
    const auto place = placeAt(position);
    return place ? tr("%1: %2\nClick to see what it is made from")
                       .arg(placeText(*place, cell->grid->flat), value)
                 : value;
}

std::optional<MapPlace> FormulaCanvas::placeAt(const QPoint &position) const
{
    const auto cell = m_layout.cellAt(position + scrolled());
    if (!cell || std::size_t(cell->index) >= cell->grid->places.size())
        return std::nullopt;
    const MapPlace &place = cell->grid->places[std::size_t(cell->index)];
    return place.layer.isEmpty() ? std::nullopt : std::optional(place);
}

QPoint FormulaCanvas::cellCentre(std::size_t line, std::size_t part, int cell) const
{
    return m_layout.cellCentre(line, part, cell) - scrolled();
}

void FormulaCanvas::resizeEvent(QResizeEvent *)
{
    layOut();
}

void FormulaCanvas::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        layOut();
}

void FormulaCanvas::mouseMoveEvent(QMouseEvent *event)
{
    const bool leads = placeAt(event->position().toPoint()).has_value();
    viewport()->setCursor(leads ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void FormulaCanvas::mousePressEvent(QMouseEvent *event)
{
    event->accept(); // or the release would not come here
}

void FormulaCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    const auto place = placeAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && place)
        Q_EMIT placeChosen(*place);
}

bool FormulaCanvas::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), textAt(help->pos()), viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

QSize FormulaCanvas::sizeHint() const
{
    const int line = fontMetrics().height();
    return { line * 30, std::clamp(m_layout.size().height(), line * 6, line * 12) };
}

} // namespace convscope
