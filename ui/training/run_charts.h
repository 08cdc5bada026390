// SPDX-License-Identifier: GPL-3.0-or-later
// RunCharts: the charts of a run one below the other, linked: what is pointed at and zoomed to in
// one is so in all. TrainingPanel fills them; GUI thread only.
#pragma once
#include "ui/training/chart_content.h"
#include <QScrollArea>
#include <array>

class QAction;

namespace convscope {

class RunCharts : public QScrollArea {
    Q_OBJECT
public:
    explicit RunCharts(QWidget *parent = nullptr);
    /// Adds actions to each chart's context menu; that of the accuracy begins with `baselines`.
    void addMenu(const QList<QAction *> &actions, QAction *baselines);

    void showRun(const ChartContent::Shown &content);
    /// Gradients and dead ReLUs. The curves are kept here while the charts look at them.
    void showLayers(const ChartView::Data &frame, std::vector<LayerCurves> curves);
    /// Sets the sentence in the place of curves that there are none of.
    void setLayerTexts(const QString &noGradients, const QString &noDead);
    void setLayersVisible(bool areVisible);
    void setLogScale(bool on); ///< of the loss
    void setSelected(std::optional<double> x);
    void clear(); ///< before what they look at is gone
    void fit();

    std::vector<ChartView *> inView() const; ///< without those of layers, where these are off
    Range shownX() const; ///< the same in all

Q_SIGNALS:
    void crosshairMoved(std::optional<double> x);
    void pointClicked(double x);

protected:
    void changeEvent(QEvent *event) override;

private:
    ChartView *addChart(const QString &title, ChartView::Kind kind, const char *name);
    void link(ChartView *chart);
    std::array<ChartView *, 5> charts() const; ///< from above

    ChartView *m_loss = nullptr, *m_accuracy = nullptr, *m_rate = nullptr;
    ChartView *m_gradients = nullptr, *m_dead = nullptr;
    std::vector<LayerCurves> m_layers;
};

} // namespace convscope
