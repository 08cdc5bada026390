// SPDX-License-Identifier: GPL-3.0-or-later
// EvaluationPanel: how well a model does on a set of images; what to evaluate, and the results.
// GUI thread only.
#pragma once
#include "core/train/measure/evaluation.h"
#include <QString>
#include <QWidget>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace convscope {

class EvaluationResults;
class MessageBar;

/// The images to evaluate on: a split of the open dataset, or (none) all of it.
using SplitChoice = std::optional<Split>;

class EvaluationPanel : public QWidget {
    Q_OBJECT
public:
    explicit EvaluationPanel(QWidget *parent = nullptr);

    /// The splits that can be evaluated now; without a model the panel says how to get one.
    void setAvailable(bool hasModel, std::size_t train, std::size_t validation, std::size_t test);
    void setBusy(bool busy);
    void setProgress(quint64 done, quint64 total);
    /// Null: there is none of what is open.
    void setEvaluation(std::shared_ptr<const EvaluatedImages> result);
    void showError(const QString &sentence);
    void addNote(QWidget *note); ///< on every result, above it
    const EvaluatedImages *shown() const;

Q_SIGNALS:
    void evaluateRequested(const convscope::SplitChoice &split, bool best);
    void otherDatasetRequested(bool isFolder, bool best); ///< or a file; still to be chosen
    void cancelRequested();
    void exportRequested(int format); ///< index into evaluationExports()
    void sampleChosen(const std::shared_ptr<const convscope::Dataset> &dataset, quint64 sample);

private:
    QWidget *buildControls();
    void buildChoices(QWidget *controls);
    void buildButtons(QWidget *controls);
    bool wantsBest() const;
    QString summary() const;

    MessageBar *m_message;
    QComboBox *m_split = nullptr;
    QComboBox *m_which = nullptr;
    QPushButton *m_evaluate = nullptr;
    QPushButton *m_other = nullptr;
    QPushButton *m_export = nullptr;
    QPushButton *m_cancel = nullptr;
    QProgressBar *m_progress = nullptr;
    QLabel *m_summary = nullptr;
    QStackedWidget *m_stack;
    EvaluationResults *m_results;
};

} // namespace convscope
