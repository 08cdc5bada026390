// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/runs_panel.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/flow_layout.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/tick_delegate.h"
#include "ui/runs/sparkline.h"
#include <QAction>
#include <QDir>
#include <QEvent>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace convscope {

namespace {

constexpr int kMaxLetters = 60; // letters of a column at first

void setUpTable(QTableView &table)
{
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::ExtendedSelection);
    table.setAlternatingRowColors(true);
    table.setShowGrid(false);
    table.setTabKeyNavigation(false);
    table.setWordWrap(false);
    table.setTextElideMode(Qt::ElideMiddle); // names begin alike
    table.setContextMenuPolicy(Qt::CustomContextMenu);
    table.verticalHeader()->hide();
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table.verticalHeader()->setDefaultSectionSize(table.fontMetrics().height() * 7 / 4);
    table.horizontalHeader()->setHighlightSections(false);
    table.horizontalHeader()->setSectionsMovable(true);
    table.horizontalHeader()->setStretchLastSection(true);
}

} // namespace

RunsPanel::RunsPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new RunsModel(this))
    , m_differences(new RunComparison(this))
    , m_sorted(new QSortFilterProxyModel(this))
    , m_message(new MessageBar(this))
    , m_stack(new QStackedWidget(this))
    , m_folder(new QLabel(this))
    , m_menu(new QMenu(this))
{
    setObjectName(QStringLiteral("runsPanel"));
    setAccessibleName(tr("Runs"));
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(RunsModel::SortRole);
    m_sorted->setSortCaseSensitivity(Qt::CaseInsensitive);
    m_sorted->setFilterKeyColumn(-1);
    m_sorted->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_message->setObjectName(QStringLiteral("runsMessage"));
    m_folder->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_folder->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    buildActions();
    auto *lists = new QWidget(this);
    auto *column = new QVBoxLayout(lists);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(buildControls());
    auto *parts = new QSplitter(Qt::Vertical, lists);
    parts->addWidget(buildTable());
    parts->addWidget(buildComparison());
    parts->setChildrenCollapsible(false);
    column->addWidget(parts, 1);
    m_stack->addWidget(new EmptyState(tr("No runs yet"),
        tr("Every training is kept here, with its settings and results."), this));
    m_stack->addWidget(lists);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_message);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_folder);
    connect(m_model, &RunsModel::notesEdited, this, &RunsPanel::notesEdited);
    connect(m_model, &RunsModel::overlaysChanged, this, &RunsPanel::overlaysChanged);
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
        [this] { Q_EMIT runOpened(selectedFolder()); });
    m_continue = addAction("runContinue", tr("&Continue…"),
        tr("Go on training where it stands, or for more epochs than were planned"),
        [this] { Q_EMIT continueRequested(selectedFolder()); });
    m_duplicate = addAction("runDuplicate", tr("&Use settings again"),
        tr("Take its data, network and settings into the panels, for a new run"),
        [this] { Q_EMIT duplicateRequested(selectedFolder()); });
    m_menu->addSeparator();
    m_rename = addAction("runRename", tr("Re&name"), tr("Another name in this list"), [this] {
        const int row = selectedRows().front();
        m_table->edit(m_sorted->mapFromSource(m_model->index(row, RunsModel::Name)));
    });
    m_rename->setShortcut(Qt::Key_F2);
    m_notes = addAction(
        "runNotes", tr("No&tes…"), tr("What you want to remember of it"), [this] { editNotes(); });
    m_menu->addSeparator();
    m_report = addAction("runReport", tr("Save &report (*.html)…"),
        tr("One page with its settings, charts and results"),
        [this] { Q_EMIT reportRequested(selectedFolder()); });
    m_events = addAction("runEvents", tr("Write Tensor&Board files"),
        tr("Event files into its folder, which TensorBoard shows"),
        [this] { Q_EMIT eventFilesRequested(selectedFolders()); });
    m_show = addAction("runShowFolder", tr("Show in &file manager"), tr("Open its folder"),
        [this] { Q_EMIT folderRequested(selectedFolder()); });
    m_menu->addSeparator();
    m_remove = addAction("runRemove", tr("&Delete…"),
        tr("Move the selected runs to the trash, after a question"),
        [this] { Q_EMIT removeRequested(selectedFolders()); });
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
    m_filter = new QLineEdit(controls);
    m_filter->setObjectName(QStringLiteral("runsFilter"));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter the runs"));
    m_filter->setToolTip(tr("List only runs that have this in their name, notes or other columns"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setFixedWidth(fontMetrics().averageCharWidth() * 24);
    row->addWidget(m_filter);
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
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_sorted->setFilterFixedString(text);
        updateCount();
    });
    return controls;
}

