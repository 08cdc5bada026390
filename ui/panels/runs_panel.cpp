// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/runs_panel.h"
#include "ui/panels/location_name.h"
#include "ui/theme.h"
#include "ui/widgets/empty_state.h"
#include <QDir>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableWidget>
#include <QTime>
#include <QVBoxLayout>

namespace convscope {

namespace {

enum Column {
    Started,
    Network,
    Data,
    Epochs,
    Batches,
    Loss,
    Accuracy,
    Duration,
    Ended,
    ColumnCount
};

QString fromPath(const std::filesystem::path &path)
{
    return QString::fromStdString(path.string());
}

QString durationText(double seconds)
{
    if (seconds < 60)
        return RunsPanel::tr("%1 s").arg(QLocale().toString(seconds, 'f', 1));
    return QTime(0, 0).addSecs(int(seconds)).toString(QStringLiteral("h:mm:ss"));
}

QString endText(const std::string &stoppedBy)
{
    if (stoppedBy.empty())
        return RunsPanel::tr("not finished");
    if (stoppedBy == "epochs" || stoppedBy == "max-batches")
        return RunsPanel::tr("complete");
    if (stoppedBy == "patience")
        return RunsPanel::tr("no better any more");
    return RunsPanel::tr("stopped");
}

} // namespace

RunsPanel::RunsPanel(QWidget *parent)
    : QWidget(parent)
    , m_stack(new QStackedWidget(this))
    , m_table(new QTableWidget(0, ColumnCount, this))
    , m_folder(new QLabel(this))
    , m_open(new QPushButton(tr("&Open run"), this))
{
    setObjectName(QStringLiteral("runsPanel"));
    setAccessibleName(tr("Runs"));
    m_table->setObjectName(QStringLiteral("runsTable"));
    m_table->setAccessibleName(tr("Runs, the newest first"));
    m_table->setHorizontalHeaderLabels({ tr("Started"), tr("Network"), tr("Data"), tr("Epochs"),
        tr("Batches"), tr("Best loss"), tr("Accuracy"), tr("Time"), tr("Ended") });
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeaderItem(Loss)->setToolTip(
        tr("Of the epoch with the best validation loss; the accuracy is that epoch's too"));
    m_table->horizontalHeaderItem(Duration)->setToolTip(tr("Time spent training, without pauses"));
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    connect(m_table, &QTableWidget::itemSelectionChanged, this,
        [this] { m_open->setEnabled(m_table->currentRow() >= 0); });
    connect(m_table, &QTableWidget::cellActivated, this, &RunsPanel::openSelected);
    connect(m_open, &QPushButton::clicked, this, &RunsPanel::openSelected);
    m_open->setEnabled(false);
    m_open->setToolTip(tr("Show the run's charts and use its best model"));
    m_folder->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_folder->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *refresh = new QPushButton(tr("&Refresh"), this);
    refresh->setToolTip(tr("Look into the folder of the runs again"));
    connect(refresh, &QPushButton::clicked, this, &RunsPanel::refreshRequested);
    auto *row = new QHBoxLayout;
    row->addWidget(m_folder, 1);
    row->addWidget(refresh);
    row->addWidget(m_open);
    m_stack->addWidget(new EmptyState(tr("No runs yet"),
        tr("Every training is kept here, with its settings and results."), this));
    m_stack->addWidget(m_table);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_stack, 1);
    layout->addLayout(row);
}

void RunsPanel::setRuns(const QString &folder, std::vector<RunSummary> runs)
{
    m_runs = std::move(runs);
    m_folder->setText(tr("Runs are kept in %1").arg(QDir::toNativeSeparators(folder)));
    m_folder->setToolTip(QDir::toNativeSeparators(folder));
    m_table->clearSelection();
    m_table->clearSpans();
    m_table->setRowCount(int(m_runs.size()));
    for (int row = 0; row < m_table->rowCount(); ++row)
        fillRow(row, m_runs[std::size_t(row)]);
    m_stack->setCurrentIndex(m_runs.empty() ? 0 : 1);
    m_open->setEnabled(false);
}

void RunsPanel::fillRow(int row, const RunSummary &run)
{
    const QLocale locale;
    QStringList cells;
    if (run.fault.empty()) {
        const QString dataset = QString::fromStdString(run.dataset);
        cells = { QString::fromStdString(run.started), QString::fromStdString(run.preset),
            locationName(dataset), locale.toString(run.epochs),
            locale.toString(qlonglong(run.batches)),
            run.best && run.best->valLoss ? locale.toString(*run.best->valLoss, 'f', 4) : QString(),
            run.best && run.best->valAccuracy
                ? locale.toString(*run.best->valAccuracy * 100, 'f', 1) + QStringLiteral(" %")
                : QString(),
            durationText(run.seconds), endText(run.stoppedBy) };
    } else {
        cells = { fromPath(run.folder.filename()), QString::fromStdString(run.fault) };
    }
    if (!run.fault.empty())
        m_table->setSpan(row, Network, 1, ColumnCount - Network);
    for (int column = 0; column < ColumnCount; ++column) {
        auto *item = new QTableWidgetItem(cells.value(column));
        item->setToolTip(fromPath(run.folder));
        if (column >= Epochs && column <= Duration)
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        if (!run.fault.empty())
            item->setForeground(faultColour());
        m_table->setItem(row, column, item);
    }
}

void RunsPanel::openSelected()
{
    const int row = m_table->currentRow();
    if (row >= 0)
        Q_EMIT runOpened(fromPath(m_runs[std::size_t(row)].folder));
}

} // namespace convscope
