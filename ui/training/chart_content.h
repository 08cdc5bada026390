// SPDX-License-Identifier: GPL-3.0-or-later
// ChartContent: what the charts show of a run, and of other runs behind it. TrainingPanel changes
// it and hands it on; GUI thread only.
#pragma once
#include "core/data/report/dataset_report.h"
#include "core/train/history/run_curves.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/overlay_run.h"
#include "ui/training/layer_curves.h"
#include "ui/training/run_model.h"
#include <QCoreApplication>

namespace convscope {

class ChartContent {
    Q_DECLARE_TR_FUNCTIONS(ChartContent)
public:
    explicit ChartContent(const RunModel &run);

    const RunModel &run() const { return m_run; }
    const RunCurves &curves() const { return m_curves; }
    double smoothing() const { return m_smoothing; }

    void restart(); ///< the run was exchanged for another
    void takeNew(); ///< what was appended to it since the last time
    void setSmoothing(double weight); ///< from 0 to less than 1
    void setAxis(CurveAxis axis);
    /// Sets the baselines that the open dataset gives away without a network.
    void setBaselines(const std::optional<Baselines> &baselines);

    struct Overlay { // the run stays where its curves look at it
        explicit Overlay(OverlayRun other)
            : run(std::move(other))
            , curves(run.batches, run.epochs)
        {
        }
        OverlayRun run;
        RunCurves curves;
    };
    using Overlays = std::vector<std::unique_ptr<Overlay>>;
    const Overlays &overlays() const { return m_overlays; }
    /// @return those before, which charts look at until they are given the new ones
    [[nodiscard]] Overlays exchangeOverlays(std::vector<OverlayRun> overlays);

    struct Shown {
        ChartView::Data loss, accuracy, rate;
    };
    Shown shown(bool withBaselines) const;
    ChartView::Data frame() const; ///< what all charts have in common
    std::vector<LayerCurves> layers() const { return layerCurves(m_run.health(), m_curves); }
    QString whyNoLayers() const; ///< in the place of their curves
    QString whyNoDeadLayers() const;

private:
    std::vector<ChartMark> marks() const;

    const RunModel &m_run;
    RunCurves m_curves;
    double m_smoothing = 0;
    Overlays m_overlays;
    std::vector<Baseline> m_baselines;
};

} // namespace convscope