QWidget *RunsPanel::buildTable()
{
    m_table = new QTableView(this);
    m_table->setObjectName(QStringLiteral("runsTable"));
    m_table->setAccessibleName(tr("Runs"));
    m_table->setModel(m_sorted);
    setUpTable(*m_table);
    m_table->setItemDelegateForColumn(RunsModel::Name, new TickDelegate(m_table));
    m_table->setItemDelegateForColumn(
        RunsModel::Loss, new Sparkline(RunsModel::CurveRole, m_table));
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(RunsModel::Started, Qt::DescendingOrder);
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
    return m_table;
}

QWidget *RunsPanel::buildComparison()
{
    m_comparison = new QWidget(this);
    m_compared = new QLabel(m_comparison);
    m_compared->setObjectName(QStringLiteral("runsCompared"));
    auto *table = new QTableView(m_comparison);
    table->setObjectName(QStringLiteral("runComparison"));
    table->setAccessibleName(tr("The selected runs side by side"));
    table->setModel(m_differences);
    table->setSelectionMode(QAbstractItemView::NoSelection);
    table->setTabKeyNavigation(false);
    table->setAlternatingRowColors(true);
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    table->horizontalHeader()->setMaximumSectionSize(
        fontMetrics().averageCharWidth() * kMaxLetters / 2);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    connect(m_differences, &RunComparison::modelReset, table, &QTableView::resizeColumnsToContents);
    auto *layout = new QVBoxLayout(m_comparison);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_compared);
    layout->addWidget(table, 1);
    return m_comparison;
}

void RunsPanel::setRuns(const QString &folder, std::vector<RunSummary> runs)
{
    m_folder->setText(tr("Runs are kept in %1").arg(QDir::toNativeSeparators(folder)));
    m_folder->setToolTip(QDir::toNativeSeparators(folder));
    const bool isFirst = m_model->rowCount() == 0;
    m_stack->setCurrentIndex(runs.empty() ? 0 : 1);
    m_model->setRuns(std::move(runs));
    if (isFirst && isVisible())
        fitColumns();
    else if (m_isFitted)
        growColumns();
    updateCount();
    followSelection();
}

/// Widens the columns: a run's state gets longer, "in training", then "can be resumed".
void RunsPanel::growColumns()
{
    const int most = fontMetrics().averageCharWidth() * kMaxLetters;
    for (int column = 0; column < RunsModel::ColumnCount; ++column) {
        const int before = m_table->columnWidth(column);
        if (column == RunsModel::Name || m_table->isColumnHidden(column))
            continue;
        m_table->resizeColumnToContents(column);
        m_table->setColumnWidth(
            column, std::max(before, std::min(m_table->columnWidth(column), most)));
    }
}

/// To what is in them; the name leaves room for the figures.
void RunsPanel::fitColumns()
{
    constexpr double kMaxOfName = 0.4;
    m_table->resizeColumnsToContents();
    const int most = fontMetrics().averageCharWidth() * kMaxLetters;
    for (int column = 0; column < RunsModel::ColumnCount; ++column)
        m_table->setColumnWidth(column, std::min(m_table->columnWidth(column), most));
    const int swatch = fontMetrics().height() * 3 / 2; // for a ticked run's swatch
    const int room = int(m_table->viewport()->width() * kMaxOfName);
    m_table->setColumnWidth(
        RunsModel::Name, std::min(m_table->columnWidth(RunsModel::Name) + swatch, room));
    m_isFitted = true;
}

