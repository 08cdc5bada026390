// SPDX-License-Identifier: GPL-3.0-or-later
// AblationNote: says beside figures of a network that its maps are edited, and what that means
// for them. GUI thread only.
#pragma once
#include "ui/maps/ablation_steps.h"
#include <QFrame>

class QLabel;

namespace convscope {

class AblationNote : public QFrame {
    Q_OBJECT
public:
    /// Hidden while nothing is edited. `meaning`: a sentence on the figures.
    AblationNote(AblationSteps &steps, QString meaning, QWidget *parent = nullptr);

private:
    void refresh();

    AblationSteps &m_steps;
    QString m_meaning;
    QLabel *m_text;
};

} // namespace convscope
