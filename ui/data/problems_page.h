// SPDX-License-Identifier: GPL-3.0-or-later
// ProblemsPage: the files that cannot be used, each with its reason, and how many of each kind.
// GUI thread only.
#pragma once
#include "ui/data/data_view.h"
#include <QWidget>

class QLabel;
class QListWidget;
class QPushButton;

namespace convscope {

class ProblemsPage : public QWidget {
    Q_OBJECT
public:
    explicit ProblemsPage(QWidget *parent = nullptr);
    void setProblems(const DataView &view, const std::vector<Problem> &problems);
    int count() const { return int(m_all.size()); }
    /// Every line of the list, as copied.
    QString text() const;

Q_SIGNALS:
    void excludeRequested(const convscope::Exclusions &what);

private:
    void copy() const;
    void excludeChosen();
    Exclusions chosen() const;

    std::vector<Problem> m_all;
    std::vector<bool> m_isSample; // one a problem: it is among the dataset's images
    QLabel *m_kinds;
    QListWidget *m_list;
    QPushButton *m_copy;
    QPushButton *m_exclude;
};

/// "3 × the file is empty", the most frequent kind first.
QStringList problemKinds(const std::vector<Problem> &problems);

} // namespace convscope
