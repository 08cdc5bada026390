// SPDX-License-Identifier: GPL-3.0-or-later
// The charts of a run by what they say and do, not by pixels.
#include "core/base/error.h"
#include "tests/support/qt_test.h"
#include "tests/support/temp_folder.h"
#include "tests/support/typing.h"
#include "ui/charts/axis_text.h"
#include "ui/charts/chart_export.h"
#include "ui/charts/curve_readout.h"
#include "ui/kit/theme.h"
#include "ui/training/chart_files.h"
#include "ui/training/curve_table.h"
#include "ui/training/training_panel.h"
#include <QAbstractItemModelTester>
#include <QAbstractScrollArea>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <cmath>

namespace convscope::test::charts_test {

namespace {

constexpr int kPerEpoch = 20;

std::vector<StepReport> batches(int from, int to)
{
    std::vector<StepReport> reports;
    for (int batch = from; batch <= to; ++batch) {
        StepReport report;
        const int epoch = (batch - 1) / kPerEpoch + 1;
        report.batch = BatchReport { .batch = batch,
            .epoch = epoch,
            .loss = batch == 7 ? NAN : 1.0 / batch,
            .accuracy = 0.5,
            .learningRate = 0.25,
            .seconds = batch * 0.5,
            .images = 8 };
        if (batch % kPerEpoch == 0)
            report.epoch = EpochReport { .epoch = epoch,
                .batch = batch,
                .valLoss = 0.125,
                .valAccuracy = 0.75,
                .best = epoch == 1 };
        reports.push_back(report);
    }
    return reports;
}

OverlayRun otherRun(const QString &name, int length)
{
    OverlayRun run;
    run.name = name;
    for (const StepReport &report : batches(1, length)) {
        run.batches.push_back(*report.batch);
        if (report.epoch)
            run.epochs.push_back(*report.epoch);
    }
    return run;
}

/// A shown panel with two epochs of three.
struct Room {
    Room()
    {
        panel.resize(900, 800);
        panel.show();
        model.start(3 * kPerEpoch, 3, {});
        model.append(batches(1, 2 * kPerEpoch));
        panel.refresh();
        QCoreApplication::processEvents();
    }
    ChartView &chart(const char *name) const
    {
        return *panel.findChild<ChartView *>(QLatin1String(name));
    }
    QWidget &inside(const char *name) const // what gets the keys and, in its viewport, the mouse
    {
        return *chart(name).focusProxy();
    }
    QWidget &viewport(const char *name) const
    {
        return *qobject_cast<QAbstractScrollArea *>(&inside(name))->viewport();
    }
    QAction &action(const char *name) const
    {
        return *panel.findChild<QAction *>(QLatin1String(name));
    }
    QString readout() const { return panel.findChild<CurveReadout *>()->text(); }

    RunModel model;
    TrainingPanel panel { model };
};

/// As it is saved: its texts are texts there.
QByteArray drawn(ChartView &chart)
{
    return chartFile({ &chart }, QStringLiteral("svg"), {}).simplified();
}

bool isAll(const Range &shown)
{
    return shown.low == 0 && shown.high >= 2 * kPerEpoch;
}

} // namespace

class ChartsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keysZoomMoveFitStepAndChoose()
    {
        Room room;
        QSignalSpy chosen(&room.panel, &TrainingPanel::batchChosen);
        ChartView &loss = room.chart("lossChart");
        QWidget &keys = room.inside("lossChart");
        QTest::keyClick(&keys, Qt::Key_Plus);
        const Range near = loss.shownX();
        QVERIFY(near.high - near.low < 0.85 * 3 * kPerEpoch);
        QCOMPARE(room.chart("rateChart").shownX(), near); // linked
        QTest::keyClick(&keys, Qt::Key_Right);
        QVERIFY(loss.shownX().low > near.low);
        QCOMPARE(loss.shownX().high - loss.shownX().low, near.high - near.low);
        QTest::keyClick(&keys, Qt::Key_F);
        QVERIFY(isAll(loss.shownX()) && isAll(room.chart("rateChart").shownX()));
        QTest::keyClick(&keys, Qt::Key_Left, Qt::ControlModifier); // to the newest
        QTest::keyClick(&keys, Qt::Key_Left, Qt::ControlModifier); // and one back
        QVERIFY(room.readout().contains(QStringLiteral("batch 39")));
        QTest::keyClick(&keys, Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.at(0).at(0).toLongLong(), 39);
        QCOMPARE(loss.selected(), std::optional(39.0));
    }

