// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/predict/pen_fields.h"
#include "ui/kit/fields/wheel_guard.h"
#include "ui/kit/named.h"
#include <QColorDialog>
#include <QComboBox>
#include <QFormLayout>
#include <QPainter>
#include <QSlider>

namespace convscope {

namespace {

constexpr int kPercent = 100;
enum Pen { White, Grey, Black, Erase, OwnColour };

QIcon swatch(const std::array<std::uint8_t, 3> &colour)
{
    constexpr int kSide = 32;
    QPixmap square(kSide, kSide);
    square.fill(QColor(colour[0], colour[1], colour[2]));
    QPainter painter(&square);
    painter.setPen(QPen(Qt::gray, 2));
    painter.drawRect(1, 1, kSide - 2, kSide - 2);
    return QIcon(square);
}

} // namespace

PenFields::PenFields(QWidget *parent)
    : QWidget(parent)
    , m_target(new QComboBox(this))
    , m_pen(new QComboBox(this))
    , m_width(new QSlider(Qt::Horizontal, this))
{
    buildRows(*new QFormLayout(this));
    showPen();
}

void PenFields::buildRows(QFormLayout &form)
{
    constexpr int kWidest = 40, kUsual = 8;
    form.setContentsMargins(0, 0, 0, 0);
    form.setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    named(m_pen, QStringLiteral("penCombo"), tr("Pen"),
        tr("What the pen paints with; erasing paints in the colour of the image's edge. On grey "
           "images a colour counts as its grey."));
    m_pen->addItem(tr("white"));
    m_pen->addItem(tr("grey"));
    m_pen->addItem(tr("black"));
    m_pen->addItem(tr("erase"));
    m_pen->addItem(tr("colour…"));
    named(m_width, QStringLiteral("penWidthSlider"), tr("Pen width"),
        tr("Width of the pen, as a share of the image's shorter side"));
    m_width->setRange(1, kWidest);
    m_width->setValue(kUsual);
    named(m_target, QStringLiteral("drawOnCombo"), tr("What is drawn on"),
        tr("The image as it was dropped, or as the network sees it: small, and prepared. "
           "Another choice begins without changes."));
    m_target->addItem(tr("the image"));
    m_target->addItem(tr("what the network sees"));
    for (QComboBox *combo : { m_pen, m_target }) {
        keepNarrow(*combo);
        WheelGuard::protect(*combo);
    }
    WheelGuard::protect(*m_width);
    form.addRow(tr("Pen"), m_pen);
    form.addRow(tr("Width"), m_width);
    form.addRow(tr("Draw on"), m_target);
    connect(m_pen, &QComboBox::activated, this, &PenFields::usePen);
    connect(m_width, &QSlider::valueChanged, this,
        [this](int value) { Q_EMIT widthChanged(double(value) / kPercent); });
    connect(m_target, &QComboBox::currentIndexChanged, this, &PenFields::targetChanged);
}

bool PenFields::onNetworkInput() const
{
    return m_target->currentIndex() == 1;
}

void PenFields::setErasing(const Colour &colour)
{
    m_erasing = colour;
    showPen();
}

void PenFields::usePen(int index)
{
    if (index == OwnColour) {
        const QColor chosen = QColorDialog::getColor(
            QColor(m_own[0], m_own[1], m_own[2]), this, tr("Colour of the pen"));
        if (chosen.isValid())
            m_own = { std::uint8_t(chosen.red()), std::uint8_t(chosen.green()),
                std::uint8_t(chosen.blue()) };
    }
    showPen();
}

void PenFields::showPen()
{
    constexpr std::uint8_t kMiddle = 128, kMax = 255;
    const std::array<Colour, 5> colours { { { kMax, kMax, kMax }, { kMiddle, kMiddle, kMiddle },
        { 0, 0, 0 }, m_erasing, m_own } };
    for (std::size_t i = 0; i < colours.size(); ++i)
        m_pen->setItemIcon(int(i), swatch(colours[i]));
    Q_EMIT colourChanged(colours[std::size_t(m_pen->currentIndex())]);
}

} // namespace convscope
