// SPDX-License-Identifier: GPL-3.0-or-later
// PreflightDialog: the checks before a long run, each a tick or a cross with a sentence and a small
// image. GUI thread only.
#pragma once
#include "core/train/measure/preflight.h"
#include <QDialog>
#include <array>

class QLabel;
class QProgressBar;
class QPushButton;

namespace convscope {

class CheckPlotView;

class PreflightDialog : public QDialog {
    Q_OBJECT
public:
    explicit PreflightDialog(QWidget *parent = nullptr);

    void begin();
    void setProgress(quint64 done, quint64 total);
    /// The checks so far.
    void setReport(const PreflightReport &report);
    /// All checks are made.
    void end();
    /// Marks the report as outdated: network, images or settings are others now.
    void outdate();
    void showError(const QString &sentence);

Q_SIGNALS:
    void cancelRequested();
    void rateChosen(double rate);

private:
    struct Row {
        QLabel *sign, *title, *sentence;
        CheckPlotView *image;
    };
    QWidget *makeRow(Row &row);
    void setRow(const Row &row, const PreflightCheck &check);

    std::array<Row, kPreflightChecks> m_rows {};
    QLabel *m_summary;
    QProgressBar *m_progress;
    QPushButton *m_use;
    PreflightReport m_report;
    bool m_busy = false;
};

} // namespace convscope