    void aClickChoosesABatchAndADragZooms()
    {
        Room room;
        QSignalSpy chosen(&room.panel, &TrainingPanel::batchChosen);
        QWidget &mouse = room.viewport("lossChart");
        const QPoint middle = mouse.rect().center();
        QTest::mouseClick(&mouse, Qt::LeftButton, {}, middle);
        QCOMPARE(chosen.size(), 1);
        const qlonglong batch = chosen.at(0).at(0).toLongLong();
        QVERIFY(batch > 10 && batch <= 40);
        QCOMPARE(room.chart("accuracyChart").selected(), std::optional(double(batch)));
        QTest::mousePress(&mouse, Qt::LeftButton, {}, middle - QPoint(300, 40));
        QTest::mouseMove(&mouse, middle);
        QTest::mouseRelease(&mouse, Qt::LeftButton, {}, middle);
        QCOMPARE(chosen.size(), 1); // no click
        const Range zoomed = room.chart("lossChart").shownX();
        QVERIFY(!isAll(zoomed));
        QTest::mousePress(&mouse, Qt::MiddleButton, {}, middle);
        QTest::mouseMove(&mouse, middle + QPoint(20, 0));
        QTest::mouseRelease(&mouse, Qt::MiddleButton, {}, middle + QPoint(20, 0));
        QVERIFY(room.chart("lossChart").shownX().low < zoomed.low);
        QTest::mouseDClick(&mouse, Qt::LeftButton, {}, middle);
        QVERIFY(isAll(room.chart("lossChart").shownX()));
    }

    void theReadoutHasAllFiguresOfTheCrosshairOrTheNewestBatch()
    {
        Room room;
        const QString newest = room.readout();
        for (const char *part : { "batch 40", "epoch 2.00", "time 0:20", "rate 0.25", "loss 0.025",
                 "smoothed", "validation 0.125", "accuracy 50.0", "validation 75.0" })
            QVERIFY2(newest.contains(QLatin1String(part)), part);
        Q_EMIT room.chart("rateChart").crosshairMoved(10.2);
        QVERIFY(room.readout().contains(QStringLiteral("batch 10")));
        QVERIFY(room.readout().contains(QStringLiteral("loss 0.1")));
        QVERIFY(!room.readout().contains(QStringLiteral("validation"))); // there was none yet
        Q_EMIT room.chart("rateChart").crosshairMoved({});
        QCOMPARE(room.readout(), newest);
    }

    void whatHappenedOnTheWayIsMarked()
    {
        Room room;
        StepReport changed = batches(41, 41).front();
        changed.changes = { { 41, "learning_rate", 0.25, 0.125 } };
        StepReport error;
        error.divergence = Divergence { .batch = 42, .epoch = 3, .layer = "conv1", .rate = 0.125 };
        room.model.append({ changed, error });
        room.panel.refresh();
        const auto &marks = room.chart("lossChart").marks();
        QCOMPARE(marks.size(), std::size_t(2));
        QCOMPARE(marks[0].x, 41.0);
        QVERIFY(marks[0].text.contains(QStringLiteral("0.125")));
        QVERIFY(marks[1].kind == ChartMark::Kind::Error);
        QVERIFY(marks[1].text.contains(QStringLiteral("conv1")));
        QVERIFY(room.chart("lossChart").accessibleDescription().contains(marks[1].text));
        room.model.start(60, 3, {});
        room.model.append(batches(1, 25));
        room.model.end(StopReason::Patience);
        room.panel.refresh();
        QCOMPARE(room.chart("lossChart").marks().size(), std::size_t(1));
        QCOMPARE(room.chart("lossChart").marks()[0].x, 25.0);
        QCOMPARE(room.chart("lossChart").shownX().high, 25.0); // nothing more will come
    }

