// SPDX-License-Identifier: GPL-3.0-or-later
// ExcludedRow: what is excluded in one line, and ways to see it and to use it again. DataPanel
// sets it; GUI thread only.
#pragma once
#include "core/data/prepare/exclusions.h"
#include <QWidget>

class QLabel;

namespace convscope {

class ExcludedRow : public QWidget {
    Q_OBJECT
public:
    explicit ExcludedRow(QWidget *parent = nullptr);
    void setExcluded(const Exclusions &excluded); ///< hides where nothing is

Q_SIGNALS:
    void showRequested();
    void takeAllBackRequested();

private:
    QLabel *m_text;
};

} // namespace convscope
