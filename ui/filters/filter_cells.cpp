// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filters/filter_cells.h"
#include "core/inspect/maps/colour_map.h"
#include "ui/kit/fields/number_fields.h"
#include <QEvent>
#include <QGridLayout>
#include <QSignalBlocker>
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

constexpr double kLargest = 999;
constexpr int kDecimals = 6;

/// The colours of the maps, half mixed with white, so that dark numbers can be read on them.
QColor tintOf(double share)
{
    const Rgb colour = divergingColour(share);
    const auto half = [](std::uint8_t part) {
        return 127 + part / 2;
    };
    return { half(colour.r), half(colour.g), half(colour.b) };
}

} // namespace

FilterCellGrid::FilterCellGrid(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    setObjectName(QStringLiteral("filterCells"));
    setAccessibleName(tr("Cells of the filter"));
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(2);
    m_grid->setSizeConstraint(QLayout::SetFixedSize);
}

void FilterCellGrid::rebuild(std::size_t count)
{
    for (RealField *box : m_boxes)
        delete box;
    m_boxes.clear();
    const int side = int(std::lround(std::sqrt(double(count))));
    for (int i = 0; i < int(count); ++i) {
        auto *box = new RealField(this);
        box->setDecimals(kDecimals);
        box->setRange(-kLargest, kLargest);
        box->setSingleStep(0.1);
        box->setButtonSymbols(QAbstractSpinBox::NoButtons);
        box->setAlignment(Qt::AlignCenter);
        box->setFixedWidth(fontMetrics().averageCharWidth() * 9);
        box->setAccessibleName(tr("Row %1, column %2").arg(i / side + 1).arg(i % side + 1));
        box->setToolTip(tr("Row %1, column %2 of the filter: what the pixel that lies there is "
                           "multiplied by before all are added up. Arrow keys change it by 0.1.")
                            .arg(i / side + 1)
                            .arg(i % side + 1));
        connect(box, &QDoubleSpinBox::valueChanged, this,
            [this, i](double value) { Q_EMIT cellChanged(i, value); });
        m_grid->addWidget(box, i / side, i % side);
        m_boxes.push_back(box);
    }
}

void FilterCellGrid::setCells(const FilterCells &cells)
{
    if (cells.size() != m_boxes.size())
        rebuild(cells.size());
    m_cells = cells;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const QSignalBlocker quiet(m_boxes[i]); // only what the person changes is told
        showIn(*m_boxes[i], double(cells[i]));
    }
    tint();
}

void FilterCellGrid::tint()
{
    double most = 0;
    for (const Scalar cell : m_cells)
        most = std::max(most, std::abs(double(cell)));
    for (std::size_t i = 0; i < m_boxes.size(); ++i) {
        QPalette colours = palette();
        colours.setColor(QPalette::Base, tintOf(most > 0 ? double(m_cells[i]) / most : 0));
        colours.setColor(QPalette::Text, Qt::black);
        m_boxes[i]->setPalette(colours);
    }
}

void FilterCellGrid::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        tint();
}

} // namespace convscope
