// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_view_impl.h"
#include "ui/theme.h"
#include <QLegendMarker>
#include <QLocale>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {
constexpr std::size_t kMostPoints = 1000; // of a series on screen

QList<QPointF> toQt(const std::vector<CurvePoint> &points)
{
    QList<QPointF> list;
    list.reserve(static_cast<qsizetype>(points.size()));
    for (const CurvePoint &point : points)
        list.append({ point.x, point.y });
    return list;
}

// Every tick costs a label, so a wide range must not meet the narrow ticks of the one before.
void setAxis(QValueAxis &axis, const Range &range, double step)
{
    axis.setTickType(QValueAxis::TicksDynamic);
    axis.setTickAnchor(0);
    axis.setTickInterval(std::max(axis.tickInterval(), step));
    axis.setRange(range.low, range.high);
    axis.setTickInterval(step);
}

} // namespace

ChartView::Impl::Impl(ChartView &o, const QString &t, Kind k)
    : QChartView(&o)
    , owner(o)
    , title(t)
    , kind(k)
    , raw(new QLineSeries)
    , smoothed(new QLineSeries)
    , validationLine(new QLineSeries)
    , validation(new QScatterSeries)
    , best(new QScatterSeries)
    , xAxis(new QValueAxis)
    , yAxis(new QValueAxis)
    , logAxis(new QLogValueAxis)
{
    chart()->setAnimationOptions(QChart::NoAnimation);
    chart()->setBackgroundVisible(false);
    chart()->setMargins({ 0, 0, 0, 0 });
    chart()->legend()->detachFromChart(); // its place is ours, see resizeEvent()
    chart()->legend()->setMarkerShape(QLegend::MarkerShapeFromSeries);
    chart()->addAxis(xAxis, Qt::AlignBottom);
    chart()->addAxis(yAxis, Qt::AlignLeft);
    logAxis->setBase(10);
    logAxis->setMinorTickCount(8);
    logAxis->setParent(this); // while the chart does not have it
    logAxis->setRange(0.01, 1); // its default begins at 0, which has no logarithm
    addSeries(raw, ChartView::tr("every batch"));
    addSeries(smoothed, ChartView::tr("training, smoothed"));
    addSeries(validationLine, ChartView::tr("validation"));
    addSeries(validation, {});
    addSeries(best, ChartView::tr("best epoch"));
    for (QLegendMarker *marker : chart()->legend()->markers(validation))
        marker->setVisible(false); // its line stands for it
    xAxis->setLabelFormat(QStringLiteral("%d"));
    yAxis->setLabelFormat(kind == Kind::Percent ? QStringLiteral("%g %%") : QStringLiteral("%g"));
    logAxis->setLabelFormat(QStringLiteral("%g"));
    if (kind == Kind::Strip) {
        raw->setName(title);
        for (QXYSeries *absent :
            std::initializer_list<QXYSeries *> { smoothed, validationLine, best })
            for (QLegendMarker *marker : chart()->legend()->markers(absent))
                marker->setVisible(false);
        xAxis->setLabelsVisible(false);
    } else {
        xAxis->setTitleText(ChartView::tr("batch"));
        yAxis->setTitleText(title);
        logAxis->setTitleText(title);
    }
    setRenderHint(QPainter::Antialiasing);
    setViewportUpdateMode(
        QGraphicsView::FullViewportUpdate); // the bands lie behind what Qt redraws
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setFocusPolicy(Qt::NoFocus);
    followTheme();
    refresh();
}

QXYSeries *ChartView::Impl::addSeries(QXYSeries *series, const QString &name)
{
    series->setName(name);
    chart()->addSeries(series);
    series->attachAxis(xAxis);
    series->attachAxis(yAxis);
    return series;
}

void ChartView::Impl::followTheme()
{
    const SeriesColours colours = seriesColours();
    QColor faint = colours.training;
    faint.setAlphaF(0.42F);
    raw->setPen(kind == Kind::Strip ? QPen(colours.rate, 2) : QPen(faint, 1));
    smoothed->setPen(QPen(colours.training, 2.2));
    validationLine->setPen(QPen(colours.validation, 1.6, Qt::DashLine));
    validation->setColor(colours.validation);
    validation->setBorderColor(surfaceColour());
    validation->setMarkerSize(9);
    best->setColor(surfaceColour());
    best->setBorderColor(colours.best);
    best->setPen(QPen(colours.best, 2.4));
    best->setMarkerSize(14);
    const QColor text = owner.palette().color(QPalette::WindowText);
    for (QAbstractAxis *axis : std::initializer_list<QAbstractAxis *> { xAxis, yAxis, logAxis }) {
        axis->setLabelsColor(mutedText());
        axis->setTitleBrush(text);
        axis->setGridLineColor(lineColour());
        axis->setMinorGridLineColor(bandColour());
        axis->setLinePenColor(lineColour());
        QFont font = owner.font();
        axis->setTitleFont(font);
        font.setPointSizeF(font.pointSizeF() * 0.9);
        axis->setLabelsFont(font);
    }
    chart()->legend()->setLabelColor(text);
    chart()->legend()->setFont(owner.font());
    setBackgroundBrush(surfaceColour());
}

