// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/predict/predictions_panel.h"
#include "ui/kit/message_bar.h"
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

namespace convscope {

PredictionsPanel::PredictionsPanel(QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_model(new PredictionsModel(this))
    , m_table(new QTableView(this))
    , m_message(new MessageBar(this))
{
    setObjectName(QStringLiteral("predictionsPanel"));
    setWindowTitle(tr("Several images – ConvScope"));
    auto *sorted = new QSortFilterProxyModel(this);
    sorted->setSourceModel(m_model);
    sorted->setSortRole(PredictionsModel::SortRole);
    sorted->setSortCaseSensitivity(Qt::CaseInsensitive);
    m_table->setObjectName(QStringLiteral("predictionsTable"));
    m_table->setAccessibleName(tr("Classified images"));
    m_table->setModel(sorted);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder); // as they came
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setAlternatingRowColors(true);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    const int image = fontMetrics().height() * 5 / 2;
    m_table->verticalHeader()->setDefaultSectionSize(image + 4);
    m_table->setIconSize({ image, image });
    m_table->horizontalHeader()->setHighlightSections(false);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_message);
    layout->addWidget(m_table, 1);
    layout->addWidget(buildFoot());
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        Q_EMIT imageChosen(index.data(PredictionsModel::PathRole).toString());
    });
    resize(fontMetrics().averageCharWidth() * 120, fontMetrics().height() * 32);
}

QWidget *PredictionsPanel::buildFoot()
{
    auto *foot = new QWidget(this);
    m_summary = new QLabel(foot);
    m_summary->setObjectName(QStringLiteral("predictionsSummary"));
    m_progress = new QProgressBar(foot);
    m_progress->setAccessibleName(tr("Images classified"));
    m_progress->setMaximumWidth(fontMetrics().averageCharWidth() * 30);
    m_cancel = new QPushButton(tr("Cancel"), foot);
    m_cancel->setObjectName(QStringLiteral("predictionsCancel"));
    m_cancel->setToolTip(tr("Stops; what is classified already stays in the table"));
    m_save = new QPushButton(tr("Save as CSV…"), foot);
    m_save->setObjectName(QStringLiteral("predictionsSave"));
    m_save->setToolTip(tr("Saves all rows with all probabilities as a table that spreadsheets "
                          "and scripts read"));
    auto *row = new QHBoxLayout(foot);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_summary, 1);
    row->addWidget(m_progress);
    row->addWidget(m_cancel);
    row->addWidget(m_save);
    connect(m_cancel, &QPushButton::clicked, this, &PredictionsPanel::cancelRequested);
    connect(m_save, &QPushButton::clicked, this, &PredictionsPanel::saveRequested);
    return foot;
}

void PredictionsPanel::begin(std::vector<std::string> classes, const QString &network)
{
    m_message->clear();
    m_model->restart(std::move(classes));
    m_network = network;
    m_isBusy = true;
    m_progress->setRange(0, 0);
    m_progress->show();
    m_cancel->show();
    m_save->setEnabled(false);
    const int character = fontMetrics().averageCharWidth();
    for (int column = 0; column < m_model->columnCount(); ++column)
        m_table->setColumnWidth(column,
            character
                * (column == PredictionsModel::Name         ? 32
                        : column == PredictionsModel::Class ? 20
                                                            : 14));
    showSummary();
}

void PredictionsPanel::setProgress(quint64 done, quint64 total)
{
    m_progress->setRange(0, int(total));
    m_progress->setValue(int(done));
}

void PredictionsPanel::append(const std::vector<PredictedImage> &images)
{
    m_model->append(images);
    showSummary();
}

void PredictionsPanel::end(bool wasCancelled)
{
    m_isBusy = false;
    m_progress->hide();
    m_cancel->hide();
    m_save->setEnabled(m_model->rowCount() > 0);
    if (wasCancelled)
        m_message->showNote(tr("Cancelled; the table has what was classified before."));
    else if (m_model->rowCount() == 0)
        m_message->showError(tr("There are no files here. Drop images, or a folder with some."));
    showSummary();
}

void PredictionsPanel::showSummary()
{
    const int all = m_model->rowCount();
    QString text
        //: %1 a number, %2 which network
        = tr("%1 classified by network: %2")
              .arg(QLocale().toString(all - m_model->errors()), m_network);
    if (m_model->errors() > 0)
        text += tr(" · ⚠ %1 not readable").arg(QLocale().toString(m_model->errors()));
    m_summary->setText(text + tr(" · double-click looks at one"));
}

void PredictionsPanel::showError(const QString &sentence)
{
    m_message->showError(sentence);
}

void PredictionsPanel::showNote(const QString &sentence)
{
    m_message->showNote(sentence);
}

void PredictionsPanel::closeEvent(QCloseEvent *event)
{
    if (m_isBusy)
        Q_EMIT cancelRequested();
    QWidget::closeEvent(event);
}

} // namespace convscope
