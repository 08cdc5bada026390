// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ablation/ablation_bar.h"
#include "ui/kit/flow_layout.h"
#include <QLabel>
#include <QPushButton>

namespace convscope {

AblationBar::AblationBar(AblationSteps &steps, QWidget *parent)
    : QWidget(parent)
    , m_steps(steps)
    , m_title(new QLabel(this))
    , m_undoAll(new QPushButton(tr("Undo all ablations"), this))
    , m_studies(new QPushButton(tr("What is each map worth?"), this))
    , m_row(new FlowLayout(this))
{
    setObjectName(QStringLiteral("surgeryBar"));
    setAccessibleName(tr("Changes to the network's maps"));
    setToolTip(tr("Ablation changes what is shown here and in Predict, and nothing else: training, "
                  "saving and evaluation use the network as it is"));
    const int gap = fontMetrics().height() / 2;
    m_row->setContentsMargins(gap, gap / 2, gap, 0);
    m_title->setMinimumHeight(m_studies->sizeHint().height()); // in line with the buttons
    m_undoAll->setObjectName(QStringLiteral("undoSurgery"));
    m_undoAll->setToolTip(tr("Every map as it was trained; Ctrl+Z brings it back"));
    m_studies->setObjectName(QStringLiteral("mapWorthButton"));
    m_studies->setToolTip(tr("Switch off the maps one by one, and see how much worse the network "
                             "then does on the validation images"));
    connect(m_undoAll, &QPushButton::clicked, &m_steps, &AblationSteps::restoreAll);
    connect(m_studies, &QPushButton::clicked, this, &AblationBar::studiesRequested);
    connect(&m_steps, &AblationSteps::changed, this, &AblationBar::refresh);
    refresh();
}

QStringList AblationBar::texts() const
{
    QStringList list;
    for (const AblationEntry &entry : m_steps.entries())
        list << entry.text;
    return list;
}

QWidget *AblationBar::chip(const AblationEntry &entry)
{
    auto *button = new QPushButton(entry.text + QStringLiteral("  ✕"), this);
    button->setObjectName(QStringLiteral("surgeryChip"));
    button->setAccessibleName(tr("Undo: %1").arg(entry.text));
    button->setToolTip(tr("Click to undo: as it was trained"));
    connect(button, &QPushButton::clicked, &m_steps,
        [this, factors = entry.factors] { m_steps.restore(factors); });
    return button;
}

void AblationBar::refresh()
{
    for (QWidget *chip : m_chips) {
        chip->hide();
        chip->deleteLater(); // it may be the one that was clicked
    }
    m_chips.clear();
    while (QLayoutItem *item = m_row->takeAt(0))
        delete item;
    const auto entries = m_steps.entries();
    m_title->setText(entries.empty()
            ? tr("Right-click a map to switch it off, scale it, or see its strongest answers.")
            : tr("<b>Changed:</b>"));
    m_title->setForegroundRole(entries.empty() ? QPalette::PlaceholderText : QPalette::WindowText);
    m_row->addWidget(m_title);
    for (const AblationEntry &entry : entries) {
        m_chips.push_back(chip(entry));
        m_row->addWidget(m_chips.back());
        m_chips.back()->show();
    }
    m_row->addWidget(m_undoAll);
    m_row->addWidget(m_studies);
    m_undoAll->setVisible(!entries.empty());
    updateGeometry();
}

} // namespace convscope
