// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/run_comparison_view.h"
#include "ui/runs/run_comparison.h"
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QTableView>
#include <QVBoxLayout>

namespace convscope {

RunComparisonView::RunComparisonView(QWidget *parent)
    : QWidget(parent)
    , m_differences(new RunComparison(this))
    , m_compared(new QLabel(this))
{
    m_compared->setObjectName(QStringLiteral("runsCompared"));
    constexpr int kMaxColumn = 30; // letters
    auto *table = new QTableView(this);
    table->setObjectName(QStringLiteral("runComparison"));
    table->setAccessibleName(tr("The selected runs side by side"));
    table->setModel(m_differences);
    table->setSelectionMode(QAbstractItemView::NoSelection);
    table->setTabKeyNavigation(false);
    table->setAlternatingRowColors(true);
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    table->horizontalHeader()->setMaximumSectionSize(fontMetrics().averageCharWidth() * kMaxColumn);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    connect(m_differences, &RunComparison::modelReset, table, &QTableView::resizeColumnsToContents);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_compared);
    layout->addWidget(table, 1);
}

void RunComparisonView::setRuns(const std::vector<RunSummary> &runs)
{
    setVisible(runs.size() >= 2);
    if (runs.size() < 2)
        return;
    m_differences->setRuns(runs);
    m_compared->setText(m_differences->differences() == 0
            ? tr("%1 runs with the same settings").arg(QLocale().toString(int(runs.size())))
            : tr("%1 runs side by side; settings that differ: %2")
                  .arg(QLocale().toString(int(runs.size())),
                      QLocale().toString(m_differences->differences())));
}

} // namespace convscope
