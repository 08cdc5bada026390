// SPDX-License-Identifier: GPL-3.0-or-later
// ExclusionsPage: every class and file that is excluded, to be taken back. GUI thread only.
#pragma once
#include "core/data/prepare/exclusions.h"
#include <QWidget>

class QListWidget;
class QPushButton;

namespace convscope {

class ExclusionsPage : public QWidget {
    Q_OBJECT
public:
    explicit ExclusionsPage(QWidget *parent = nullptr);
    void setExcluded(const Exclusions &excluded);

Q_SIGNALS:
    void takeBackRequested(const convscope::Exclusions &what);

private:
    void takeBackChosen();
    Exclusions m_excluded; // the list has the classes first, then the files
    QListWidget *m_list;
    QPushButton *m_takeBack;
};

/// "12 images and 1 class excluded"; empty where nothing is.
QString excludedText(const Exclusions &excluded);

} // namespace convscope
