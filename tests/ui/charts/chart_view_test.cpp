// SPDX-License-Identifier: GPL-3.0-or-later
// Where things lie in a chart.
#include "tests/support/qt_test.h"
#include "ui/charts/chart_view.h"
#include <QGraphicsItem>
#include <QGraphicsView>
#include <QTest>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace convscope::test::chart_view_test {

namespace {

/// The vertical lines of the grid.
std::vector<double> columns(const ChartView &chart)
{
    std::vector<double> places;
    for (const QGraphicsItem *item : chart.findChild<QGraphicsView *>()->items())
        if (const auto *line = qgraphicsitem_cast<const QGraphicsLineItem *>(item))
            if (line->isVisible() && line->line().dx() == 0
                && std::abs(line->line().dy()) > chart.height() / 2.0)
                places.push_back(line->mapToScene(line->line().p1()).x());
    std::ranges::sort(places);
    return places;
}

/// The first and the last at the same place; Qt rounds an axis's own line to whole pixels.
bool alike(const std::vector<double> &a, const std::vector<double> &b)
{
    return a.size() > 2 && b.size() > 2 && std::abs(a.front() - b.front()) <= 1
        && std::abs(a.back() - b.back()) <= 1;
}

} // namespace

class ChartViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theGridLiesUnderTheCurvesFromTheFirstShowing()
    {
        QWidget window;
        auto *layout = new QVBoxLayout(&window);
        auto *loss = new ChartView(QStringLiteral("loss"), ChartView::Kind::Plain, &window);
        auto *accuracy
            = new ChartView(QStringLiteral("accuracy"), ChartView::Kind::Percent, &window);
        for (ChartView *chart : { loss, accuracy })
            layout->addWidget(chart);
        window.resize(700, 600);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const std::vector<CurvePoint> points { { 0, 12 }, { 20, 40 } };
        ChartView::Data data;
        data.batches = points;
        data.plannedEnd = 20;
        for (ChartView *chart : { loss, accuracy })
            chart->setData(data);
        QCoreApplication::processEvents();
        const auto atOnce = columns(*accuracy);
        QVERIFY(alike(columns(*loss), atOnce)); // their batches stand one below the other
        data.plannedEnd = 2000; // Qt lays the axes out anew
        accuracy->setData(data);
        QCoreApplication::processEvents();
        QVERIFY(alike(columns(*accuracy), atOnce));
    }
};

CONVSCOPE_QT_TEST(ChartViewTest)

} // namespace convscope::test::chart_view_test

#include "chart_view_test.moc"
