// SPDX-License-Identifier: GPL-3.0-or-later
// RunsPanel: the runs so far: what came of each, what they differ in, and what can be done with
// them. GUI thread only.
#pragma once
#include "ui/runs/run_comparison.h"
#include "ui/runs/runs_model.h"
#include <QWidget>
#include <functional>

class QAction;
class QLabel;
class QLineEdit;
class QMenu;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;

namespace convscope {

class MessageBar;

class RunsPanel : public QWidget {
    Q_OBJECT
public:
    explicit RunsPanel(QWidget *parent = nullptr);
    void setRuns(const QString &folder, std::vector<RunSummary> runs);
    /// The run that goes on, if any: it cannot be deleted, and no other can be continued meanwhile.
    void setGoingOn(const QString &folder);
    void showError(const QString &sentence);
    void showNote(const QString &sentence);

    /// As they are filtered and sorted.
    std::vector<RunSummary> shownRuns() const;
    std::vector<ChosenOverlay> overlays() const { return m_model->overlays(); }

Q_SIGNALS:
    /// Show the run's charts, and use its best model.
    void runOpened(const QString &folder);
    void continueRequested(const QString &folder);
    void duplicateRequested(const QString &folder); ///< its settings for a new run
    void removeRequested(const QStringList &folders);
    void folderRequested(const QString &folder); ///< in the file manager
    void reportRequested(const QString &folder);
    void eventFilesRequested(const QStringList &folders); ///< for TensorBoard
    void tableRequested(); ///< the table of shownRuns(), as a file
    void refreshRequested();
    void notesEdited(const QString &folder, const convscope::RunNotes &notes);
    void overlaysChanged();

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildActions();
    QAction *addAction(const char *objectName, const QString &title, const QString &toolTip,
        const std::function<void()> &act);
    QWidget *buildControls();
    QWidget *buildTable();
    QWidget *buildComparison();
    void followSelection();
    void compare(const std::vector<int> &rows);
    void fitColumns();
    void growColumns();
    void updateCount();
    void editNotes();
    std::vector<int> selectedRows() const; // rows of the model, as shown from above
    QString selectedFolder() const; // where just one is selected
    QStringList selectedFolders() const;

    RunsModel *m_model;
    RunComparison *m_differences;
    QSortFilterProxyModel *m_sorted;
    QString m_goingOn;
    bool m_isFitted = false;
    bool m_saysWhy = false; // why the selected run is damaged
    MessageBar *m_message;
    QStackedWidget *m_stack;
    QTableView *m_table = nullptr;
    QWidget *m_comparison = nullptr;
    QLabel *m_compared = nullptr;
    QLabel *m_count = nullptr;
    QLineEdit *m_filter = nullptr;
    QLabel *m_folder;
    QMenu *m_menu; // a run's menu
    QAction *m_open = nullptr, *m_continue = nullptr, *m_duplicate = nullptr, *m_rename = nullptr,
            *m_notes = nullptr, *m_report = nullptr, *m_events = nullptr, *m_show = nullptr,
            *m_remove = nullptr, *m_saveTable = nullptr, *m_refresh = nullptr;
};

} // namespace convscope