void RunsPanel::setGoingOn(const QString &folder)
{
    m_goingOn = folder;
    m_model->setGoingOn(folder);
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

std::vector<RunSummary> RunsPanel::shownRuns() const
{
    std::vector<RunSummary> runs;
    for (int row = 0; row < m_sorted->rowCount(); ++row)
        runs.push_back(m_model->run(m_sorted->mapToSource(m_sorted->index(row, 0)).row()));
    return runs;
}

std::vector<int> RunsPanel::selectedRows() const
{
    std::vector<int> places;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        places.push_back(index.row());
    std::ranges::sort(places);
    for (int &place : places)
        place = m_sorted->mapToSource(m_sorted->index(place, 0)).row();
    return places;
}

QString RunsPanel::selectedFolder() const
{
    return m_model->folder(selectedRows().front());
}

QStringList RunsPanel::selectedFolders() const
{
    QStringList folders;
    for (const int row : selectedRows())
        folders.append(m_model->folder(row));
    return folders;
}

/// Enables the actions that the selection allows.
void RunsPanel::followSelection()
{
    const std::vector<int> rows = selectedRows();
    const bool isOne = rows.size() == 1;
    const auto isWhole = [this](int row) {
        return m_model->run(row).error.empty();
    };
    const bool areWhole = !rows.empty() && std::ranges::all_of(rows, isWhole);
    const bool isOver = std::ranges::none_of(
        rows, [this](int r) { return m_model->isGoingOn(r) || m_model->run(r).running; });
    m_open->setEnabled(isOne && areWhole && !m_model->isGoingOn(rows.front()));
    m_duplicate->setEnabled(isOne && areWhole && m_goingOn.isEmpty());
    m_continue->setEnabled(
        isOne && areWhole && isOver && m_goingOn.isEmpty() && m_model->run(rows.front()).hasState);
    m_rename->setEnabled(isOne);
    m_notes->setEnabled(isOne);
    m_report->setEnabled(isOne && areWhole);
    m_show->setEnabled(isOne);
    m_events->setEnabled(areWhole && isOver
        && std::ranges::none_of(rows, [this](int r) { return m_model->run(r).hasEvents; }));
    m_remove->setEnabled(!rows.empty() && isOver);
    if (isOne && !areWhole)
        m_message->showError(QString::fromStdString(m_model->run(rows.front()).error));
    else if (m_saysWhy)
        m_message->clear();
    m_saysWhy = isOne && !areWhole;
    std::vector<int> compared;
    std::ranges::copy_if(rows, std::back_inserter(compared), isWhole);
    compare(compared);
}

void RunsPanel::compare(const std::vector<int> &rows)
{
    m_comparison->setVisible(rows.size() >= 2);
    if (rows.size() < 2)
        return;
    std::vector<RunSummary> runs;
    for (const int row : rows)
        runs.push_back(m_model->run(row));
    m_differences->setRuns(runs);
    m_compared->setText(m_differences->differences() == 0
            ? tr("%1 runs with the same settings").arg(QLocale().toString(int(rows.size())))
            : tr("%1 runs side by side; settings that differ: %2")
                  .arg(QLocale().toString(int(rows.size())),
                      QLocale().toString(m_differences->differences())));
}

void RunsPanel::updateCount()
{
    const QLocale locale;
    const int all = m_model->rowCount(), shown = m_sorted->rowCount();
    m_count->setText(shown == all
            ? tr("Runs: %1").arg(locale.toString(all))
            : tr("Runs: %1 of %2").arg(locale.toString(shown), locale.toString(all)));
    m_saveTable->setEnabled(shown > 0);
}

void RunsPanel::editNotes()
{
    const QModelIndex index = m_model->index(selectedRows().front(), RunsModel::Notes);
    bool isAccepted = false;
    const QString text = QInputDialog::getMultiLineText(this,
        tr("Notes on %1").arg(index.siblingAtColumn(RunsModel::Name).data().toString()),
        tr("What you want to remember of this run"), index.data(Qt::EditRole).toString(),
        &isAccepted);
    if (isAccepted)
        m_model->setData(index, text, Qt::EditRole);
}

void RunsPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!m_isFitted && m_model->rowCount() > 0)
        fitColumns();
    Q_EMIT refreshRequested();
}

void RunsPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_model->followTheme();
}

} // namespace convscope
