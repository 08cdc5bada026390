// SPDX-License-Identifier: GPL-3.0-or-later
// RunsTable: the runs as they are filtered, sorted and selected. RunsPanel fills it; GUI thread
// only.
#pragma once
#include "ui/runs/runs_model.h"
#include <QTableView>

class QSortFilterProxyModel;

namespace convscope {

class RunsTable : public QTableView {
    Q_OBJECT
public:
    explicit RunsTable(QWidget *parent = nullptr);
    void setRuns(std::vector<RunSummary> runs);
    void setFilter(const QString &text); ///< only runs that have it in any column
    RunsModel &runs() { return *m_runs; } ///< all of them
    const RunsModel &runs() const { return *m_runs; }

    /// As they are filtered and sorted.
    std::vector<RunSummary> shownRuns() const;
    std::vector<int> selectedRows() const; ///< of runs(), as shown from above
    QString selectedFolder() const; ///< where just one is selected
    QStringList selectedFolders() const;
    void editName(int row); ///< of runs()

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void setUp();
    void fitColumns();
    void growColumns();

    RunsModel *m_runs;
    QSortFilterProxyModel *m_sorted;
    bool m_isFitted = false;
};

} // namespace convscope
