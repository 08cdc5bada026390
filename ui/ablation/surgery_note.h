// SPDX-License-Identifier: GPL-3.0-or-later
// SurgeryNote: says beside an answer that the network was operated on. GUI thread only.
#pragma once
#include "ui/maps/surgery_steps.h"
#include <QFrame>

class QLabel;

namespace convscope {

class SurgeryNote : public QFrame {
    Q_OBJECT
public:
    /// Hidden while nothing is edited.
    explicit SurgeryNote(SurgerySteps &steps, QWidget *parent = nullptr);

private:
    void refresh();

    SurgerySteps &m_steps;
    QLabel *m_text;
};

} // namespace convscope
