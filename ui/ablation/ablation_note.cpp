// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ablation/ablation_note.h"
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace convscope {

AblationNote::AblationNote(AblationSteps &steps, QWidget *parent)
    : QFrame(parent)
    , m_steps(steps)
    , m_text(new QLabel(this))
{
    setObjectName(QStringLiteral("surgeryNote"));
    setFrameShape(QFrame::StyledPanel);
    m_text->setWordWrap(true);
    auto *undo = new QPushButton(tr("Undo all ablation"), this);
    undo->setToolTip(tr("Every map as it was trained; Ctrl+Z brings it back"));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_text);
    layout->addWidget(undo, 0, Qt::AlignLeft);
    connect(undo, &QPushButton::clicked, &m_steps, &AblationSteps::restoreAll);
    connect(&m_steps, &AblationSteps::changed, this, &AblationNote::refresh);
    refresh();
}

void AblationNote::refresh()
{
    const auto count = static_cast<int>(m_steps.factors().size());
    m_text->setText(
        tr("✂ Maps edited: %1. This is the answer of the network as it was operated on, not "
           "as it was trained.")
            .arg(count));
    setVisible(count > 0);
}

} // namespace convscope
