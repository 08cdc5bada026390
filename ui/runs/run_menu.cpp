// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/run_menu.h"
#include "ui/runs/runs_table.h"
#include <QAction>
#include <QInputDialog>
#include <algorithm>

namespace convscope {

RunMenu::RunMenu(RunsTable &table, QWidget *parent)
    : QMenu(parent)
    , m_table(table)
{
    setToolTipsVisible(true);
    addTraining();
    addSeparator();
    addNotes();
    addSeparator();
    addFiles();
    addSeparator();
    addList();
    connectTable();
}

QAction *RunMenu::add(const char *objectName, const QString &title, const QString &toolTip,
    const std::function<void()> &act)
{
    auto *action = new QAction(title, this);
    action->setObjectName(QString::fromLatin1(objectName));
    action->setToolTip(toolTip);
    action->setStatusTip(toolTip);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, act);
    addAction(action);
    return action;
}

void RunMenu::addTraining()
{
    m_open = add("runOpen", tr("&Open run"), tr("Show its charts and use its best model"),
        [this] { Q_EMIT runOpened(m_table.selectedFolder()); });
    m_continue = add("runContinue", tr("&Continue…"),
        tr("Go on training where it stands, or for more epochs than were planned"),
        [this] { Q_EMIT continueRequested(m_table.selectedFolder()); });
    m_duplicate = add("runDuplicate", tr("&Use settings again"),
        tr("Take its data, network and settings into the panels, for a new run"),
        [this] { Q_EMIT duplicateRequested(m_table.selectedFolder()); });
}

void RunMenu::addNotes()
{
    m_rename = add("runRename", tr("Re&name"), tr("Another name in this list"),
        [this] { m_table.editName(m_table.selectedRows().front()); });
    m_rename->setShortcut(Qt::Key_F2);
    m_notes = add(
        "runNotes", tr("No&tes…"), tr("What you want to remember of it"), [this] { editNotes(); });
}

void RunMenu::addFiles()
{
    m_report = add("runReport", tr("Save &report (*.html)…"),
        tr("One page with its settings, charts and results"),
        [this] { Q_EMIT reportRequested(m_table.selectedFolder()); });
    m_events = add("runEvents", tr("Write Tensor&Board files"),
        tr("Event files into its folder, which TensorBoard shows"),
        [this] { Q_EMIT eventFilesRequested(m_table.selectedFolders()); });
    m_show = add("runShowFolder", tr("Show in &file manager"), tr("Open its folder"),
        [this] { Q_EMIT folderRequested(m_table.selectedFolder()); });
}

void RunMenu::addList()
{
    m_remove = add("runRemove", tr("&Delete…"),
        tr("Move the selected runs to the trash, after a question"),
        [this] { Q_EMIT removeRequested(m_table.selectedFolders()); });
    m_remove->setShortcut(QKeySequence::Delete);
    m_saveTable = add("runsSaveTable", tr("Save this list (*.csv)…"),
        tr("The runs that are listed, with all their results and settings"),
        [this] { Q_EMIT tableRequested(); });
    QAction *refresh = add("runsRefresh", tr("Refres&h"),
        tr("Look into the folder of the runs again"), [this] { Q_EMIT refreshRequested(); });
    refresh->setShortcut(QKeySequence::Refresh);
}

QList<QAction *> RunMenu::mainActions() const
{
    return { m_open, m_continue, m_duplicate, m_remove };
}

void RunMenu::connectTable()
{
    connect(&m_table, &QTableView::doubleClicked, this, [this](const QModelIndex &index) {
        index.column() == RunsModel::Notes ? m_notes->trigger() : m_open->trigger();
    });
    auto *enter = new QAction(&m_table);
    enter->setShortcuts({ Qt::Key_Return, Qt::Key_Enter });
    enter->setShortcutContext(Qt::WidgetShortcut); // not while a name is edited
    connect(enter, &QAction::triggered, m_open, &QAction::trigger);
    m_table.addAction(enter);
    connect(&m_table, &QTableView::customContextMenuRequested, this,
        [this](const QPoint &at) { popup(m_table.viewport()->mapToGlobal(at)); });
}

void RunMenu::setListed(bool isAnyListed)
{
    m_saveTable->setEnabled(isAnyListed);
}

void RunMenu::followSelection()
{
    const RunsModel &runs = m_table.runs();
    const std::vector<int> rows = m_table.selectedRows();
    const bool isOne = rows.size() == 1;
    const auto isWhole = [&runs](int row) {
        return runs.run(row).error.empty();
    };
    const bool areWhole = !rows.empty() && std::ranges::all_of(rows, isWhole);
    const bool isOver = std::ranges::none_of(
        rows, [&runs](int r) { return runs.isGoingOn(r) || runs.run(r).running; });
    m_open->setEnabled(isOne && areWhole && !runs.isGoingOn(rows.front()));
    m_duplicate->setEnabled(isOne && areWhole && !runs.hasGoingOn());
    m_continue->setEnabled(
        isOne && areWhole && isOver && !runs.hasGoingOn() && runs.run(rows.front()).hasState);
    m_rename->setEnabled(isOne);
    m_notes->setEnabled(isOne);
    m_report->setEnabled(isOne && areWhole);
    m_show->setEnabled(isOne);
    m_events->setEnabled(areWhole && isOver
        && std::ranges::none_of(rows, [&runs](int r) { return runs.run(r).hasEvents; }));
    m_remove->setEnabled(!rows.empty() && isOver);
}

void RunMenu::editNotes()
{
    const QModelIndex index
        = m_table.runs().index(m_table.selectedRows().front(), RunsModel::Notes);
    bool isAccepted = false;
    const QString text = QInputDialog::getMultiLineText(&m_table,
        tr("Notes on %1").arg(index.siblingAtColumn(RunsModel::Name).data().toString()),
        tr("What you want to remember of this run"), index.data(Qt::EditRole).toString(),
        &isAccepted);
    if (isAccepted)
        m_table.runs().setData(index, text, Qt::EditRole);
}

} // namespace convscope
