// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/maps/maps_row.h"
#include "ui/kit/beside_or_below.h"
#include "ui/maps/image_column.h"
#include "ui/maps/kernel_grid.h"
#include "ui/maps/map_grid.h"
#include "ui/maps/maps_controls.h"
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace convscope {

namespace {

constexpr int kRoomForAll = 170, kWideEnough = 100, kImages = 26, kNarrowImages = 20; // letters

}

MapsRow::MapsRow(MapsControls &controls, const QWidget &panel)
    : m_controls(controls)
    , m_panel(panel)
    , m_imageArea(new QScrollArea)
    , m_images(new ImageColumn)
{
    auto *columns = new QHBoxLayout(this);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->addWidget(m_imageArea);
    m_imageArea->setWidget(m_images);
    m_imageArea->setWidgetResizable(true);
    m_imageArea->setFrameShape(QFrame::NoFrame);
    m_imageArea->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    columns->addWidget(buildGridColumn(), 1);
    columns->addWidget(buildFilterColumn());
    connect(&m_controls, &MapsControls::filtersToggled, this, &MapsRow::arrange);
    connect(m_grid, &MapGrid::placeChosen, this, [this] { showDetail(true); });
    connect(m_grid, &MapGrid::placeLeft, this, [this] {
        showDetail(false);
        m_grid->setMarks({});
        m_images->setMarks({});
    });
}

QWidget *MapsRow::buildGridColumn()
{
    auto *column = new QWidget;
    m_text = new QLabel(column);
    m_text->setObjectName(QStringLiteral("mapsState"));
    m_text->setWordWrap(true);
    m_grid = new MapGrid(column);
    m_gridAndDetail = new BesideOrBelow(m_grid, column);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(m_panel.fontMetrics().height() / 2, 0, 0, 0);
    layout->addWidget(m_text);
    layout->addWidget(m_gridAndDetail, 1);
    return column;
}

QWidget *MapsRow::buildFilterColumn()
{
    m_filterColumn = new QWidget;
    m_filters = new KernelGrid(m_filterColumn);
    auto *layout = new QVBoxLayout(m_filterColumn);
    layout->setContentsMargins(m_panel.fontMetrics().height() / 2, 0, 0, 0);
    m_filterTitle = new QLabel(m_filterColumn);
    m_filterTitle->setWordWrap(true);
    layout->addWidget(m_filterTitle);
    layout->addWidget(m_filters, 1);
    m_filterColumn->setFixedWidth(m_panel.fontMetrics().averageCharWidth() * 30);
    m_filterColumn->hide();
    return m_filterColumn;
}

void MapsRow::setText(const QString &text)
{
    m_text->setText(text);
}

void MapsRow::setFilters(const NamedTensor *weight)
{
    m_hasFilters = weight != nullptr;
    if (weight) {
        m_filters->setKernels(weight->value);
        const std::string layer = weight->name.substr(0, weight->name.rfind('.'));
        m_filterTitle->setText(tr("<b>Filters of %1</b>: a row each, for every input channel")
                                   .arg(QString::fromStdString(layer)));
    }
    arrange();
}

void MapsRow::setDetail(QWidget *detail)
{
    m_detail = detail;
    m_gridAndDetail->setSecond(detail);
    showDetail(m_grid->scene().chosen.has_value());
}

void MapsRow::showDetail(bool show)
{
    if (!m_detail)
        return;
    m_detail->setVisible(show);
    arrange();
}

bool MapsRow::hasRoomFor(int letters) const
{
    return m_panel.width() >= m_panel.fontMetrics().averageCharWidth() * letters;
}

/// The maps come first: where there is little room the images are small, and filters, if they
/// are asked for at all, take their place. A detail has the filter and the image in it.
void MapsRow::arrange()
{
    const bool isNarrow = !hasRoomFor(kWideEnough);
    m_controls.suggestFilters(!isNarrow);
    const bool detail = m_detail && !m_detail->isHidden();
    const bool filters = m_hasFilters && m_controls.showsFilters() && !detail;
    m_filterColumn->setVisible(filters);
    m_imageArea->setVisible(detail ? hasRoomFor(kRoomForAll) : !isNarrow || !filters);
    const int usual
        = m_panel.fontMetrics().averageCharWidth() * (isNarrow ? kNarrowImages : kImages);
    m_imageArea->setFixedWidth(std::max(m_images->minimumSizeHint().width(), usual)
        + m_imageArea->verticalScrollBar()->sizeHint().width());
}

} // namespace convscope