    void otherRunsLieBehindByBatchEpochOrTime()
    {
        Room room;
        room.panel.setOverlays({ otherRun(QStringLiteral("long"), 400),
            otherRun(QStringLiteral("short"), 3), otherRun(QStringLiteral("empty"), 0) });
        QVERIFY(room.chart("lossChart").shownX().high >= 400);
        QVERIFY(room.chart("lossChart").accessibleDescription().contains(QStringLiteral("long")));
        auto *axis = room.panel.findChild<QComboBox *>(QStringLiteral("axisCombo"));
        axis->setCurrentIndex(1);
        const Range epochs = room.chart("lossChart").shownX();
        QVERIFY(epochs.high >= 20 && epochs.high < 26);
        axis->setCurrentIndex(2);
        QVERIFY(room.chart("lossChart").shownX().high >= 200);
        QVERIFY(!room.panel.grab().isNull());
        room.panel.setOverlays({});
        QVERIFY(room.chart("lossChart").shownX().high < 30); // seconds
        QVERIFY(!room.panel.grab().isNull());
    }

    void aLogarithmicScaleLeavesOutWhatHasNone()
    {
        Room room;
        StepReport zero = batches(41, 41).front();
        zero.batch->loss = 0;
        room.model.append({ zero });
        room.panel.refresh();
        const int before = room.chart("lossChart").shownPoints();
        room.action("actionLogScale").setChecked(true);
        QCOMPARE(room.chart("lossChart").shownPoints(), before - 1);
        QVERIFY(!room.panel.grab().isNull());
        room.action("actionLogScale").setChecked(false);
        QCOMPARE(room.chart("lossChart").shownPoints(), before);
    }

    void layersAreWatchedOnlyWhereAskedFor()
    {
        Room room;
        QSignalSpy requested(&room.panel, &TrainingPanel::layersRequested);
        QVERIFY(room.chart("gradientChart").isHidden());
        room.action("actionLayers").setChecked(true);
        QCOMPARE(requested.size(), 1);
        QVERIFY(!room.chart("gradientChart").isHidden());
        StepReport report = batches(41, 41).front();
        report.layers = { { "conv1", 0.5, {} }, { "relu1", {}, 0.25 } };
        room.model.append({ report });
        room.panel.refresh();
        QCOMPARE(room.chart("gradientChart").accessibleDescription(), QStringLiteral("conv1 0.5"));
        QCOMPARE(room.chart("deadReluChart").accessibleDescription(), QStringLiteral("relu1 25"));
        QVERIFY(!room.panel.grab().isNull());
        room.model.start(60, 3, {}); // another run is watched too
        QCOMPARE(requested.size(), 2);
        room.action("actionLayers").setChecked(false);
        QCOMPARE(requested.at(2).at(0).toBool(), false);
    }

    void theRingSaysByWhatItsEpochIsBest()
    {
        Room room;
        for (const char *name : { "lossChart", "accuracyChart" }) {
            QVERIFY(room.chart(name).accessibleDescription().contains(
                QStringLiteral("best epoch by validation loss")));
            QVERIFY(drawn(room.chart(name)).contains("best epoch, by validation loss"));
        }
    }

    void aChartWithoutCurvesHasASentenceInsteadOfAxes()
    {
        Room room;
        room.action("actionLayers").setChecked(true); // later than the run
        room.panel.refresh();
        for (const char *name : { "gradientChart", "deadReluChart" }) {
            QVERIFY(room.chart(name).accessibleDescription().contains(
                QStringLiteral("begin with the next batch")));
            const QByteArray svg = drawn(room.chart(name));
            QVERIFY(svg.contains("Layers were not watched so far"));
            QVERIFY2(!svg.contains(">1<") && !svg.contains(">20<"), "no number of an axis");
        }
        room.model.end(StopReason::Person);
        room.panel.refresh();
        QVERIFY(drawn(room.chart("gradientChart")).contains("not watched in this run"));
        QVERIFY(drawn(room.chart("lossChart")).contains(">20<"));
        room.model.start(60, 3, {});
        room.panel.refresh();
        QVERIFY(drawn(room.chart("lossChart")).contains("No batch has been trained yet"));
        QVERIFY(!drawn(room.chart("lossChart")).contains("every batch"));
    }

