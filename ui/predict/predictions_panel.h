// SPDX-License-Identifier: GPL-3.0-or-later
// PredictionsPanel: many images classified at once, as a table that can be sorted and saved. A
// window of its own. GUI thread only.
#pragma once
#include "ui/predict/predictions_model.h"
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QTableView;

namespace convscope {

class MessageBar;

class PredictionsPanel : public QWidget {
    Q_OBJECT
public:
    explicit PredictionsPanel(QWidget *parent = nullptr);

    PredictionsModel &predictions() { return *m_model; }
    /// Empties the table; `network` says what they are classified with.
    void begin(std::vector<std::string> classes, const QString &network);
    void setProgress(quint64 done, quint64 total); ///< total 0: not known yet
    void append(const std::vector<PredictedImage> &images);
    /// With what was classified so far, where it was cancelled.
    void end(bool wasCancelled);
    void showError(const QString &sentence);
    void showNote(const QString &sentence);

Q_SIGNALS:
    void imageChosen(const QString &path); ///< to be looked at
    void cancelRequested();
    void saveRequested(); ///< as CSV

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    QWidget *buildFoot();
    void showSummary();

    PredictionsModel *m_model;
    QTableView *m_table;
    MessageBar *m_message;
    QLabel *m_summary = nullptr;
    QProgressBar *m_progress = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_save = nullptr;
    QString m_network;
    bool m_isBusy = false;
};

} // namespace convscope
