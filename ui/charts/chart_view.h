// SPDX-License-Identifier: GPL-3.0-or-later
// ChartView: one quantity over the batches of a run. Only its own files know Qt Charts.
#pragma once
#include "core/train/history/run_curves.h"
#include "ui/charts/baseline_lines.h"
#include <QString>
#include <QWidget>
#include <memory>
#include <optional>

class QPainter;

namespace convscope {

/// Something that happened at a place of the run: a line across the chart with a word.
struct ChartMark {
    enum class Kind { Change, Stop, Error };
    double x = 0;
    QString text;
    Kind kind = Kind::Change;
    friend bool operator==(const ChartMark &, const ChartMark &) = default;
};

/// Curves of one more thing, all in one colour.
struct NamedCurves {
    QString name;
    QColor colour;
    CurveView faint, strong, dashed; ///< each may be empty
};

/// Batches faint, their smoothed curve strong, validation as points joined by a dashed line, epochs
/// as bands, the best epoch marked. Drag zooms in, the wheel zooms about the pointer, the middle
/// button or Shift and a drag move along, a double click or F fits, arrow keys move. GUI thread
/// only; the owner calls setData() at its own pace.
class ChartView : public QWidget {
    Q_OBJECT
public:
    /// Percent: values are from 0 to 100. Strip: a low chart of one plain curve. Named: only the
    /// others, each with its name at its right end.
    enum class Kind { Plain, Percent, Strip, Named };
    ChartView(const QString &title, Kind kind, QWidget *parent = nullptr);
    ~ChartView() override;

    struct Data {
        CurveView batches; ///< sorted by x, as all curves are
        CurveView smoothed;
        CurveView validation;
        std::span<const double> epochEnds; ///< x of each epoch's last batch
        std::optional<CurvePoint> best;
        double plannedEnd = 0; ///< x of the last batch of the whole run; 0: not known
        std::vector<Baseline> baselines {}; ///< equal ones share a line
        std::vector<ChartMark> marks {};
        std::vector<NamedCurves> others {};
        CurveAxis axis = CurveAxis::Batch;
    };
    /// Sets the data to show; what they point to must stay valid until the next call.
    void setData(const Data &curves);
    /// The sentence in the place of curves and axes while there are no curves.
    void setEmptyText(const QString &sentence);
    void setLogScale(bool on); ///< vertical; leaves out what is not above 0
    void fit(); ///< forgets the zoom
    void zoomTo(const std::optional<Range> &x); ///< as a linked chart has it; not signalled back
    void setCrosshair(std::optional<double> x); ///< likewise
    void setSelected(std::optional<double> x); ///< the place that something else is shown of
    void followTheme();
    /// Room for names right of the plot; the same in all charts that stand one below the other.
    void setNameRoom(double pixels);

    int shownPoints() const; ///< points of all series, for tests
    Range shownX() const;
    const std::vector<Baseline> &baselines() const; ///< as drawn, from below
    const std::vector<ChartMark> &marks() const;
    const std::optional<double> &selected() const;
    void paintOn(QPainter &painter, const QRectF &place); ///< the whole chart, for export

Q_SIGNALS:
    void crosshairMoved(std::optional<double> x);
    void zoomed(const std::optional<convscope::Range> &x); ///< by the person; nothing: all
    void pointClicked(double x); ///< or chosen by the return key

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace convscope
