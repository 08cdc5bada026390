// SPDX-License-Identifier: GPL-3.0-or-later
// RunMenu: what can be done with the selected runs, and with their list. Asks only; the room of
// the runs does it. GUI thread only.
#pragma once
#include <QMenu>
#include <functional>

namespace convscope {

class RunsTable;

class RunMenu : public QMenu {
    Q_OBJECT
public:
    /// Opens as the context menu of `table`, too.
    explicit RunMenu(RunsTable &table, QWidget *parent = nullptr);
    /// The actions that are used most, for buttons.
    QList<QAction *> mainActions() const;
    void followSelection(); ///< or what the selected runs are now
    void setListed(bool isAnyListed); ///< there is a list to save

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

private:
    QAction *add(const char *objectName, const QString &title, const QString &toolTip,
        const std::function<void()> &act);
    void addTraining();
    void addNotes();
    void addFiles();
    void addList();
    void connectTable();
    void editNotes();

    RunsTable &m_table;
    QAction *m_open = nullptr, *m_continue = nullptr, *m_duplicate = nullptr, *m_rename = nullptr,
            *m_notes = nullptr, *m_report = nullptr, *m_events = nullptr, *m_show = nullptr,
            *m_remove = nullptr, *m_saveTable = nullptr;
};

} // namespace convscope
