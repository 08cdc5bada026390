// SPDX-License-Identifier: GPL-3.0-or-later
// AblationBar: what was done to the network, each part with a button that undoes it. GUI thread
// only.
#pragma once
#include "ui/maps/ablation_steps.h"
#include <QWidget>

class QLabel;
class QPushButton;

namespace convscope {

class FlowLayout;

class AblationBar : public QWidget {
    Q_OBJECT
public:
    explicit AblationBar(AblationSteps &steps, QWidget *parent = nullptr);
    QStringList texts() const; ///< texts of the parts that are listed

Q_SIGNALS:
    void studiesRequested(); ///< the person asks for each map's ablation score

private:
    void refresh();
    QWidget *chip(const AblationEntry &entry);

    AblationSteps &m_steps;
    QLabel *m_title;
    QPushButton *m_undoAll;
    QPushButton *m_studies;
    FlowLayout *m_row;
    std::vector<QWidget *> m_chips;
};

} // namespace convscope
