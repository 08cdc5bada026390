// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/images/image_strip.h"
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

namespace convscope {

ImageStrip::ImageStrip(int rows, QWidget *parent)
    : QWidget(parent)
    , m_heading(new QLabel(this))
    , m_controls(new QHBoxLayout)
    , m_progress(new QProgressBar(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_grid(new ImageGrid(this))
{
    m_heading->setWordWrap(true);
    m_progress->setAccessibleName(tr("Images looked at"));
    m_progress->setMaximumHeight(fontMetrics().height() * 5 / 4);
    m_cancel->setToolTip(tr("Stop looking"));
    m_grid->setToolTip(tr("Click an image to look at it in the feature maps"));
    m_grid->setFrameShape(QFrame::NoFrame);
    const int lines = rows == 1 ? 7 : 5;
    const int row = fontMetrics().height() * (lines + 2);
    m_grid->setCells(lines, 2);
    if (rows == 1) {
        m_grid->setWrapping(false);
        m_grid->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        m_grid->setFixedHeight(row + m_grid->horizontalScrollBar()->sizeHint().height());
    } else {
        m_grid->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        m_grid->setFixedHeight(row * rows + 2);
    }
    auto *busy = new QHBoxLayout;
    busy->addWidget(m_progress, 1);
    busy->addWidget(m_cancel);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_controls->addWidget(m_heading, 1);
    layout->addLayout(m_controls);
    layout->addLayout(busy);
    layout->addWidget(m_grid);
    connect(m_grid, &ImageGrid::imageActivated, this, &ImageStrip::imageChosen);
    connect(m_cancel, &QPushButton::clicked, this, &ImageStrip::cancelRequested);
    endProgress();
    m_grid->hide();
}

void ImageStrip::addControl(QWidget *control)
{
    m_controls->addWidget(control, 0, Qt::AlignTop);
}

void ImageStrip::setHeading(const QString &text)
{
    m_heading->setText(text);
}

void ImageStrip::setItems(std::vector<ImageGridItem> items)
{
    m_grid->setVisible(!items.empty());
    m_grid->images().setItems(std::move(items));
    m_grid->scrollToTop();
}

void ImageStrip::setProgress(quint64 done, quint64 total)
{
    m_progress->setMaximum(int(total));
    m_progress->setValue(int(done));
    m_progress->show();
    m_cancel->show();
}

void ImageStrip::endProgress()
{
    m_progress->hide();
    m_cancel->hide();
}

} // namespace convscope
