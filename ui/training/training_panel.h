// SPDX-License-Identifier: GPL-3.0-or-later
// TrainingPanel: the live charts of a run. Observes a RunModel; GUI thread only.
#pragma once
#include "core/data/report/dataset_report.h"
#include "core/train/history/run_curves.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/overlay_run.h"
#include "ui/kit/update_throttle.h"
#include "ui/training/run_model.h"
#include <QWidget>

class QAction;
class QComboBox;
class QLabel;
class QSlider;
class QStackedWidget;
class QToolButton;

namespace convscope {

class CurveReadout;
class CurveTable;

class TrainingPanel : public QWidget {
    Q_OBJECT
public:
    explicit TrainingPanel(RunModel &model, QWidget *parent = nullptr);
    ~TrainingPanel() override;
    /// The baselines of the open dataset, without a network; lines in the accuracy chart.
    void setBaselines(const std::optional<Baselines> &baselines);
    /// Other runs behind the present one, each in its colour; replaces those before.
    void setOverlays(std::vector<OverlayRun> overlays);
    std::vector<const OverlayRun *> overlays() const; ///< until the next are set
    const ChartView &lossChart() const { return *m_loss; }

    /// The batch that something else is shown of, marked in all charts.
    void selectBatch(std::optional<std::int64_t> batch);
    /// Whether charts of the single layers are shown; see layersRequested().
    bool showsLayers() const;
    double smoothing() const; ///< from 0 to less than 1

    /// "Save the charts…" and its like, for menus elsewhere too.
    const QList<QAction *> &exportActions() const { return m_exportActions; }
    /// As the name ends: .png, .svg or .pdf. @throws Error
    void saveImage(const QString &path);
    /// The part that is shown, as the saved table has it, to be pasted into a spreadsheet.
    /// @throws Error where it is too much for a clipboard.
    std::string shownAsCsv() const;
    void refresh(); ///< at once, instead of with the next tick
    std::size_t bytesOfCurves() const; ///< memory of the present run, without its reports

Q_SIGNALS:
    void layersRequested(bool on); ///< batches should tell how each layer fares
    void batchChosen(qint64 batch); ///< by a click on a curve
    void tableRequested(const QString &path, double smoothing); ///< everything, as a CSV file
    void saved(const QString &path);
    void failed(const QString &sentence);

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Overlay { // the run stays where its curves look at it
        explicit Overlay(OverlayRun other)
            : run(std::move(other))
            , curves(run.batches, run.epochs)
        {
        }
        OverlayRun run;
        RunCurves curves;
    };
    QWidget *buildCharts();
    QWidget *buildStack();
    QWidget *buildControls();
    QWidget *buildSmoothing();
    void buildActions();
    QToolButton *buttonOf(QAction *action, const char *name);
    ChartView *addChart(const QString &title, ChartView::Kind kind, const char *name);
    void link(ChartView *chart);
    void restart();
    void setSmoothing(int percent);
    void setAxis(int index);
    void showReading();
    void choose(double x);
    std::vector<ChartMark> marks() const;
    ChartView::Data frameOfRun() const;
    void showLayers();
    QString whyNoLayers() const;
    std::vector<ChartView *> shownCharts() const;
    void askAndSave(const QString &format);
    void askAndSaveTable();
    void copyImage();
    void copyTable();

    RunModel &m_model;
    RunCurves m_curves;
    std::vector<std::unique_ptr<Overlay>> m_overlays;
    QStackedWidget *m_stack, *m_views = nullptr;
    ChartView *m_loss = nullptr, *m_accuracy = nullptr, *m_rate = nullptr;
    ChartView *m_gradients = nullptr, *m_dead = nullptr;
    struct LayerCurves {
        std::vector<std::vector<CurvePoint>> gradientNorms, deadShares;
    };
    LayerCurves m_layerCurves;
    CurveReadout *m_readout = nullptr;
    CurveTable *m_table;
    std::vector<Baseline> m_baselines;
    std::optional<double> m_crosshair;
    std::optional<std::int64_t> m_selected;
    QAction *m_showBaselines = nullptr, *m_showLayers = nullptr, *m_showTable = nullptr;
    QAction *m_log = nullptr;
    QList<QAction *> m_exportActions;
    QSlider *m_smoothing = nullptr;
    QLabel *m_smoothingLabel = nullptr;
    QComboBox *m_axis = nullptr;
    UpdateThrottle m_throttle;
};

} // namespace convscope
