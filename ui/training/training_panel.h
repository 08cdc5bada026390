// SPDX-License-Identifier: GPL-3.0-or-later
// TrainingPanel: the live charts of a run. Observes a RunModel; GUI thread only.
#pragma once
#include "ui/kit/update_throttle.h"
#include "ui/training/chart_content.h"
#include <QWidget>

class QStackedWidget;
class QTableView;

namespace convscope {

class ChartControls;
class ChartFiles;
class CurveReadout;
class CurveTable;
class RunCharts;

class TrainingPanel : public QWidget {
    Q_OBJECT
public:
    explicit TrainingPanel(RunModel &model, QWidget *parent = nullptr);
    /// Lines in the accuracy chart.
    void setBaselines(const std::optional<Baselines> &baselines);
    /// Other runs behind the present one, each in its colour; replaces those before.
    void setOverlays(std::vector<OverlayRun> overlays);
    /// The batch that something else is shown of, marked in all charts.
    void selectBatch(std::optional<std::int64_t> batch);
    void refresh(); ///< at once, instead of with the next tick

    const ChartContent &content() const { return m_content; }
    ChartFiles &files() { return *m_files; } ///< what leaves the charts

Q_SIGNALS:
    void layersRequested(bool on); ///< batches should tell how each layer fares
    void batchChosen(qint64 batch); ///< by a click on a curve

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildPage();
    QTableView *buildTable();
    void connectControls();
    void restart();
    void followSmoothing();
    void setAxis(CurveAxis axis);
    void showReading();
    void choose(double x);

    ChartContent m_content;
    CurveTable *m_table;
    RunCharts *m_charts;
    ChartFiles *m_files;
    ChartControls *m_controls;
    CurveReadout *m_readout;
    QStackedWidget *m_stack; // what there is without a run, or the page of one
    QStackedWidget *m_views; // the charts, or the table
    std::optional<double> m_crosshair;
    std::optional<std::int64_t> m_selected;
    UpdateThrottle m_throttle;
};

} // namespace convscope
