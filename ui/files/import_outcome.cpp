// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/import_outcome.h"
#include "ui/files/import_table.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/named.h"
#include "ui/kit/theme.h"
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

namespace convscope {

ImportOutcome::ImportOutcome(QWidget *parent)
    : QWidget(parent)
    , m_rows(new ImportTable(this))
    , m_table(new QTableView(this))
    , m_message(new MessageBar(this))
    , m_notes(new QLabel(this))
    , m_progress(new QProgressBar(this))
{
    buildTable();
    m_message->setObjectName(QStringLiteral("importMessage"));
    m_notes->setObjectName(QStringLiteral("importNotes"));
    m_notes->setWordWrap(true);
    m_notes->setTextFormat(Qt::PlainText);
    m_notes->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_notes->hide();
    m_progress->setObjectName(QStringLiteral("importProgress"));
    m_progress->setAccessibleName(tr("Reading the weights"));
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(int(fontMetrics().height() * kSpacing));
    layout->addWidget(m_message);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_notes);
    layout->addWidget(m_progress);
}

void ImportOutcome::buildTable()
{
    named(m_table, QStringLiteral("importTable"), tr("What becomes of each tensor"),
        tr("Which tensor of the file becomes which parameter of the network; nothing is taken "
           "until you press Import"));
    m_table->setModel(m_rows);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setSectionResizeMode(ImportTable::What, QHeaderView::Stretch);
    connect(m_table->horizontalHeader(), &QHeaderView::sectionResized, m_table,
        &QTableView::resizeRowsToContents);
}

void ImportOutcome::setReading(bool isReading)
{
    m_progress->setVisible(isReading);
}

void ImportOutcome::setProposal(const ImportProposal &proposal)
{
    m_progress->hide();
    m_rows->setRows(proposal.rows);
    widenToContents();
    showNotes(proposal);
    if (proposal.error.empty()) {
        m_message->clear();
        return;
    }
    const int errors = m_rows->errors();
    m_message->showError(errors > 1
            ? tr("%1 rows do not fit; the first: %2")
                  .arg(locale().toString(errors), importSentence(proposal.error))
            : importSentence(proposal.error));
}

/// But long names leave room for the sentence, which is broken into lines.
void ImportOutcome::widenToContents()
{
    constexpr int kMax = 24; // letters
    const int most = fontMetrics().averageCharWidth() * kMax;
    for (int column = 0; column < ImportTable::What; ++column) {
        m_table->resizeColumnToContents(column);
        m_table->setColumnWidth(column, std::min(m_table->columnWidth(column), most));
    }
    m_table->resizeRowsToContents();
}

void ImportOutcome::showNotes(const ImportProposal &proposal)
{
    constexpr std::size_t kMax = 6; // lines; the table is what matters
    QStringList notes;
    for (std::size_t i = 0; i < std::min(proposal.notes.size(), kMax); ++i)
        notes << QStringLiteral("• ") + importSentence(proposal.notes[i]);
    if (proposal.notes.size() > kMax)
        notes << tr("… and %1 more").arg(qulonglong(proposal.notes.size() - kMax));
    m_notes->setText(notes.join(QLatin1Char('\n')));
    m_notes->setVisible(!notes.isEmpty());
}

void ImportOutcome::showError(const QString &sentence)
{
    m_progress->hide();
    m_rows->setRows({});
    m_notes->hide();
    m_message->showError(sentence);
}

} // namespace convscope
