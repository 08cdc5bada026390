// SPDX-License-Identifier: GPL-3.0-or-later
// Grids of maps and of kernels by what they say and where things lie, not by pixels.
#include "core/train/setup/presets.h"
#include "tests/support/qt_test.h"
#include "tests/support/random_model.h"
#include "ui/kit/figure_text.h"
#include "ui/maps/inspection_cost.h"
#include "ui/maps/kernel_grid.h"
#include "ui/maps/map_grid.h"
#include "ui/maps/maps_controls.h"
#include <QComboBox>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

namespace convscope::test::maps_test {

namespace {

std::shared_ptr<const TrainedModel> modelOf(const ModelSpec &spec, std::uint64_t seed = 3)
{
    Rng rng(seed, 1);
    return test::randomModel(withNames(spec), rng);
}

std::shared_ptr<const TrainedModel> bloodCells(std::uint64_t seed = 3)
{
    return modelOf(findPreset("blood-cells")->config.model, seed);
}

std::shared_ptr<const FeatureMaps> mapsOf(
    const std::shared_ptr<const TrainedModel> &model, int score = -1, int brightness = 1)
{
    Predictor predictor(model);
    predictor.setScore(score);
    std::vector<float> values(model->spec.input.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = float(brightness) * float(i % 97) / 97;
    return std::make_shared<const FeatureMaps>(predictor.mapsOfValues(values));
}

/// A single layer with the given values, so that all of it is known.
std::shared_ptr<const FeatureMaps> layerOf(const convscope::Shape &shape, std::vector<float> values)
{
    auto maps = std::make_shared<FeatureMaps>();
    maps->layers.push_back({ "some", "conv", shape, std::move(values) });
    return maps;
}

QString text(const char *utf8)
{
    return QString::fromUtf8(utf8);
}

} // namespace

class MapsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anyNumberOfMapsFitsAndImagesOfOneMapStayTogether()
    {
        for (const QSize space : { QSize(430, 500), QSize(900, 600) }) {
            for (int count = 2; count <= 512; count += count < 20 ? 1 : 41) {
                for (int abreast = 1; abreast <= 3; ++abreast) {
                    const GridLayout grid = layOutGrid({ count, 14, 14, abreast }, space, 16, 48);
                    QVERIFY(grid.columns * grid.rows >= count);
                    QVERIFY(grid.cellRect(count - 1, abreast - 1).right() < space.width());
                    if (abreast == 1)
                        QVERIFY2(grid.size.height() <= space.height(), "nothing to scroll");
                    for (int image = 0; image < abreast; ++image) {
                        int found = -1;
                        const QPoint middle = grid.cellRect(count - 1, image).center();
                        QCOMPARE(grid.indexAt(middle, count, &found), count - 1);
                        QCOMPARE(found, image);
                    }
                    QCOMPARE(grid.indexAt({ -1, 5 }, count), -1);
                }
            }
        }
        QVERIFY(layOutGrid({ 10, 14, 14 }, { 800, 600 }, 16, 48).hasCaptions);
        QVERIFY(!layOutGrid({ 512, 14, 14 }, { 800, 600 }, 16, 48).hasCaptions);
    }

    void anEnlargedMapAndItsFiguresFit()
    {
        for (const QRect space : { QRect(6, 6, 430, 500), QRect(6, 6, 1200, 300) }) {
            for (const QSize map : { QSize(3, 3), QSize(46, 46), QSize(449, 298) }) {
                for (int abreast = 1; abreast <= 4; ++abreast) {
                    const EnlargedLayout alone
                        = layOutEnlarged({ 10, map.width(), map.height(), abreast }, space, 16);
                    QCOMPARE(int(alone.images.size()), abreast);
                    for (int i = 0; i < abreast; ++i) {
                        QVERIFY(space.contains(alone.images[std::size_t(i)]));
                        QVERIFY(space.contains(alone.figures[std::size_t(i)]));
                        QVERIFY(!alone.images[std::size_t(i)].intersects(
                            alone.figures[std::size_t(i)]));
                    }
                }
            }
        }
    }

    void imagesAreMadeOnlyOfMapsInSight()
    {
        MapGrid grid;
        grid.resize(200, 300);
        grid.show();
        QVERIFY(QTest::qWaitForWindowExposed(&grid));
        const auto maps = layerOf({ 2048, 8, 8 }, std::vector<float>(2048 * 64, 1.0F));
        grid.setColumns({ { maps, text("some"), {} } });
        grid.grab();
        const std::size_t first = grid.scene().maps.built();
        QVERIFY(first > 0 && first < 500);
        QVERIFY(grid.verticalScrollBar()->maximum() > 0);
        grid.verticalScrollBar()->setValue(grid.verticalScrollBar()->maximum());
        grid.grab();
        QVERIFY2(grid.scene().maps.built() < 2 * first + 50, "those between are not made");
        grid.setColumns({ { maps, text("some"), {} } });
        QCOMPARE(grid.scene().maps.built(), std::size_t(0));
    }

