// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_plot.h"
#include "ui/charts/axis_text.h"
#include "ui/kit/theme.h"
#include <QApplication>
#include <QGraphicsLayout>
#include <QLegendMarker>
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

constexpr std::size_t kMaxPoints = 1000; // of a series on screen
constexpr std::size_t kMaxMarkers
    = 100; // validations that are shown as points, not as a line alone
constexpr std::size_t kMaxFaint = 2000; // points of all other runs' batches together

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
    if (axis.min() == range.low && axis.max() == range.high && axis.tickInterval() == step)
        return;
    axis.setTickType(QValueAxis::TicksDynamic);
    axis.setTickAnchor(0);
    axis.setTickInterval(std::max(axis.tickInterval(), step));
    axis.setRange(range.low, range.high);
    axis.setTickInterval(step);
}

QColor faded(QColor colour)
{
    colour.setAlphaF(isDark() ? 0.62F : 0.42F);
    return colour;
}

} // namespace

ChartPlot::ChartPlot(QChartView &view, const ChartState &state)
    : m_view(view)
    , m_state(state)
    , m_raw(new QLineSeries)
    , m_smoothed(new QLineSeries)
    , m_validationLine(new QLineSeries)
    , m_validation(new QScatterSeries)
    , m_best(new QScatterSeries)
    , m_x(new QValueAxis)
    , m_y(new QValueAxis)
    , m_log(new QLogValueAxis)
{
    chart().setAnimationOptions(QChart::NoAnimation);
    chart().setBackgroundVisible(false);
    chart().setMargins({ 0, 0, 0, 0 });
    chart().setLocalizeNumbers(true);
    chart().setLocale(m_view.locale());
    chart().legend()->detachFromChart(); // its place is ours, see layOut()
    chart().legend()->setMarkerShape(QLegend::MarkerShapeFromSeries);
    chart().addAxis(m_x, Qt::AlignBottom);
    chart().addAxis(m_y, Qt::AlignLeft);
    m_log->setBase(10);
    m_log->setMinorTickCount(8);
    m_log->setParent(&m_view); // while the chart does not have it
    m_log->setRange(0.01, 1); // its default begins at 0, which has no logarithm
    addFixedSeries();
    m_x->setLabelsVisible(false); // ChartDrawing knows about time
    // Localized, Qt shows no number without a precision, and what follows it as it is.
    m_y->setLabelFormat(m_state.kind == ChartView::Kind::Percent ? QStringLiteral("%.6g %")
                                                                 : QStringLiteral("%.6g"));
    m_log->setLabelFormat(QStringLiteral("%.6g"));
    if (m_state.kind != ChartView::Kind::Strip) {
        m_y->setTitleText(m_state.title);
        m_log->setTitleText(m_state.title);
    }
}

void ChartPlot::addFixedSeries()
{
    add(m_raw,
        m_state.kind == ChartView::Kind::Strip ? m_state.title : ChartView::tr("every batch"));
    add(m_smoothed, ChartView::tr("training, smoothed"));
    add(m_validationLine, ChartView::tr("validation"));
    add(m_validation, {});
    add(m_best, ChartView::tr("best epoch, by validation loss"));
    hideInLegend(m_validation); // its line stands for it
    if (m_state.kind == ChartView::Kind::Strip || m_state.kind == ChartView::Kind::Named)
        for (QAbstractSeries *absent :
            std::initializer_list<QAbstractSeries *> { m_smoothed, m_validationLine, m_best })
            hideInLegend(absent);
    if (m_state.kind == ChartView::Kind::Named)
        hideInLegend(m_raw);
}

QXYSeries *ChartPlot::add(QXYSeries *series, const QString &name)
{
    series->setName(name);
    chart().addSeries(series);
    series->attachAxis(m_x);
    series->attachAxis(m_state.logScale ? static_cast<QAbstractAxis *>(m_log) : m_y);
    return series;
}

void ChartPlot::hideInLegend(QAbstractSeries *series)
{
    for (QLegendMarker *marker : chart().legend()->markers(series))
        marker->setVisible(false);
}

