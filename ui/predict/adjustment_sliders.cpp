// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/predict/adjustment_sliders.h"
#include "ui/kit/fields/wheel_guard.h"
#include "ui/kit/named.h"
#include "ui/predict/adjustment_text.h"
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <cmath>

namespace convscope {

AdjustmentSliders::AdjustmentSliders(QWidget *parent)
    : QWidget(parent)
    , m_curveOf(new QComboBox(this))
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    for (std::size_t kind = 0; kind < m_settings.size(); ++kind)
        addSlider(*grid, kind);
    named(m_curveOf, QStringLiteral("curveOfCombo"), tr("Setting that the curve is of"),
        tr("The slider whose whole range the curve below shows; the one touched last"));
    for (std::size_t kind = 0; kind < m_settings.size(); ++kind)
        m_curveOf->addItem(adjustmentText(kind).title);
    WheelGuard::protect(*m_curveOf);
    connect(m_curveOf, &QComboBox::currentIndexChanged, this, &AdjustmentSliders::curveChosen);
    const auto row = int(m_settings.size());
    auto *label = new QLabel(tr("Curve"), this);
    label->setBuddy(m_curveOf);
    grid->addWidget(label, row, 0);
    grid->addWidget(m_curveOf, row, 1, 1, 2);
}

void AdjustmentSliders::addSlider(QGridLayout &grid, std::size_t kind)
{
    const AdjustmentText text = adjustmentText(kind);
    const AdjustmentKind &known = adjustmentKinds()[kind];
    auto *slider = new QSlider(Qt::Horizontal, this);
    const QString name = QString::fromLatin1(known.name.data(), qsizetype(known.name.size()));
    named(slider, name + QStringLiteral("Slider"), text.title, text.tip);
    slider->setRange(
        int(std::lround(known.least * text.steps)), int(std::lround(known.most * text.steps)));
    WheelGuard::protect(*slider);
    auto *label = new QLabel(text.title, this);
    label->setBuddy(slider);
    label->setToolTip(text.tip);
    auto *value = new QLabel(this);
    value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    value->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("+180°°")));
    const auto row = int(kind);
    grid.addWidget(label, row, 0);
    grid.addWidget(slider, row, 1);
    grid.addWidget(value, row, 2);
    m_settings[kind] = { slider, value };
    connect(slider, &QSlider::valueChanged, this, [this, kind, steps = text.steps](int position) {
        Q_EMIT moved(kind, double(position) / steps);
    });
}

void AdjustmentSliders::setAdjustment(const Adjustment &adjustment)
{
    for (std::size_t kind = 0; kind < m_settings.size(); ++kind) {
        const AdjustmentText text = adjustmentText(kind);
        const double value = adjustment.*adjustmentKinds()[kind].value;
        const QSignalBlocker quiet(m_settings[kind].slider);
        m_settings[kind].slider->setValue(int(std::lround(value * text.steps)));
        m_settings[kind].value->setText(text.shown(value));
    }
}

std::size_t AdjustmentSliders::curveOf() const
{
    return std::size_t(m_curveOf->currentIndex());
}

void AdjustmentSliders::chooseCurve(std::size_t kind)
{
    m_curveOf->setCurrentIndex(int(kind));
}

} // namespace convscope
