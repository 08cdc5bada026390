// SPDX-License-Identifier: GPL-3.0-or-later
// EvaluationPanel: how well a model does on a split, class by class and picture by picture.
// GUI thread only.
#pragma once
#include "core/train/evaluation.h"
#include <QString>
#include <QWidget>
#include <memory>
#include <optional>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QTableWidget;

namespace convscope {

class ImageGrid;
class MessageBar;

/// An evaluation with the pictures it is about.
struct EvaluatedSplit {
    Split split = Split::Validation;
    Evaluation evaluation;
    ImageSet pictures; ///< Evaluation's samples are indices into this
    std::vector<std::string> sampleNames; ///< one a picture
    std::int64_t batch = 0; ///< of the model
};

class EvaluationPanel : public QWidget {
    Q_OBJECT
public:
    enum class Which { Best, Current };

    explicit EvaluationPanel(QWidget *parent = nullptr);

    /// What can be evaluated at the moment; without a model the panel says how to get one.
    void setAvailable(bool hasModel, std::size_t train, std::size_t validation, std::size_t test);
    void setBusy(bool busy);
    void setProgress(quint64 done, quint64 total);
    void setEvaluation(std::shared_ptr<const EvaluatedSplit> result);
    void showFault(const QString &sentence);
    const EvaluatedSplit *shown() const { return m_result.get(); }

Q_SIGNALS:
    void evaluateRequested(convscope::Split split, bool best);
    void cancelRequested();
    void sampleChosen(quint64 sample); ///< index into the dataset's samples()

private:
    QWidget *buildControls();
    QWidget *buildResults();
    void fillConfusion();
    void fillMetrics();
    void fillErrors();

    std::shared_ptr<const EvaluatedSplit> m_result;
    std::optional<std::pair<int, int>> m_cell; // chosen [truth, predicted] of the matrix
    std::vector<std::size_t> m_shown; // index into the result's pictures, as in the gallery

    MessageBar *m_message;
    QComboBox *m_split = nullptr;
    QComboBox *m_which = nullptr;
    QPushButton *m_evaluate = nullptr;
    QPushButton *m_cancel = nullptr;
    QProgressBar *m_progress = nullptr;
    QLabel *m_summary = nullptr;
    QStackedWidget *m_stack;
    QTableWidget *m_confusion = nullptr;
    QTableWidget *m_metrics = nullptr;
    QLabel *m_errorsTitle = nullptr;
    ImageGrid *m_errors = nullptr;
};

} // namespace convscope