// As many series as there are other curves.
void ChartPlot::fitOthers()
{
    const auto another = [&] {
        return static_cast<QLineSeries *>(add(new QLineSeries, {}));
    };
    const bool more = m_others.size() != m_state.curves.others.size();
    while (m_others.size() < m_state.curves.others.size())
        m_others.push_back({ another(), another() });
    while (m_others.size() > m_state.curves.others.size()) {
        const OtherSeries last = m_others.back();
        for (QLineSeries *series : { last.strong, last.dashed }) {
            chart().removeSeries(series);
            delete series;
        }
        m_others.pop_back();
    }
    for (std::size_t i = 0; i < m_others.size(); ++i) {
        const OtherSeries &series = m_others[i];
        const QColor colour = m_state.curves.others[i].colour;
        series.strong->setPen(QPen(colour, 1.8));
        series.dashed->setPen(QPen(colour, 1.4, Qt::DashLine));
        hideInLegend(series.dashed);
        if (series.strong->name() != m_state.curves.others[i].name)
            series.strong->setName(m_state.curves.others[i].name);
        if (m_state.kind == ChartView::Kind::Named)
            hideInLegend(series.strong);
    }
    if (more)
        layOut();
}

void ChartPlot::followTheme()
{
    const SeriesColours colours = seriesColours();
    m_raw->setPen(m_state.kind == ChartView::Kind::Strip ? QPen(colours.rate, 2)
                                                         : QPen(faded(colours.training), 1));
    m_smoothed->setPen(QPen(colours.training, 2.2));
    m_validationLine->setPen(QPen(colours.validation, 1.6, Qt::DashLine));
    m_validation->setColor(colours.validation);
    m_validation->setBorderColor(surfaceColour());
    m_validation->setMarkerSize(9);
    m_best->setColor(surfaceColour());
    m_best->setBorderColor(colours.best);
    m_best->setPen(QPen(colours.best, 2.4));
    m_best->setMarkerSize(14);
    const QColor text = QApplication::palette().color(QPalette::WindowText);
    for (QAbstractAxis *axis : std::initializer_list<QAbstractAxis *> { m_x, m_y, m_log }) {
        axis->setLabelsColor(mutedText());
        axis->setTitleBrush(text);
        axis->setGridLineColor(lineColour());
        axis->setMinorGridLineColor(bandColour());
        axis->setLinePenColor(lineColour());
        axis->setTitleFont(m_view.font());
        axis->setLabelsFont(axisFont(m_view.font()));
    }
    chart().legend()->setLabelColor(text);
    chart().legend()->setFont(m_view.font());
}

// The range of what is drawn, which has the lowest and the highest of all there is.
Range ChartPlot::fittingY(const Range &x) const
{
    if (m_state.kind == ChartView::Kind::Percent && !m_state.logScale)
        return { 0, 100 };
    double low = HUGE_VAL, high = -HUGE_VAL;
    const auto take = [&](double atX, double y) {
        const bool counts = atX >= x.low && atX <= x.high;
        low = counts ? std::min(low, y) : low;
        high = counts ? std::max(high, y) : high;
    };
    for (const FaintLine &line : m_faint)
        for (const CurvePoint &point : line.points)
            take(point.x, point.y);
    for (const QAbstractSeries *series : chart().series())
        if (series != m_best)
            for (const QPointF &point : static_cast<const QXYSeries *>(series)->points())
                take(point.x(), point.y());
    if (low > high)
        return m_state.logScale ? Range { 0.01, 1 } : Range { 0, 1 };
    if (!m_state.logScale && low == 0 && high == 0)
        return { 0, 1 };
    if (!m_state.logScale)
        return niceRange(std::min(low, 0.0), high);
    const double from = std::pow(10, std::floor(std::log10(low) * 2) / 2);
    const double to = std::pow(10, std::ceil(std::log10(high) * 2) / 2);
    return { from, std::max(to, from * 2) };
}

Range ChartPlot::shownY() const
{
    return m_state.logScale ? Range { m_log->min(), m_log->max() }
                            : Range { m_y->min(), m_y->max() };
}

QPointF ChartPlot::valueAt(const QPoint &position) const
{
    return chart().mapToValue(m_view.mapToScene(position), m_raw);
}

int ChartPlot::shownPoints() const
{
    const std::size_t faint = m_faint.empty() ? 0 : m_faint.front().points.size();
    return static_cast<int>(faint)
        + static_cast<int>(m_raw->count() + m_smoothed->count() + m_validationLine->count());
}

void ChartPlot::setAxes(const Range &x, const Range &y)
{
    setAxis(*m_x, x, axisStep(m_state.curves.axis, x.high - x.low, 8));
    if (m_state.logScale) {
        m_log->setRange(y.low, y.high);
        return;
    }
    // A little air, so that lines and markers at the edge are not cut in half.
    const double air = m_state.zoomY ? 0 : (y.high - y.low) * 0.07;
    setAxis(*m_y, { y.low - air, y.high + air },
        niceStep(y.high - y.low, m_state.kind == ChartView::Kind::Strip ? 2 : 5));
}

