// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_view_impl.h"
#include "ui/kit/theme.h"
#include <QApplication>
#include <QLegendMarker>
#include <QVBoxLayout>

namespace convscope {

namespace {

QColor faded(QColor colour)
{
    colour.setAlphaF(isDark() ? 0.62F : 0.42F);
    return colour;
}

} // namespace

ChartView::Impl::Impl(ChartView &o, const QString &t, Kind k)
    : QChartView(&o)
    , owner(o)
    , state { .title = t, .kind = k }
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
    chart()->setLocalizeNumbers(true);
    chart()->setLocale(o.locale());
    chart()->legend()->detachFromChart(); // its place is ours, see layOut()
    chart()->legend()->setMarkerShape(QLegend::MarkerShapeFromSeries);
    chart()->addAxis(xAxis, Qt::AlignBottom);
    chart()->addAxis(yAxis, Qt::AlignLeft);
    logAxis->setBase(10);
    logAxis->setMinorTickCount(8);
    logAxis->setParent(this); // while the chart does not have it
    logAxis->setRange(0.01, 1); // its default begins at 0, which has no logarithm
    addFixedSeries();
    xAxis->setLabelsVisible(false); // drawTicks() knows about time
    // Localized, Qt shows no number without a precision, and what follows it as it is.
    yAxis->setLabelFormat(
        state.kind == Kind::Percent ? QStringLiteral("%.6g %") : QStringLiteral("%.6g"));
    logAxis->setLabelFormat(QStringLiteral("%.6g"));
    if (state.kind != Kind::Strip) {
        yAxis->setTitleText(state.title);
        logAxis->setTitleText(state.title);
    }
    setRenderHint(QPainter::Antialiasing);
    setViewportUpdateMode(
        QGraphicsView::FullViewportUpdate); // the bands lie behind what Qt redraws
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    followTheme();
    refresh();
}

void ChartView::Impl::addFixedSeries()
{
    addSeries(raw, state.kind == Kind::Strip ? state.title : ChartView::tr("every batch"));
    addSeries(smoothed, ChartView::tr("training, smoothed"));
    addSeries(validationLine, ChartView::tr("validation"));
    addSeries(validation, {});
    addSeries(best, ChartView::tr("best epoch, by validation loss"));
    hideInLegend(validation); // its line stands for it
    if (state.kind == Kind::Strip || state.kind == Kind::Named)
        for (QAbstractSeries *absent :
            std::initializer_list<QAbstractSeries *> { smoothed, validationLine, best })
            hideInLegend(absent);
    if (state.kind == Kind::Named)
        hideInLegend(raw);
}

QXYSeries *ChartView::Impl::addSeries(QXYSeries *series, const QString &name)
{
    series->setName(name);
    chart()->addSeries(series);
    series->attachAxis(xAxis);
    series->attachAxis(state.logScale ? static_cast<QAbstractAxis *>(logAxis) : yAxis);
    return series;
}

void ChartView::Impl::hideInLegend(QAbstractSeries *series)
{
    for (QLegendMarker *marker : chart()->legend()->markers(series))
        marker->setVisible(false);
}

// As many series as there are other curves.
void ChartView::Impl::fitOthers()
{
    const auto add = [&] {
        return static_cast<QLineSeries *>(addSeries(new QLineSeries, {}));
    };
    const bool more = m_others.size() != state.curves.others.size();
    while (m_others.size() < state.curves.others.size())
        m_others.push_back({ add(), add() });
    while (m_others.size() > state.curves.others.size()) {
        const OtherSeries last = m_others.back();
        for (QLineSeries *series : { last.strong, last.dashed }) {
            chart()->removeSeries(series);
            delete series;
        }
        m_others.pop_back();
    }
    for (std::size_t i = 0; i < m_others.size(); ++i) {
        const OtherSeries &series = m_others[i];
        const QColor colour = state.curves.others[i].colour;
        series.strong->setPen(QPen(colour, 1.8));
        series.dashed->setPen(QPen(colour, 1.4, Qt::DashLine));
        hideInLegend(series.dashed);
        if (series.strong->name() != state.curves.others[i].name)
            series.strong->setName(state.curves.others[i].name);
        if (state.kind == Kind::Named)
            hideInLegend(series.strong);
    }
    if (more)
        layOut();
}

void ChartView::Impl::followTheme()
{
    const SeriesColours colours = seriesColours();
    raw->setPen(
        state.kind == Kind::Strip ? QPen(colours.rate, 2) : QPen(faded(colours.training), 1));
    smoothed->setPen(QPen(colours.training, 2.2));
    validationLine->setPen(QPen(colours.validation, 1.6, Qt::DashLine));
    validation->setColor(colours.validation);
    validation->setBorderColor(surfaceColour());
    validation->setMarkerSize(9);
    best->setColor(surfaceColour());
    best->setBorderColor(colours.best);
    best->setPen(QPen(colours.best, 2.4));
    best->setMarkerSize(14);
    const QColor text = QApplication::palette().color(QPalette::WindowText);
    for (QAbstractAxis *axis : std::initializer_list<QAbstractAxis *> { xAxis, yAxis, logAxis }) {
        axis->setLabelsColor(mutedText());
        axis->setTitleBrush(text);
        axis->setGridLineColor(lineColour());
        axis->setMinorGridLineColor(bandColour());
        axis->setLinePenColor(lineColour());
        axis->setTitleFont(owner.font());
        axis->setLabelsFont(smallFont());
    }
    chart()->legend()->setLabelColor(text);
    chart()->legend()->setFont(owner.font());
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
    m_impl->refresh();
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
    m_impl->setLog(on);
}

void ChartView::fit()
{
    m_impl->state.zoomX.reset();
    m_impl->state.zoomY.reset();
    m_impl->refresh();
}

void ChartView::zoomTo(const std::optional<Range> &x)
{
    m_impl->state.zoomX = x;
    if (!x)
        m_impl->state.zoomY.reset();
    m_impl->refresh();
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
    m_impl->layOut();
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
    return { m_impl->xAxis->min(), m_impl->xAxis->max() };
}

int ChartView::shownPoints() const
{
    return static_cast<int>(m_impl->faintPoints() + m_impl->raw->count() + m_impl->smoothed->count()
        + m_impl->validationLine->count());
}

void ChartView::paintOn(QPainter &painter, const QRectF &place)
{
    m_impl->render(&painter, place, m_impl->viewport()->rect());
}

} // namespace convscope
