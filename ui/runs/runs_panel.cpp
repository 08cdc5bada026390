// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/runs_panel.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/flow_layout.h"
#include "ui/kit/message_bar.h"
#include "ui/runs/run_comparison_view.h"
#include "ui/runs/runs_table.h"
#include <QAction>
#include <QDir>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace convscope {

RunsPanel::RunsPanel(QWidget *parent)
    : QWidget(parent)
    , m_message(new MessageBar(this))
    , m_stack(new QStackedWidget(this))
    , m_table(new RunsTable)
    , m_comparison(new RunComparisonView)
    , m_folder(new QLabel(this))
    , m_menu(new QMenu(this))
{
    setObjectName(QStringLiteral("runsPanel"));
    setAccessibleName(tr("Runs"));
    m_message->setObjectName(QStringLiteral("runsMessage"));
    m_folder->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_folder->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    buildActions();
    auto *lists = new QWidget(this);
    auto *column = new QVBoxLayout(lists);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(buildControls());
    auto *parts = new QSplitter(Qt::Vertical, lists);
    parts->addWidget(m_table); // now, so that the tab key comes to it after the controls
    parts->addWidget(m_comparison);
    parts->setChildrenCollapsible(false);
    column->addWidget(parts, 1);
    m_stack->addWidget(new EmptyState(tr("No runs yet"),
        tr("Every training is kept here, with its settings and results."), this));
    m_stack->addWidget(lists);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_message);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_folder);
    connectTable();
    followSelection();
}

QAction *RunsPanel::addAction(const char *objectName, const QString &title, const QString &toolTip,
    const std::function<void()> &act)
{
    auto *action = new QAction(title, this);
    action->setObjectName(QString::fromLatin1(objectName));
    action->setToolTip(toolTip);
    action->setStatusTip(toolTip);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, act);
    m_menu->addAction(action);
    return action;
}

void RunsPanel::buildActions()
{
    m_menu->setToolTipsVisible(true);
    m_open = addAction("runOpen", tr("&Open run"), tr("Show its charts and use its best model"),
        [this] { Q_EMIT runOpened(m_table->selectedFolder()); });
    m_continue = addAction("runContinue", tr("&Continue…"),
        tr("Go on training where it stands, or for more epochs than were planned"),
        [this] { Q_EMIT continueRequested(m_table->selectedFolder()); });
    m_duplicate = addAction("runDuplicate", tr("&Use settings again"),
        tr("Take its data, network and settings into the panels, for a new run"),
        [this] { Q_EMIT duplicateRequested(m_table->selectedFolder()); });
    m_menu->addSeparator();
    m_rename = addAction("runRename", tr("Re&name"), tr("Another name in this list"),
        [this] { m_table->editName(m_table->selectedRows().front()); });
    m_rename->setShortcut(Qt::Key_F2);
    m_notes = addAction(
        "runNotes", tr("No&tes…"), tr("What you want to remember of it"), [this] { editNotes(); });
    m_menu->addSeparator();
    m_report = addAction("runReport", tr("Save &report (*.html)…"),
        tr("One page with its settings, charts and results"),
        [this] { Q_EMIT reportRequested(m_table->selectedFolder()); });
    m_events = addAction("runEvents", tr("Write Tensor&Board files"),
        tr("Event files into its folder, which TensorBoard shows"),
        [this] { Q_EMIT eventFilesRequested(m_table->selectedFolders()); });
    m_show = addAction("runShowFolder", tr("Show in &file manager"), tr("Open its folder"),
        [this] { Q_EMIT folderRequested(m_table->selectedFolder()); });
    m_menu->addSeparator();
    m_remove = addAction("runRemove", tr("&Delete…"),
        tr("Move the selected runs to the trash, after a question"),
        [this] { Q_EMIT removeRequested(m_table->selectedFolders()); });
    m_remove->setShortcut(QKeySequence::Delete);
    m_saveTable = addAction("runsSaveTable", tr("Save this list (*.csv)…"),
        tr("The runs that are listed, with all their results and settings"),
        [this] { Q_EMIT tableRequested(); });
    m_refresh = addAction("runsRefresh", tr("Refres&h"),
        tr("Look into the folder of the runs again"), [this] { Q_EMIT refreshRequested(); });
    m_refresh->setShortcut(QKeySequence::Refresh);
    addActions(m_menu->actions());
}