void ChartPlot::refresh()
{
    fitOthers();
    // Axes of nothing would be made up. They keep their places: what is hidden gets none from Qt.
    chart().setOpacity(m_state.isEmpty() ? 0 : 1);
    const Range x = m_state.zoomX.value_or(m_state.fittingX());
    const auto visible = [&](const CurveView &curve, std::size_t most) {
        std::vector<CurvePoint> thin = curve.thinOut(x.low, x.high, most);
        if (m_state.logScale)
            std::erase_if(thin, [](const CurvePoint &p) { return p.y <= 0; });
        return thin;
    };
    const auto show = [&](QXYSeries *series, const CurveView &curve, std::size_t most) {
        const std::vector<CurvePoint> thin = visible(curve, most);
        if (!thin.empty() || series->count() > 0)
            series->replace(toQt(thin));
        if (qobject_cast<QLineSeries *>(series)) // one through a single point is nothing
            series->setPointsVisible(thin.size() == 1);
    };
    m_faint.clear();
    if (m_state.kind == ChartView::Kind::Strip)
        show(m_raw, m_state.curves.batches, kMaxPoints);
    else
        m_faint.push_back({ visible(m_state.curves.batches, kMaxPoints), m_raw->pen().color() });
    show(m_smoothed, m_state.curves.smoothed, kMaxPoints);
    const auto showDashed = [&](QLineSeries *series, const CurveView &curve) {
        show(series, curve, kMaxMarkers * 3);
        // Nobody can tell dashes apart in many ups and downs, but drawing them takes long.
        QPen pen = series->pen();
        pen.setStyle(std::size_t(series->count()) > kMaxMarkers ? Qt::SolidLine : Qt::DashLine);
        if (pen != series->pen())
            series->setPen(pen);
    };
    showDashed(m_validationLine, m_state.curves.validation);
    const bool countable = std::size_t(m_validationLine->count()) <= kMaxMarkers;
    show(m_validation, countable ? m_state.curves.validation : CurveView(), kMaxMarkers);
    for (std::size_t i = 0; i < m_others.size(); ++i) {
        QColor colour = m_state.curves.others[i].colour;
        colour.setAlphaF(m_raw->pen().color().alphaF());
        m_faint.push_back({ visible(m_state.curves.others[i].faint,
                                std::min(kMaxPoints, kMaxFaint / m_others.size())),
            colour });
        show(m_others[i].strong, m_state.curves.others[i].strong, kMaxPoints / 2);
        showDashed(m_others[i].dashed, m_state.curves.others[i].dashed);
    }
    const bool hasBest = m_state.curves.best && (!m_state.logScale || m_state.curves.best->y > 0);
    m_best->replace(hasBest ? QList<QPointF> { { m_state.curves.best->x, m_state.curves.best->y } }
                            : QList<QPointF> {});
    setAxes(x, m_state.zoomY.value_or(fittingY(x)));
}

void ChartPlot::swapScales()
{
    const bool on = m_state.logScale;
    QAbstractAxis *before = on ? static_cast<QAbstractAxis *>(m_y) : m_log;
    QAbstractAxis *after = on ? static_cast<QAbstractAxis *>(m_log) : m_y;
    if (on) // a logarithmic axis must not see a value of 0, not even for a moment
        for (QAbstractSeries *series : chart().series())
            static_cast<QXYSeries *>(series)->clear();
    chart().removeAxis(before);
    before->setParent(&m_view);
    chart().addAxis(after, Qt::AlignLeft);
    for (QAbstractSeries *series : chart().series())
        series->attachAxis(after);
}

// The same margins in every chart, so that their batches stand one below the other.
void ChartPlot::layOut()
{
    const double line = QFontMetricsF(m_view.font()).height();
    const double below = line
        * (m_state.kind == ChartView::Kind::Strip        ? 0.6
                : m_state.kind == ChartView::Kind::Named ? 1.4
                                                         : 2.6);
    const double room = m_view.width() - line * 5.4;
    double requested = 0; // of the legend, in one row
    for (const QLegendMarker *marker : chart().legend()->markers())
        if (marker->isVisible())
            requested
                += QFontMetricsF(m_view.font()).horizontalAdvance(marker->label()) + line * 2.4;
    const double above = m_state.kind == ChartView::Kind::Named
        ? line * 0.8
        : line * (requested > room ? 3.8 : 2.2);
    chart().setPlotArea(
        QRectF(m_view.rect()).adjusted(line * 4.2, above, -line * 1.2 - m_state.nameRoom, -below));
    chart().layout()->invalidate(); // Qt moves the curves by itself, the axes only then
    chart().legend()->setVisible(m_state.kind != ChartView::Kind::Named);
    chart().legend()->setGeometry(QRectF(line * 4.2, 0, room, above));
}

} // namespace convscope