    void theScaleNeverChangesWhatATooltipSays()
    {
        const auto model = bloodCells();
        const auto maps = mapsOf(model, 2);
        MapGrid grid;
        grid.resize(600, 500);
        grid.show();
        grid.setColumns({ { maps, text("conv1"), {} } });
        const QPoint place(20, 20);
        const auto where = grid.scene().placeAt(place);
        QVERIFY(where && where->map == 0);
        const LayerMaps &layer = *maps->layer("conv1");
        const std::size_t at = std::size_t(where->row * layer.shape.w + where->column);
        const QString value = QLocale().toString(double(layer.values[at]), 'g', 4);
        const QString gradient = QLocale().toString(double(layer.gradients[at]), 'g', 4);
        for (const MapQuantity quantity : { MapQuantity::Values, MapQuantity::Gradients }) {
            grid.setQuantity(quantity);
            for (const MapScale scale :
                { MapScale::PerMap, MapScale::PerLayer, MapScale::OverAll }) {
                grid.setScale(scale, { ColourScale::Kind::Diverging, -50, 50 });
                const QStringList lines = grid.scene().textAt(place).split(QLatin1Char('\n'));
                QVERIFY(lines[0].endsWith(text(": ") + value));
                QVERIFY(lines[1].endsWith(gradient));
            }
        }
    }

    void scalesAreSharedAsFarAsThePersonWants()
    {
        const auto maps = layerOf({ 2, 1, 2 }, { -1, 0.5F, 3, 2 });
        MapColumns columns;
        columns.set({ { maps, text("some"), {} } });
        columns.setScale(MapScale::PerMap, {});
        QCOMPARE(columns.cell(0, 0).scale.low, -1.0);
        QCOMPARE(columns.cell(0, 1).scale.low, 0.0);
        QVERIFY(columns.cell(0, 1).scale.kind == ColourScale::Kind::Sequential);
        columns.setScale(MapScale::PerLayer, {});
        QVERIFY(columns.cell(0, 1).scale.kind == ColourScale::Kind::Diverging);
        QCOMPARE(columns.cell(0, 0).scale.high, 3.0);
        columns.setScale(MapScale::OverAll, { ColourScale::Kind::Diverging, -9, 9 });
        QCOMPARE(columns.cell(0, 0).scale.high, 9.0);
        // What is compared shares a scale, whatever it is.
        const auto other = layerOf({ 2, 1, 2 }, { 0, 7, 0, 0 });
        columns.set({ { maps, text("some"), text("A") }, { other, text("some"), text("B") } });
        for (const MapScale scale : { MapScale::PerMap, MapScale::PerLayer }) {
            columns.setScale(scale, {});
            QCOMPARE(columns.cell(0, 0).scale.high, 7.0);
            QCOMPARE(columns.cell(1, 0).scale.high, 7.0);
            QCOMPARE(columns.cell(1, 0).scale.low, -7.0);
        }
        QVERIFY(columns.isDead(1, 1));
        QVERIFY(!columns.isDead(0, 1));
    }

    void aValueIsChosenAndMovedByTheKeyboardAlone()
    {
        MapGrid grid;
        grid.resize(500, 500);
        grid.show();
        const auto maps = mapsOf(bloodCells());
        grid.setColumns({ { maps, text("conv1"), {} } });
        const QSignalSpy chosen(&grid, &MapGrid::placeChosen), left(&grid, &MapGrid::placeLeft);
        QTest::keyClick(&grid, Qt::Key_Right);
        QTest::keyClick(&grid, Qt::Key_Return);
        QCOMPARE(grid.scene().enlarged, std::optional(1));
        QTest::keyClick(&grid, Qt::Key_Return);
        QCOMPARE(*grid.scene().chosen, (MapPlace { text("conv1"), 1, 22, 23 }));
        QTest::keyClick(&grid, Qt::Key_Down);
        QTest::keyClick(&grid, Qt::Key_Left);
        QCOMPARE(*grid.scene().chosen, (MapPlace { text("conv1"), 1, 23, 22 }));
        QTest::keyClick(&grid, Qt::Key_PageDown);
        QCOMPARE(*grid.scene().chosen, (MapPlace { text("conv1"), 2, 23, 22 }));
        QCOMPARE(grid.scene().enlarged, std::optional(2));
        QCOMPARE(chosen.size(), 4);
        grid.setColumns({ { mapsOf(bloodCells(5)), text("conv1"), {} } });
        QVERIFY2(grid.scene().chosen, "newer maps leave the chosen value where it is");
        grid.choosePlace({ text("conv1"), 10, 0, 0 });
        grid.choosePlace({ text("conv1"), 0, 46, 0 });
        QCOMPARE(grid.scene().enlarged, std::optional(2)); // there is no such value
        QTest::keyClick(&grid, Qt::Key_Escape);
        QCOMPARE(left.size(), 1);
        QVERIFY(!grid.scene().chosen && !grid.scene().enlarged);
    }