QWidget *RunsPanel::buildControls()
{
    auto *controls = new QWidget(this);
    auto *row = new FlowLayout(controls);
    auto *filter = new QLineEdit(controls);
    filter->setObjectName(QStringLiteral("runsFilter"));
    filter->setPlaceholderText(tr("Filter"));
    filter->setAccessibleName(tr("Filter the runs"));
    filter->setToolTip(tr("List only runs that have this in their name, notes or other columns"));
    filter->setClearButtonEnabled(true);
    filter->setFixedWidth(fontMetrics().averageCharWidth() * 24);
    row->addWidget(filter);
    for (QAction *action : { m_open, m_continue, m_duplicate, m_remove }) {
        auto *button = new QToolButton(controls);
        button->setDefaultAction(action);
        button->setFocusPolicy(Qt::TabFocus);
        row->addWidget(button);
    }
    auto *more = new QToolButton(controls);
    more->setObjectName(QStringLiteral("runsMore"));
    more->setText(tr("&More actions"));
    more->setToolTip(tr("Everything that can be done with runs"));
    more->setMenu(m_menu);
    more->setPopupMode(QToolButton::InstantPopup);
    more->setFocusPolicy(Qt::TabFocus);
    row->addWidget(more);
    m_count = new QLabel(controls);
    m_count->setObjectName(QStringLiteral("runsCount"));
    row->addWidget(m_count);
    connect(filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_table->setFilter(text);
        updateCount();
    });
    return controls;
}

void RunsPanel::connectTable()
{
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        &RunsPanel::followSelection);
    connect(m_table, &QTableView::doubleClicked, this, [this](const QModelIndex &index) {
        index.column() == RunsModel::Notes ? m_notes->trigger() : m_open->trigger();
    });
    auto *enter = new QAction(m_table);
    enter->setShortcuts({ Qt::Key_Return, Qt::Key_Enter });
    enter->setShortcutContext(Qt::WidgetShortcut); // not while a name is edited
    connect(enter, &QAction::triggered, m_open, &QAction::trigger);
    m_table->addAction(enter);
    connect(m_table, &QTableView::customContextMenuRequested, this,
        [this](const QPoint &at) { m_menu->popup(m_table->viewport()->mapToGlobal(at)); });
}

void RunsPanel::setRuns(const QString &folder, std::vector<RunSummary> runs)
{
    m_folder->setText(tr("Runs are kept in %1").arg(QDir::toNativeSeparators(folder)));
    m_folder->setToolTip(QDir::toNativeSeparators(folder));
    m_stack->setCurrentIndex(runs.empty() ? 0 : 1);
    m_table->setRuns(std::move(runs));
    updateCount();
    followSelection();
}

void RunsPanel::setGoingOn(const QString &folder)
{
    m_table->runs().setGoingOn(folder);
    followSelection();
}

void RunsPanel::showError(const QString &sentence)
{
    m_message->showError(sentence);
}

void RunsPanel::showNote(const QString &sentence)
{
    m_message->showNote(sentence);
}

/// What can be done with what is selected.
void RunsPanel::followSelection()
{
    const RunsModel &runs = m_table->runs();
    const std::vector<int> rows = m_table->selectedRows();
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
    if (isOne && !areWhole)
        m_message->showError(QString::fromStdString(runs.run(rows.front()).error));
    else if (m_saysWhy)
        m_message->clear();
    m_saysWhy = isOne && !areWhole;
    std::vector<RunSummary> compared;
    for (const int row : rows)
        if (isWhole(row))
            compared.push_back(runs.run(row));
    m_comparison->setRuns(compared);
}

void RunsPanel::updateCount()
{
    const QLocale locale;
    const int all = m_table->runs().rowCount(), shown = m_table->model()->rowCount();
    m_count->setText(shown == all
            ? tr("Runs: %1").arg(locale.toString(all))
            : tr("Runs: %1 of %2").arg(locale.toString(shown), locale.toString(all)));
    m_saveTable->setEnabled(shown > 0);
}

void RunsPanel::editNotes()
{
    const QModelIndex index
        = m_table->runs().index(m_table->selectedRows().front(), RunsModel::Notes);
    bool isAccepted = false;
    const QString text = QInputDialog::getMultiLineText(this,
        tr("Notes on %1").arg(index.siblingAtColumn(RunsModel::Name).data().toString()),
        tr("What you want to remember of this run"), index.data(Qt::EditRole).toString(),
        &isAccepted);
    if (isAccepted)
        m_table->runs().setData(index, text, Qt::EditRole);
}

void RunsPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    Q_EMIT refreshRequested();
}

} // namespace convscope
