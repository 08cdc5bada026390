// SPDX-License-Identifier: GPL-3.0-or-later
// WarningBar: what the report warns of, one warning at a time, the gravest first, each with what
// can be done about it. GUI thread only.
#pragma once
#include "core/data/report/dataset_report.h"
#include <QFrame>

class QLabel;
class QPushButton;
class QToolButton;

namespace convscope {

class WarningBar : public QFrame {
    Q_OBJECT
public:
    explicit WarningBar(QWidget *parent = nullptr);
    void setWarnings(std::vector<DataWarning> warnings);
    /// Rare classes count more already: the offer is gone.
    void setWeighted(bool weighted);
    const std::vector<DataWarning> &warnings() const { return m_warnings; }
    int shown() const { return m_shown; }

public Q_SLOTS:
    void showNeighbour(int step);

Q_SIGNALS:
    void classWeightsRequested();
    void groupsRequested();
    void problemsRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void refresh();
    void paintEdge();
    QString remedyText() const; ///< empty: there is none
    void useRemedy();

    std::vector<DataWarning> m_warnings;
    int m_shown = 0;
    bool m_isWeighted = false;
    QLabel *m_text;
    QPushButton *m_remedy;
    QToolButton *m_why; ///< checked: the advice is shown too
    QToolButton *m_previous;
    QToolButton *m_next;
    QLabel *m_place;
};

} // namespace convscope
