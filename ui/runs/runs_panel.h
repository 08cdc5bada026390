// SPDX-License-Identifier: GPL-3.0-or-later
// RunsPanel: the runs so far: what came of each, what they differ in, and what can be done with
// them. GUI thread only.
#pragma once
#include "ui/runs/runs_model.h"
#include <QWidget>

class QLabel;
class QStackedWidget;

namespace convscope {

class MessageBar;
class RunComparisonView;
class RunMenu;
class RunsTable;

class RunsPanel : public QWidget {
    Q_OBJECT
public:
    explicit RunsPanel(QWidget *parent = nullptr);
    void setRuns(const QString &folder, std::vector<RunSummary> runs);
    /// The run that goes on, if any: it cannot be deleted, and no other can be continued meanwhile.
    void setGoingOn(const QString &folder);

    RunsTable &table() { return *m_table; }
    RunMenu &menu() { return *m_menu; } ///< asks for what shall be done with runs
    MessageBar &message() { return *m_message; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *buildControls();
    void followSelection();
    void updateCount();

    MessageBar *m_message;
    QStackedWidget *m_stack;
    RunsTable *m_table;
    RunMenu *m_menu;
    RunComparisonView *m_comparison;
    QLabel *m_count = nullptr;
    QLabel *m_folder;
    bool m_saysWhy = false; // why the selected run is damaged
};

} // namespace convscope
