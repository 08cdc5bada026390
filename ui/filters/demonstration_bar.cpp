// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filters/demonstration_bar.h"
#include "ui/kit/fields/number_fields.h"
#include "ui/kit/flow_layout.h"
#include <QPushButton>
#include <QSignalBlocker>

namespace convscope {

DemonstrationBar::DemonstrationBar(QWidget *parent)
    : QWidget(parent)
    , m_seed(new WholeField(this))
{
    const auto add = [this](const char *name, const QString &text, const QString &toolTip) {
        auto *button = new QPushButton(text, this);
        button->setObjectName(QString::fromLatin1(name));
        button->setToolTip(toolTip);
        return button;
    };
    m_seed->setObjectName(QStringLiteral("filterSeed"));
    m_seed->setRange(0, 999'999);
    m_seed->setPrefix(tr("Seed "));
    m_seed->setAccessibleName(tr("Seed of the random filters"));
    m_seed->setToolTip(tr("Draws the random filters of layers 2 and 3 anew; the same number gives "
                          "the same filters everywhere"));
    auto *image = add("filterImage", tr("Other image…"),
        tr("Another image in place of the cat; very large ones are shrunk. It can be dropped "
           "here too"));
    auto *cat = add("filterCat", tr("The cat"), tr("Chelsea again"));
    auto *figures = add("filterFigures", tr("Save figures…"),
        tr("Saves the figures L1, L2 and L3 as PNG images in a folder"));
    auto *leave = add("filterLeave", tr("Back to your network"),
        tr("Ends the demonstration; its filters are forgotten"));
    auto *row = new FlowLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    for (QWidget *widget : std::initializer_list<QWidget *> { image, cat, m_seed, figures, leave })
        row->addWidget(widget);
    connect(m_seed, &QSpinBox::valueChanged, this, &DemonstrationBar::seedChosen);
    connect(image, &QPushButton::clicked, this, &DemonstrationBar::imageRequested);
    connect(cat, &QPushButton::clicked, this, &DemonstrationBar::catRequested);
    connect(figures, &QPushButton::clicked, this, &DemonstrationBar::figuresRequested);
    connect(leave, &QPushButton::clicked, this, &DemonstrationBar::leaveRequested);
}

std::uint64_t DemonstrationBar::seed() const
{
    return std::uint64_t(m_seed->value());
}

void DemonstrationBar::setSeed(std::uint64_t seed)
{
    const QSignalBlocker quiet(m_seed);
    m_seed->setValue(int(seed));
}

} // namespace convscope