Range ChartView::Impl::fittingX() const
{
    double last = 0;
    for (const auto points : { curves.batches, curves.smoothed, curves.validation })
        if (!points.empty())
            last = std::max(last, points.back().x);
    const double end = growingEnd(last);
    return { 0, last > 0 && last <= curves.plannedEnd ? std::min(end, curves.plannedEnd) : end };
}

Range ChartView::Impl::fittingY(const Range &x) const
{
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (const auto points : { curves.batches, curves.smoothed, curves.validation }) {
        for (const CurvePoint &point : points) {
            const bool counts = std::isfinite(point.y) && point.x >= x.low && point.x <= x.high
                && (!logScale || point.y > 0);
            low = counts ? std::min(low, point.y) : low;
            high = counts ? std::max(high, point.y) : high;
        }
    }
    if (kind == Kind::Percent)
        return { 0, 100 };
    if (low > high)
        return logScale ? Range { 0.01, 1 } : Range { 0, 1 };
    if (logScale)
        return { std::pow(10, std::floor(std::log10(low) * 2) / 2),
            std::pow(10, std::ceil(std::log10(high) * 2) / 2) };
    return niceRange(std::min(low, 0.0), high);
}

void ChartView::Impl::setAxes(const Range &x, const Range &y)
{
    setAxis(*xAxis, x, std::max(1.0, niceStep(x.high - x.low, 8)));
    if (logScale) {
        logAxis->setRange(y.low, y.high);
        return;
    }
    // A little air, so that lines and markers at the edge are not cut in half.
    const double air = zoomY ? 0 : (y.high - y.low) * 0.07;
    setAxis(*yAxis, { y.low - air, y.high + air },
        niceStep(y.high - y.low, kind == Kind::Strip ? 2 : 5));
}

void ChartView::Impl::refresh()
{
    const Range x = zoomX.value_or(fittingX());
    const auto shown = [&](std::span<const CurvePoint> points) {
        std::vector<CurvePoint> thin = thinOut(points, x.low, x.high, kMostPoints);
        if (logScale)
            std::erase_if(thin, [](const CurvePoint &p) { return p.y <= 0; });
        return toQt(thin);
    };
    raw->replace(shown(curves.batches));
    smoothed->replace(shown(curves.smoothed));
    const QList<QPointF> points = shown(curves.validation);
    validationLine->replace(points);
    validation->replace(points);
    best->replace(
        curves.best ? QList<QPointF> { { curves.best->x, curves.best->y } } : QList<QPointF> {});
    setAxes(x, zoomY.value_or(fittingY(x)));
}

void ChartView::Impl::setLog(bool on)
{
    if (on == logScale)
        return;
    logScale = on;
    zoomY.reset();
    QAbstractAxis *before = on ? static_cast<QAbstractAxis *>(yAxis) : logAxis;
    QAbstractAxis *after = on ? static_cast<QAbstractAxis *>(logAxis) : yAxis;
    if (on) // a logarithmic axis must not see a value of 0, not even for a moment
        for (QAbstractSeries *series : chart()->series())
            static_cast<QXYSeries *>(series)->clear();
    chart()->removeAxis(before);
    before->setParent(this);
    chart()->addAxis(after, Qt::AlignLeft);
    for (QAbstractSeries *series : chart()->series())
        series->attachAxis(after);
    refresh();
}

QString ChartView::Impl::valueText(double value) const
{
    return kind == Kind::Percent ? QLocale().toString(value, 'f', 1) + QStringLiteral(" %")
                                 : QLocale().toString(value, 'g', 4);
}

ChartView::ChartView(const QString &title, Kind kind, QWidget *parent)
    : QWidget(parent)
    , m_impl(std::make_unique<Impl>(*this, title, kind))
{
    setAccessibleName(title);
    setToolTip(tr("Drag to zoom in, wheel to zoom, double click to see all"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_impl.get());
}

ChartView::~ChartView() = default;

void ChartView::setData(const Data &curves)
{
    m_impl->curves = curves;
    m_impl->curves.baselines = mergedBaselines(curves.baselines);
    m_impl->refresh();
    m_impl->viewport()->update(); // the baselines are none of Qt's series
    QStringList text;
    if (const CurvePoint *last = pointAt(curves.batches, HUGE_VAL))
        text << tr("batch %1, value %2").arg(last->x).arg(last->y);
    if (const CurvePoint *last = pointAt(curves.validation, HUGE_VAL))
        text << tr("validation %1").arg(last->y);
    for (const Baseline &baseline : m_impl->curves.baselines)
        text << baseline.name + QLatin1Char(' ') + m_impl->valueText(baseline.y);
    setAccessibleDescription(text.join(QStringLiteral(", ")));
}

void ChartView::setLogScale(bool on)
{
    m_impl->setLog(on);
}

void ChartView::fit()
{
    m_impl->zoomX.reset();
    m_impl->zoomY.reset();
    m_impl->refresh();
}

void ChartView::setCrosshair(std::optional<double> x)
{
    m_impl->crosshair = x;
    m_impl->viewport()->update();
}

void ChartView::followTheme()
{
    m_impl->followTheme();
}

const std::vector<Baseline> &ChartView::baselines() const
{
    return m_impl->curves.baselines;
}

int ChartView::shownPoints() const
{
    return static_cast<int>(
        m_impl->raw->count() + m_impl->smoothed->count() + m_impl->validation->count());
}

} // namespace convscope
