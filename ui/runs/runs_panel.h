// SPDX-License-Identifier: GPL-3.0-or-later
// RunsPanel: the runs so far: what came of each, what they differ in, and what can be done with
// them. GUI thread only.
#pragma once
#include "ui/runs/runs_model.h"
#include <QWidget>
#include <functional>

class QAction;
class QLabel;
class QMenu;
class QStackedWidget;

namespace convscope {

class MessageBar;
class RunComparisonView;
class RunsTable;

class RunsPanel : public QWidget {
    Q_OBJECT
public:
    explicit RunsPanel(QWidget *parent = nullptr);
    void setRuns(const QString &folder, std::vector<RunSummary> runs);
    /// The run that goes on, if any: it cannot be deleted, and no other can be continued meanwhile.
    void setGoingOn(const QString &folder);
    void showError(const QString &sentence);
    void showNote(const QString &sentence);

    RunsTable &table() { return *m_table; }

Q_SIGNALS:
    /// Show the run's charts, and use its best model.
    void runOpened(const QString &folder);
    void continueRequested(const QString &folder);
    void duplicateRequested(const QString &folder); ///< its settings for a new run
    void removeRequested(const QStringList &folders);
    void folderRequested(const QString &folder); ///< in the file manager
    void reportRequested(const QString &folder);
    void eventFilesRequested(const QStringList &folders); ///< for TensorBoard
    void tableRequested(); ///< of the runs shown, as a file
    void refreshRequested();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void buildActions();
    QAction *addAction(const char *objectName, const QString &title, const QString &toolTip,
        const std::function<void()> &act);
    QWidget *buildControls();
    void connectTable();
    void followSelection();
    void updateCount();
    void editNotes();

    bool m_saysWhy = false; // why the selected run is damaged
    MessageBar *m_message;
    QStackedWidget *m_stack;
    RunsTable *m_table;
    RunComparisonView *m_comparison;
    QLabel *m_count = nullptr;
    QLabel *m_folder;
    QMenu *m_menu; // of a run
    QAction *m_open = nullptr, *m_continue = nullptr, *m_duplicate = nullptr, *m_rename = nullptr,
            *m_notes = nullptr, *m_report = nullptr, *m_events = nullptr, *m_show = nullptr,
            *m_remove = nullptr, *m_saveTable = nullptr, *m_refresh = nullptr;
};

} // namespace convscope
