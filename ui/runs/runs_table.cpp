// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/runs_table.h"
#include "ui/kit/tick_delegate.h"
#include "ui/runs/sparkline.h"
#include <QEvent>
#include <QHeaderView>
#include <QSortFilterProxyModel>
#include <algorithm>

namespace convscope {

namespace {
constexpr int kMaxLetters = 60; // of a column at first
}

RunsTable::RunsTable(QWidget *parent)
    : QTableView(parent)
    , m_runs(new RunsModel(this))
    , m_sorted(new QSortFilterProxyModel(this))
{
    setObjectName(QStringLiteral("runsTable"));
    setAccessibleName(tr("Runs"));
    m_sorted->setSourceModel(m_runs);
    m_sorted->setSortRole(RunsModel::SortRole);
    m_sorted->setSortCaseSensitivity(Qt::CaseInsensitive);
    m_sorted->setFilterKeyColumn(-1);
    m_sorted->setFilterCaseSensitivity(Qt::CaseInsensitive);
    setModel(m_sorted);
    setUp();
    setItemDelegateForColumn(RunsModel::Name, new TickDelegate(this));
    setItemDelegateForColumn(RunsModel::Loss, new Sparkline(RunsModel::CurveRole, this));
    setSortingEnabled(true);
    sortByColumn(RunsModel::Started, Qt::DescendingOrder);
}

void RunsTable::setUp()
{
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setTextElideMode(Qt::ElideMiddle); // names begin alike
    setContextMenuPolicy(Qt::CustomContextMenu);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 7 / 4);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setStretchLastSection(true);
}

void RunsTable::setRuns(std::vector<RunSummary> runs)
{
    const bool isFirst = m_runs->rowCount() == 0;
    m_runs->setRuns(std::move(runs));
    if (isFirst && isVisible())
        fitColumns();
    else if (m_isFitted)
        growColumns();
}

void RunsTable::setFilter(const QString &text)
{
    m_sorted->setFilterFixedString(text);
}

/// The state that a run tells gets longer: "in training", then "can be resumed".
void RunsTable::growColumns()
{
    const int most = fontMetrics().averageCharWidth() * kMaxLetters;
    for (int column = 0; column < RunsModel::ColumnCount; ++column) {
        const int before = columnWidth(column);
        if (column == RunsModel::Name || isColumnHidden(column))
            continue;
        resizeColumnToContents(column);
        setColumnWidth(column, std::max(before, std::min(columnWidth(column), most)));
    }
}

/// To what is in them; the name leaves room for the figures.
void RunsTable::fitColumns()
{
    constexpr double kMaxOfName = 0.4;
    resizeColumnsToContents();
    const int most = fontMetrics().averageCharWidth() * kMaxLetters;
    for (int column = 0; column < RunsModel::ColumnCount; ++column)
        setColumnWidth(column, std::min(columnWidth(column), most));
    const int swatch = fontMetrics().height() * 3 / 2; // of a run that is ticked
    const int room = int(viewport()->width() * kMaxOfName);
    setColumnWidth(RunsModel::Name, std::min(columnWidth(RunsModel::Name) + swatch, room));
    m_isFitted = true;
}

std::vector<RunSummary> RunsTable::shownRuns() const
{
    std::vector<RunSummary> runs;
    for (int row = 0; row < m_sorted->rowCount(); ++row)
        runs.push_back(m_runs->run(m_sorted->mapToSource(m_sorted->index(row, 0)).row()));
    return runs;
}

std::vector<int> RunsTable::selectedRows() const
{
    std::vector<int> places;
    for (const QModelIndex &index : selectionModel()->selectedRows())
        places.push_back(index.row());
    std::ranges::sort(places);
    for (int &place : places)
        place = m_sorted->mapToSource(m_sorted->index(place, 0)).row();
    return places;
}

QString RunsTable::selectedFolder() const
{
    return m_runs->folder(selectedRows().front());
}

QStringList RunsTable::selectedFolders() const
{
    QStringList folders;
    for (const int row : selectedRows())
        folders.append(m_runs->folder(row));
    return folders;
}

void RunsTable::editName(int row)
{
    edit(m_sorted->mapFromSource(m_runs->index(row, RunsModel::Name)));
}

void RunsTable::showEvent(QShowEvent *event)
{
    QTableView::showEvent(event);
    if (!m_isFitted && m_runs->rowCount() > 0)
        fitColumns();
}

void RunsTable::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_runs->followTheme();
}

} // namespace convscope
