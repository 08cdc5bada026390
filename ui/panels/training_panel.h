// SPDX-License-Identifier: GPL-3.0-or-later
// TrainingPanel: the live charts of a run. Observes a RunModel; GUI thread only.
#pragma once
#include "core/data/dataset_report.h"
#include "core/train/curve_layout.h"
#include "ui/charts/chart_view.h"
#include "ui/models/run_model.h"
#include "ui/widgets/update_throttle.h"
#include <QWidget>

class QAction;
class QSlider;
class QLabel;
class QStackedWidget;

namespace convscope {

class TrainingPanel : public QWidget {
    Q_OBJECT
public:
    explicit TrainingPanel(RunModel &model, QWidget *parent = nullptr);
    /// What the open dataset gives away without a network; lines in the accuracy chart.
    void setBaselines(const std::optional<Baselines> &baselines);
    const ChartView &lossChart() const { return *m_loss.view; }

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Curve { // one chart and what it shows
        ChartView *view = nullptr;
        std::vector<CurvePoint> batches, smoothed, validation;
        Smoother smoother { 0 };
        std::optional<CurvePoint> best;
    };
    QWidget *buildCharts();
    QWidget *buildControls();
    void restart();
    void takeNew();
    void refresh();
    void setSmoothing(int percent);

    RunModel &m_model;
    QStackedWidget *m_stack;
    Curve m_loss, m_accuracy, m_rate;
    std::vector<Baseline> m_baselines;
    QAction *m_showBaselines = nullptr;
    std::vector<double> m_epochEnds;
    std::size_t m_batchesTaken = 0, m_epochsTaken = 0;
    QSlider *m_smoothing = nullptr;
    QLabel *m_smoothingLabel = nullptr;
    UpdateThrottle m_throttle;
};

} // namespace convscope
