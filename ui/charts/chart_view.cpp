// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_view_impl.h"
#include "ui/kit/theme.h"
#include <QVBoxLayout>

namespace convscope {

ChartView::Impl::Impl(ChartView &o, const QString &t, Kind k)
    : QChartView(&o)
    , owner(o)
    , state { .title = t, .kind = k }
    , plot(*this, state)
{
    setRenderHint(QPainter::Antialiasing);
    setViewportUpdateMode(
        QGraphicsView::FullViewportUpdate); // the bands lie behind what Qt redraws
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    followTheme();
    plot.refresh();
}

void ChartView::Impl::followTheme()
{
    plot.followTheme();
    setBackgroundBrush(surfaceColour());
}

ChartView::ChartView(const QString &title, Kind kind, QWidget *parent)
    : QWidget(parent)
    , m_impl(std::make_unique<Impl>(*this, title, kind))
{
    setAccessibleName(title);
    m_impl->setAccessibleName(title);
    setFocusProxy(m_impl.get());
    m_impl->viewport()->setToolTip(
        tr("<p>Drag to zoom in, wheel to zoom, Shift and a drag to move along, double click or F "
           "to see all.</p><p>Arrow keys move, + and − zoom, Ctrl and an arrow key step from batch "
           "to batch, Return chooses the batch under the line.</p>"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_impl.get());
}

ChartView::~ChartView() = default;

void ChartView::setData(const Data &curves)
{
    if (curves.axis != m_impl->state.curves.axis) // what was zoomed to lies elsewhere now
        m_impl->state.zoomX = m_impl->state.zoomY = std::nullopt, m_impl->state.crosshair.reset();
    m_impl->state.curves = curves;
    m_impl->state.curves.baselines = mergedBaselines(curves.baselines);
    m_impl->plot.refresh();
    m_impl->viewport()->update(); // the baselines are none of Qt's series
    const QString text = m_impl->state.description();
    setAccessibleDescription(text);
    m_impl->setAccessibleDescription(text);
}

void ChartView::setEmptyText(const QString &sentence)
{
    m_impl->state.emptyText = sentence;
    m_impl->viewport()->update();
}

void ChartView::setLogScale(bool on)
{
    if (on == m_impl->state.logScale)
        return;
    m_impl->state.logScale = on;
    m_impl->state.zoomY.reset();
    m_impl->plot.swapScales();
    m_impl->plot.refresh();
}

void ChartView::fit()
{
    m_impl->state.zoomX.reset();
    m_impl->state.zoomY.reset();
    m_impl->plot.refresh();
}

void ChartView::zoomTo(const std::optional<Range> &x)
{
    m_impl->state.zoomX = x;
    if (!x)
        m_impl->state.zoomY.reset();
    m_impl->plot.refresh();
}

void ChartView::setCrosshair(std::optional<double> x)
{
    m_impl->state.crosshair = x;
    m_impl->viewport()->update();
}

void ChartView::setSelected(std::optional<double> x)
{
    m_impl->state.selected = x;
    m_impl->viewport()->update();
}

void ChartView::followTheme()
{
    m_impl->followTheme();
}

void ChartView::setNameRoom(double pixels)
{
    if (pixels == m_impl->state.nameRoom)
        return;
    m_impl->state.nameRoom = pixels;
    m_impl->plot.layOut();
    m_impl->viewport()->update();
}

const std::vector<Baseline> &ChartView::baselines() const
{
    return m_impl->state.curves.baselines;
}

const std::vector<ChartMark> &ChartView::marks() const
{
    return m_impl->state.curves.marks;
}

const std::optional<double> &ChartView::selected() const
{
    return m_impl->state.selected;
}

Range ChartView::shownX() const
{
    return m_impl->plot.shownX();
}

int ChartView::shownPoints() const
{
    return m_impl->plot.shownPoints();
}

void ChartView::paintOn(QPainter &painter, const QRectF &place)
{
    m_impl->render(&painter, place, m_impl->viewport()->rect());
}

} // namespace convscope
