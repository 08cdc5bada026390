// SPDX-License-Identifier: GPL-3.0-or-later
// ChartView: one quantity over the batches of a run. Only its own files know Qt Charts.
#pragma once
#include "core/train/curve_layout.h"
#include "ui/charts/baseline_lines.h"
#include <QString>
#include <QWidget>
#include <memory>
#include <optional>

namespace convscope {

/// Batches faint, their smoothed curve strong, validation as points joined by a dashed line, epochs
/// as bands, the best epoch marked. Drag zooms in, the wheel zooms about the pointer, a double
/// click fits. GUI thread only; the owner calls refresh() at its own pace.
class ChartView : public QWidget {
    Q_OBJECT
public:
    /// Percent: values are from 0 to 100. Strip: a low chart of one plain curve.
    enum class Kind { Plain, Percent, Strip };
    ChartView(const QString &title, Kind kind, QWidget *parent = nullptr);
    ~ChartView() override;

    struct Data {
        std::span<const CurvePoint> batches; ///< sorted by x
        std::span<const CurvePoint> smoothed;
        std::span<const CurvePoint> validation;
        std::span<const double> epochEnds; ///< x of each epoch's last batch
        std::optional<CurvePoint> best;
        double plannedEnd = 0; ///< x of the last batch of the whole run; 0: not known
        std::vector<Baseline> baselines; ///< equal ones share a line
    };
    /// What is on screen next; the spans must stay valid until the next call.
    void setData(const Data &curves);
    void setLogScale(bool on); ///< vertical; needs values above 0
    void fit(); ///< forgets the zoom
    void setCrosshair(std::optional<double> x); ///< of the linked chart; not signalled back
    void followTheme();
    int shownPoints() const; ///< of all series, for tests
    const std::vector<Baseline> &baselines() const; ///< as drawn, from below

Q_SIGNALS:
    void crosshairMoved(std::optional<double> x);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace convscope
