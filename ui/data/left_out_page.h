// SPDX-License-Identifier: GPL-3.0-or-later
// LeftOutPage: every class and file that is left out, to be taken back. GUI thread only.
#pragma once
#include "core/data/prepare/left_out.h"
#include <QWidget>

class QListWidget;
class QPushButton;

namespace convscope {

class LeftOutPage : public QWidget {
    Q_OBJECT
public:
    explicit LeftOutPage(QWidget *parent = nullptr);
    void setLeftOut(const LeftOut &leftOut);

Q_SIGNALS:
    void takeBackRequested(const convscope::LeftOut &what);

private:
    void takeBackChosen();
    LeftOut m_leftOut; // the list has the classes first, then the files
    QListWidget *m_list;
    QPushButton *m_takeBack;
};

/// "12 pictures and 1 class are left out"; empty where nothing is.
QString leftOutText(const LeftOut &leftOut);

} // namespace convscope