    void valuesOfFlatLayersAreChosenOneByOne()
    {
        MapGrid grid;
        grid.resize(500, 400);
        grid.show();
        const auto maps = mapsOf(bloodCells());
        grid.setColumns({ { maps, text("flatten1"), {} } });
        QCOMPARE(grid.scene().maps.count(), 1);
        QTest::keyClick(&grid, Qt::Key_Return);
        grid.choosePlace({ text("flatten1"), 100, 0, 0 });
        QTest::keyClick(&grid, Qt::Key_Right);
        QCOMPARE(grid.scene().chosen->map, 101);
        QTest::keyClick(&grid, Qt::Key_Down);
        QCOMPARE(grid.scene().chosen->map, 101 + grid.scene().maps.size().width());
        grid.choosePlace({ text("flatten1"), 4409, 0, 0 });
        QTest::keyClick(&grid, Qt::Key_Right); // beyond the last
        QCOMPARE(grid.scene().chosen->map, 4409);
    }

    void theCostOfLookingIsASumOfWhatWasMeasured()
    {
        InspectionCost cost;
        QVERIFY(!cost.take(1));
        cost.addComputing(0.002);
        cost.addCopying(0.001);
        cost.addComputing(0.004);
        cost.addPainting(0.001);
        const auto summary = cost.take(2);
        QVERIFY(summary);
        QCOMPARE(summary->looks, 1.0);
        QCOMPARE(summary->aLook(), 0.004);
        QCOMPARE(summary->share, 0.004);
        QCOMPARE(inShort(*summary),
            text("%1 ms a look, %2 of the time")
                .arg(QLocale().toString(4.0, 'f', 1), shareText(0.004)));
        QVERIFY(!cost.take(2));
        MapsControls controls;
        const QSignalSpy rates(&controls, &MapsControls::rateRequested);
        QCOMPARE(controls.rate(), MapsControls::kFirstRate);
        controls.findChild<QComboBox *>(text("liveCombo"))->setCurrentIndex(0);
        QCOMPARE(rates[0][0].toDouble(), 0.0);
    }

    void everyWeightOfEveryKernelCanBePointedAt()
    {
        for (const int side : { 1, 2, 3, 5, 7, 11 }) {
            for (const int channels : { 1, 3, 40 }) {
                const KernelLayout layout = layOutKernels(64, channels, { side, side }, 230, 16);
                QCOMPARE(layout.cell.width() % side, 0);
                QVERIFY(layout.cell.width() >= 12);
                QVERIFY(!layout.cellRect(0, 0).intersects(layout.cellRect(1, 0)));
                QVERIFY(layout.perLine == 1 || layout.size().width() <= 230);
            }
        }
        std::vector<Scalar> values(std::size_t(8 * 2 * 3 * 3));
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = Scalar(i);
        KernelGrid grid;
        grid.resize(230, 400);
        grid.show();
        grid.setKernels(Tensor({ 8, 2, 3, 3 }, values));
        const QRect rect = grid.kernelLayout().cellRect(1, 1);
        // Filter 1, channel 1 counted from 0 begins with (1·2+1)·9 = 27; its last weight is 35.
        QCOMPARE(
            grid.textAt(rect.topLeft()), text("filter 2, input channel 2, row 1, column 1: 27"));
        QCOMPARE(grid.textAt(rect.bottomRight()),
            text("filter 2, input channel 2, row 3, column 3: 35"));
        QCOMPARE(grid.textAt(rect.bottomRight() + QPoint(2, 2)), grid.toolTip());
    }
};

CONVSCOPE_QT_TEST(MapsTest)

} // namespace convscope::test::maps_test

#include "maps_test.moc"
