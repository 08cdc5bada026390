// SPDX-License-Identifier: GPL-3.0-or-later
// TrainingPanel: the live charts of a run. Observes a RunModel; GUI thread only.
#pragma once
#include "ui/kit/update_throttle.h"
#include "ui/training/chart_content.h"
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
class RunCharts;

class TrainingPanel : public QWidget {
    Q_OBJECT
public:
    explicit TrainingPanel(RunModel &model, QWidget *parent = nullptr);
    /// What the open dataset gives away without a network; lines in the accuracy chart.
    void setBaselines(const std::optional<Baselines> &baselines);
    /// Other runs behind the present one, each in its colour; replaces those before.
    void setOverlays(std::vector<OverlayRun> overlays);
    const ChartContent &content() const { return m_content; }

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
    RunCharts *buildCharts();
    QWidget *buildStack();
    QWidget *buildControls();
    QWidget *buildSmoothing();
    void buildActions();
    QToolButton *buttonOf(QAction *action, const char *name);
    void restart();
    void setSmoothing(int percent);
    void setAxis(int index);
    void showReading();
    void choose(double x);
    void askAndSave(const QString &format);
    void askAndSaveTable();
    void copyImage();
    void copyTable();

    ChartContent m_content;
    QStackedWidget *m_stack, *m_views = nullptr;
    RunCharts *m_charts = nullptr;
    CurveReadout *m_readout = nullptr;
    CurveTable *m_table;
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
