// SPDX-License-Identifier: GPL-3.0-or-later
// AblationNote: says beside an answer that the network was operated on. GUI thread only.
#pragma once
#include "ui/maps/ablation_steps.h"
#include <QFrame>

class QLabel;

namespace convscope {

class AblationNote : public QFrame {
    Q_OBJECT
public:
    /// Hidden while nothing is edited.
    explicit AblationNote(AblationSteps &steps, QWidget *parent = nullptr);

private:
    void refresh();

    AblationSteps &m_steps;
    QLabel *m_text;
};

} // namespace convscope
