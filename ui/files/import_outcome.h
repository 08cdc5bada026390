// SPDX-License-Identifier: GPL-3.0-or-later
// ImportOutcome: what would come of an import: what becomes of each tensor, what was assumed, and
// why it cannot be done. GUI thread only.
#pragma once
#include "ui/files/import_request.h"
#include <QWidget>

class QLabel;
class QProgressBar;
class QTableView;

namespace convscope {

class ImportTable;
class MessageBar;

class ImportOutcome : public QWidget {
    Q_OBJECT
public:
    explicit ImportOutcome(QWidget *parent = nullptr);

    void setReading(bool isReading); ///< until there is a proposal, or an error
    void setProposal(const ImportProposal &proposal);
    void showError(const QString &sentence); ///< instead of a proposal

private:
    void buildTable();
    void widenToContents();
    void showNotes(const ImportProposal &proposal);

    ImportTable *m_rows;
    QTableView *m_table;
    MessageBar *m_message;
    QLabel *m_notes;
    QProgressBar *m_progress;
};

} // namespace convscope
