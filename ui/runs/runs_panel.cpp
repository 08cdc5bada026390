// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/runs_panel.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/flow_layout.h"
#include "ui/kit/message_bar.h"
#include "ui/runs/run_comparison_view.h"
#include "ui/runs/run_menu.h"
#include "ui/runs/runs_table.h"
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
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
    , m_menu(new RunMenu(*m_table, this))
    , m_comparison(new RunComparisonView)
    , m_folder(new QLabel(this))
{
    setObjectName(QStringLiteral("runsPanel"));
    setAccessibleName(tr("Runs"));
    m_message->setObjectName(QStringLiteral("runsMessage"));
    m_folder->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_folder->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    addActions(m_menu->actions());
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
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        &RunsPanel::followSelection);
    followSelection();
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
    for (QAction *action : m_menu->mainActions()) {
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

/// Shows what can be done with what is selected, what is wrong with it, and how it compares.
void RunsPanel::followSelection()
{
    m_menu->followSelection();
    std::vector<RunSummary> runs;
    for (const int row : m_table->selectedRows())
        runs.push_back(m_table->runs().run(row));
    const bool isDamaged = runs.size() == 1 && !runs.front().error.empty();
    if (isDamaged)
        m_message->showError(QString::fromStdString(runs.front().error));
    else if (m_saysWhy)
        m_message->clear();
    m_saysWhy = isDamaged;
    std::erase_if(runs, [](const RunSummary &run) { return !run.error.empty(); });
    m_comparison->setRuns(runs);
}

void RunsPanel::updateCount()
{
    const QLocale locale;
    const int all = m_table->runs().rowCount(), shown = m_table->model()->rowCount();
    m_count->setText(shown == all
            ? tr("Runs: %1").arg(locale.toString(all))
            : tr("Runs: %1 of %2").arg(locale.toString(shown), locale.toString(all)));
    m_menu->setListed(shown > 0);
}

void RunsPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    Q_EMIT m_menu->refreshRequested();
}

} // namespace convscope
