// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ablation/ablation_note.h"
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace convscope {

AblationNote::AblationNote(AblationSteps &steps, QString meaning, QWidget *parent)
    : QFrame(parent)
    , m_steps(steps)
    , m_meaning(std::move(meaning))
    , m_text(new QLabel(this))
{
    setFrameShape(QFrame::StyledPanel);
    m_text->setWordWrap(true);
    auto *undo = new QPushButton(tr("Undo all ablations"), this);
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
        //: %1 a number, %2 a sentence
        tr("✂ Maps switched off or scaled: %1. %2").arg(count).arg(m_meaning));
    setVisible(count > 0);
}

} // namespace convscope
