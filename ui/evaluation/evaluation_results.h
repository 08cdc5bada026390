// SPDX-License-Identifier: GPL-3.0-or-later
// EvaluationResults: what an evaluation found: confusion matrix, classes, calibration, and the
// images of what was chosen there. GUI thread only.
#pragma once
#include "core/train/measure/evaluation_measures.h"
#include <QWidget>

class QLabel;
class QSplitter;
class QTableView;
class QTableWidget;
class QTabWidget;

namespace convscope {

class ConfusionModel;
class ErrorGallery;
class ReliabilityDiagram;

class EvaluationResults : public QWidget {
    Q_OBJECT
public:
    explicit EvaluationResults(QWidget *parent = nullptr);

    void setResult(std::shared_ptr<const EvaluatedImages> result);
    const std::shared_ptr<const EvaluatedImages> &result() const { return m_result; }
    /// Shows the images of a cell; without one, all errors.
    void choose(std::optional<ConfusionCell> cell);

Q_SIGNALS:
    void sampleChosen(const std::shared_ptr<const convscope::Dataset> &dataset, quint64 sample);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *buildMatrix();
    QWidget *buildMatrixControls();
    QWidget *buildMetrics();
    QWidget *buildCalibration();
    void arrange();
    void fillMetrics();

    std::shared_ptr<const EvaluatedImages> m_result;
    std::optional<ConfusionCell> m_cell; // whose images are shown; none: all errors

    ConfusionModel *m_matrix;
    QWidget *m_matrixPage = nullptr; // beside the tabs, or the first of them
    QTableView *m_confusion = nullptr;
    QSplitter *m_top = nullptr;
    QTabWidget *m_tabs = nullptr;
    QTableWidget *m_metrics = nullptr;
    ReliabilityDiagram *m_reliability = nullptr;
    QLabel *m_calibrationError = nullptr;
    ErrorGallery *m_gallery = nullptr;
};

} // namespace convscope
