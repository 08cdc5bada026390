// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/run_charts.h"
#include <QAction>
#include <QEvent>
#include <QSplitter>
#include <algorithm>

namespace convscope {

RunCharts::RunCharts(QWidget *parent)
    : QScrollArea(parent)
{
    using Kind = ChartView::Kind;
    m_loss = addChart(tr("loss"), Kind::Plain, "lossChart");
    m_accuracy = addChart(tr("accuracy"), Kind::Percent, "accuracyChart");
    m_rate = addChart(tr("learning rate"), Kind::Strip, "rateChart");
    m_gradients = addChart(tr("gradient norm"), Kind::Named, "gradientChart");
    m_gradients->setLogScale(true); // layers differ by powers of ten
    m_dead = addChart(tr("dead ReLUs, %"), Kind::Named, "deadReluChart");
    m_gradients->hide();
    m_dead->hide();
    auto *splitter = new QSplitter(Qt::Vertical);
    for (ChartView *chart : charts()) {
        link(chart);
        splitter->addWidget(chart);
        constexpr int kOfStrip = 1, kOfOthers = 4;
        splitter->setStretchFactor(splitter->count() - 1, chart == m_rate ? kOfStrip : kOfOthers);
    }
    splitter->setChildrenCollapsible(true);
    // One of no height lies beside all others, and would still take keys.
    connect(splitter, &QSplitter::splitterMoved, splitter, [splitter] {
        for (int i = 0; i < splitter->count(); ++i)
            splitter->widget(i)->setEnabled(splitter->sizes()[i] > 0);
    });
    setWidget(splitter);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus); // the charts take the keys
}

ChartView *RunCharts::addChart(const QString &title, ChartView::Kind kind, const char *name)
{
    auto *chart = new ChartView(title, kind);
    chart->setObjectName(QLatin1String(name));
    chart->setEmptyText(tr("No batch has been trained yet."));
    constexpr int kLines = 12, kStripLines = 6;
    chart->setMinimumHeight(
        fontMetrics().height() * (kind == ChartView::Kind::Strip ? kStripLines : kLines));
    chart->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(chart, &ChartView::pointClicked, this, &RunCharts::pointClicked);
    connect(chart, &ChartView::crosshairMoved, this, &RunCharts::crosshairMoved);
    return chart;
}

// All the others follow what is pointed at and zoomed to in this one.
void RunCharts::link(ChartView *chart)
{
    for (ChartView *other : charts()) {
        if (other == chart)
            continue;
        connect(chart, &ChartView::crosshairMoved, other, &ChartView::setCrosshair);
        connect(chart, &ChartView::zoomed, other, &ChartView::zoomTo);
    }
}

std::array<ChartView *, 5> RunCharts::charts() const
{
    return { m_loss, m_accuracy, m_rate, m_gradients, m_dead };
}

void RunCharts::addMenu(const QList<QAction *> &actions, QAction *baselines)
{
    for (ChartView *chart : charts())
        chart->addActions(actions);
    m_accuracy->insertAction(actions.front(), baselines);
}

void RunCharts::showRun(const ChartContent::Shown &content)
{
    m_loss->setData(content.loss);
    m_accuracy->setData(content.accuracy);
    m_rate->setData(content.rate);
}

void RunCharts::showLayers(const ChartView::Data &frame, std::vector<LayerCurves> curves)
{
    ChartView::Data gradients = frame;
    ChartView::Data dead = frame;
    double room = 0; // none of the names may be cut off, or lie on another
    for (const LayerCurves &layer : curves) {
        if (!layer.gradientNorms.empty()) {
            gradients.others.push_back({ layer.name, layer.colour, {}, layer.gradientNorms, {} });
            room = std::max(room, double(fontMetrics().horizontalAdvance(layer.name)));
        }
        if (!layer.deadShares.empty())
            dead.others.push_back({ layer.name, layer.colour, {}, layer.deadShares, {} });
    }
    for (ChartView *chart : charts())
        chart->setNameRoom(room);
    constexpr int kMin = 8, kAround = 3; // lines
    const int lines = std::max(kMin, int(gradients.others.size())) + kAround;
    m_gradients->setMinimumHeight(lines * fontMetrics().height());
    m_gradients->setData(gradients);
    m_dead->setData(dead);
    m_layers = std::move(curves); // the charts looked at the old ones until they had these
}

void RunCharts::setLayerTexts(const QString &noGradients, const QString &noDead)
{
    m_gradients->setEmptyText(noGradients);
    m_dead->setEmptyText(noDead);
}

void RunCharts::setLayersVisible(bool areVisible)
{
    m_gradients->setVisible(areVisible);
    m_dead->setVisible(areVisible);
}

void RunCharts::setLogScale(bool on)
{
    m_loss->setLogScale(on);
}

void RunCharts::setSelected(std::optional<double> x)
{
    for (ChartView *chart : charts())
        chart->setSelected(x);
}

void RunCharts::clear()
{
    for (ChartView *chart : charts()) {
        chart->setSelected({});
        chart->setData({});
        chart->fit();
    }
}

void RunCharts::fit()
{
    for (ChartView *chart : charts())
        chart->fit();
}

std::vector<ChartView *> RunCharts::inView() const
{
    std::vector<ChartView *> shown;
    std::ranges::copy_if(charts(), std::back_inserter(shown),
        [](const ChartView *chart) { return !chart->isHidden(); });
    return shown;
}

Range RunCharts::shownX() const
{
    return m_loss->shownX();
}

void RunCharts::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || !m_dead)
        return;
    for (ChartView *chart : charts())
        chart->followTheme();
}

} // namespace convscope