    void pointsAreSeenOfOneBatchAndOfEachValidation()
    {
        // Only a marker fills a square: lines, also the legend's, are thinner.
        const auto hasMarker = [](const QImage &image, const QColor &colour) {
            constexpr int kSide = 3;
            for (int y = 0; y + kSide <= image.height(); ++y)
                for (int x = 0; x + kSide <= image.width(); ++x) {
                    bool isFull = true;
                    for (int i = 0; i < kSide * kSide && isFull; ++i)
                        isFull
                            = image.pixelColor(x + i % kSide, y + i / kSide).rgb() == colour.rgb();
                    if (isFull)
                        return true;
                }
            return false;
        };
        Room room;
        const SeriesColours colours = seriesColours();
        const QImage two = room.panel.grab().toImage();
        QVERIFY(hasMarker(two, colours.validation));
        QVERIFY(!hasMarker(two, colours.training));
        room.model.start(3 * kPerEpoch, 3, {});
        room.model.append(batches(1, 1));
        room.panel.refresh();
        QCoreApplication::processEvents();
        QVERIFY(hasMarker(room.panel.grab().toImage(), colours.training));
    }

    void axesHaveTheDecimalMarkOfTheLanguage()
    {
        const convscope::test::Language german("de_DE");
        const Room room;
        const QByteArray svg = drawn(room.chart("lossChart"));
        QVERIFY2(svg.contains(">0,2<"), svg);
        QVERIFY(!svg.contains(">0.2<"));
    }

    void theTableIsASoundModelAndGrows()
    {
        Room room;
        auto *table = room.panel.findChild<QTableView *>(QStringLiteral("curveTable"));
        const QAbstractItemModelTester tester(
            table->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(table->model()->rowCount(), 40);
        const auto cell = [&](int row, int column) {
            return table->model()->index(row, column).data().toString();
        };
        QCOMPARE(cell(3, CurveTable::Loss), QStringLiteral("0.25"));
        QCOMPARE(cell(19, CurveTable::ValidationLoss), QStringLiteral("0.125"));
        QVERIFY(cell(18, CurveTable::ValidationLoss).isEmpty());
        room.model.append(batches(41, 50));
        room.panel.refresh();
        QCOMPARE(table->model()->rowCount(), 50);
        room.model.start(60, 3, {});
        QCOMPARE(table->model()->rowCount(), 0);
    }

    void theChartsBecomeFilesOfEachKind()
    {
        const Room room;
        const test::TempFolder folder;
        const QStringList begins { QStringLiteral("\x89PNG"), QStringLiteral("<?xml"),
            QStringLiteral("%PDF") };
        QCOMPARE(chartFormats().size(), begins.size());
        auto &panel = const_cast<TrainingPanel &>(room.panel);
        for (int i = 0; i < begins.size(); ++i) {
            const QString path
                = QString::fromStdString((folder.path() / "charts.").string()) + chartFormats()[i];
            panel.files().saveImage(path);
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray content = file.readAll();
            QVERIFY(content.startsWith(begins[i].toLatin1()));
            QVERIFY2(content.size() > 2000, "there is something in it");
        }
        QVERIFY_EXCEPTION_THROWN(panel.files().saveImage(QStringLiteral("charts.xyz")), Error);
    }

    void whatIsShownIsCopiedAsATable()
    {
        Room room;
        room.chart("lossChart").zoomTo(Range { 3, 5.5 });
        const std::string csv = room.panel.files().shownAsCsv();
        QCOMPARE(std::ranges::count(csv, '\n'), std::ptrdiff_t(4)); // a header and 3, 4, 5
        QVERIFY(csv.find("\n3,1,1.5,8,") != std::string::npos);
        room.action("actionCopyChart").trigger();
        QVERIFY(!QGuiApplication::clipboard()->image().isNull());
    }

    void placesAreWrittenAsPeopleDo()
    {
        QCOMPARE(axisText(CurveAxis::Time, 90), QStringLiteral("1:30"));
        QCOMPARE(axisText(CurveAxis::Time, 2.5), QStringLiteral("2.5 s"));
        QCOMPARE(axisText(CurveAxis::Time, 7384), QStringLiteral("2:03:04"));
        QCOMPARE(axisText(CurveAxis::Epoch, 2.5), QStringLiteral("2.5"));
        QCOMPARE(axisStep(CurveAxis::Batch, 2, 8), 1.0);
        QCOMPARE(axisStep(CurveAxis::Time, 400, 8), 60.0);
        QCOMPARE(axisStep(CurveAxis::Time, 36000, 8), 7200.0);
    }
};

CONVSCOPE_QT_TEST(ChartsTest)

} // namespace convscope::test::charts_test

#include "charts_test.moc"
