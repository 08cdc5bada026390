// SPDX-License-Identifier: GPL-3.0-or-later
// RunsPanel: the runs so far, the newest first. GUI thread only.
#pragma once
#include "core/io/run_folder.h"
#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableWidget;

namespace convscope {

class RunsPanel : public QWidget {
    Q_OBJECT
public:
    explicit RunsPanel(QWidget *parent = nullptr);
    void setRuns(const QString &folder, std::vector<RunSummary> runs);

Q_SIGNALS:
    /// Show the run's charts, and use its best model.
    void runOpened(const QString &folder);
    void refreshRequested();

private:
    void fillRow(int row, const RunSummary &run);
    void openSelected();

    std::vector<RunSummary> m_runs;
    QStackedWidget *m_stack;
    QTableWidget *m_table;
    QLabel *m_folder;
    QPushButton *m_open;
};

} // namespace convscope
