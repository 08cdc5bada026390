// SPDX-License-Identifier: GPL-3.0-or-later
// The demonstration in the window: filters are edited, and all maps after them follow.
#include "app/rooms/filters/chelsea_demo.h"
#include "app/services/looking/inspection.h"
#include "core/data/decode/image_decode.h"
#include "core/data/formats/sample_digits.h"
#include "tests/support/image_files.h"
#include "tests/support/qt_test.h"
#include "tests/support/temp_folder.h"
#include "ui/filters/filter_cells.h"
#include "ui/filters/filter_editor.h"
#include "ui/kit/message_bar.h"
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <numeric>

namespace convscope::test::chelsea_demo_test {

namespace {

constexpr int kPatience = 20'000; // milliseconds; only a hang takes as long

/// The demonstration as the window puts it together.
struct Desk {
    Desk()
        : demo(*new ChelseaDemo(inspection, editor)) // the editor's
    {
        QObject::connect(&inspection, &Inspection::mapsReady, &editor,
            [this](const std::shared_ptr<const FeatureMaps> &seen) {
                maps = seen;
                ++answers;
            });
        inspection.setMapsVisible(true);
    }
    /// Begins it and waits for its maps.
    bool begin()
    {
        inspection.pinned().showChelsea();
        return waitForMaps();
    }
    bool waitForMaps()
    {
        const int before = answers;
        return QTest::qWaitFor([&] { return answers > before; }, kPatience);
    }
    std::vector<float> valuesOf(const char *layer) const { return maps->layer(layer)->values; }
    void choose(const char *combo, int index)
    {
        editor.findChild<QComboBox *>(QLatin1String(combo))->setCurrentIndex(index);
    }
    void click(const char *button)
    {
        editor.findChild<QPushButton *>(QLatin1String(button))->click();
    }
    QList<QDoubleSpinBox *> cells()
    {
        return editor.findChild<FilterCellGrid *>()->findChildren<QDoubleSpinBox *>();
    }

    Inspection inspection;
    FilterEditor editor;
    ChelseaDemo &demo;
    std::shared_ptr<const FeatureMaps> maps;
    int answers = 0;
};

QString fileIn(const TempFolder &folder, const char *name, int width, int height)
{
    return QString::fromStdString(
        folder.write(name, encodeImage(patternImage(width, height), ".png")).string());
}

} // namespace

class ChelseaDemoTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void showsNineLayersOfTheCatAndNoClasses()
    {
        Desk desk;
        QVERIFY(desk.editor.isHidden());
        QVERIFY(desk.begin());
        QVERIFY(!desk.editor.isHidden());
        QCOMPARE(desk.maps->layers.size(), std::size_t(9));
        QVERIFY(desk.maps->probabilities.empty());
        const std::vector<float> conv = desk.valuesOf("conv1");
        const auto first = std::span(conv).first(298 * 449);
        const double mean = std::accumulate(first.begin(), first.end(), 0.0) / double(first.size());
        QVERIFY(std::abs(mean - 0.000183553) < 1e-8);
    }

    void followsATypedCellInAllLayersAfterItAndUndoBringsTheBitsBack()
    {
        Desk desk;
        QVERIFY(desk.begin());
        const auto before = desk.maps;
        desk.choose("filterLayer", 1);
        QCOMPARE(desk.cells().size(), 25);
        QLineEdit &field = *desk.cells()[7]->findChild<QLineEdit *>();
        field.selectAll();
        QTest::keyClicks(&field, QStringLiteral("1.5"));
        QTest::keyClick(&field, Qt::Key_Return);
        QVERIFY(desk.waitForMaps());
        QCOMPARE(desk.inspection.pinned().demo()->parameters[1].value.values()[7], Scalar(1.5));
        QVERIFY(desk.valuesOf("pool1") == before->layer("pool1")->values);
        for (const char *layer : { "conv2", "relu2", "pool2", "conv3", "relu3", "pool3" })
            QVERIFY2(desk.valuesOf(layer) != before->layer(layer)->values, layer);
        desk.click("filterUndo");
        QVERIFY(desk.waitForMaps());
        for (const LayerMaps &layer : before->layers)
            QVERIFY(desk.valuesOf(layer.name.c_str()) == layer.values);
        desk.click("filterRedo");
        QVERIFY(desk.waitForMaps());
        QCOMPARE(desk.inspection.pinned().demo()->parameters[1].value.values()[7], Scalar(1.5));
        desk.click("filterReset");
        QVERIFY(desk.waitForMaps());
        QVERIFY(desk.inspection.pinned().demo()->parameters == chelseaFilters());
    }

    void putsAKnownFilterInTheChosenPlaceOnly()
    {
        Desk desk;
        QVERIFY(desk.begin());
        desk.choose("filterLayer", 1);
        desk.choose("filterNumber", 2);
        desk.choose("filterChannel", 1);
        auto &kinds = *desk.editor.findChild<QComboBox *>(QStringLiteral("filterKind"));
        const int index = kinds.findData(QStringLiteral("laplacian"));
        Q_EMIT kinds.activated(index); // as the person does
        const FilterCells requested = filterKind("laplacian").make(5);
        std::vector<NamedTensor> known = chelseaFilters();
        std::ranges::copy(requested, known[1].value.values().last(25).begin());
        QVERIFY(desk.inspection.pinned().demo()->parameters == known);
    }

    void goesToWhatIsUndoneElsewhere()
    {
        Desk desk;
        QVERIFY(desk.begin());
        desk.choose("filterLayer", 1);
        desk.choose("filterNumber", 2);
        desk.choose("filterChannel", 1);
        desk.cells()[3]->setValue(0.75);
        desk.choose("filterLayer", 2);
        QCOMPARE(desk.cells().size(), 49);
        desk.click("filterUndo");
        QCOMPARE(desk.cells().size(), 25);
        const auto chosen = [&](const char *combo) {
            return desk.editor.findChild<QComboBox *>(QLatin1String(combo))->currentIndex();
        };
        QCOMPARE(chosen("filterLayer"), 1);
        QCOMPARE(chosen("filterNumber"), 2);
        QCOMPARE(chosen("filterChannel"), 1);
        desk.click("filterRedo");
        QCOMPARE(desk.cells()[3]->value(), 0.75);
    }

    void redrawsRandomCellsAndRandomFiltersButNotTheFirstLayer()
    {
        Desk desk;
        QVERIFY(desk.begin());
        desk.choose("filterLayer", 2);
        const auto shown = [&] {
            return desk.editor.steps().cells({ 2, 0, 0 });
        };
        const FilterCells first = shown();
        desk.click("filterRandom");
        const FilterCells second = shown();
        desk.click("filterRandom");
        QVERIFY(first != second && second != shown());
        desk.choose("filterLayer", 0);
        desk.cells()[4]->setValue(3);
        desk.editor.findChild<QSpinBox *>(QStringLiteral("filterSeed"))->setValue(9);
        const auto &filters = desk.inspection.pinned().demo()->parameters;
        QCOMPARE(filters[0].value.values()[4], Scalar(3));
        QVERIFY(filters[1] == chelseaFilters(9)[1]);
        QVERIFY(filters[2] == chelseaFilters(9)[2]);
    }

    void otherImagesTakeTheCatsPlaceAndTheFiltersStay()
    {
        const TempFolder folder;
        Desk desk;
        QVERIFY(desk.begin());
        desk.cells()[0]->setValue(2.5);
        QVERIFY(desk.waitForMaps());
        QSignalSpy pinned(&desk.inspection.pinned(), &PinnedImage::pinnedChanged);
        desk.inspection.pinned().pinFile(fileIn(folder, "large.png", 1280, 800));
        QVERIFY(desk.waitForMaps());
        QVERIFY(desk.maps->input.shape == (Shape { 1, 400, 640 }));
        QVERIFY(pinned.back()[1].toString().contains(QStringLiteral("1280 × 800")));
        QCOMPARE(desk.inspection.pinned().demo()->parameters[0].value.values()[0], Scalar(2.5));
        QSignalSpy failed(&desk.inspection, &Inspection::mapsFailed);
        desk.inspection.pinned().pinFile(fileIn(folder, "small.png", 30, 90));
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kPatience);
        QVERIFY(failed[0][0].toString().startsWith(QLatin1String("small.png: ")));
        desk.click("filterCat");
        QVERIFY(desk.waitForMaps());
        QVERIFY(desk.maps->input.shape == (Shape { 1, 300, 451 }));
        QCOMPARE(desk.inspection.pinned().demo()->parameters[0].value.values()[0], Scalar(2.5));
    }

    void leavesBackToWhatWasPinnedBefore()
    {
        const TempFolder folder;
        Desk desk;
        QSignalSpy pinned(&desk.inspection.pinned(), &PinnedImage::pinnedChanged);
        desk.inspection.pinned().pinFile(fileIn(folder, "mine.png", 60, 50));
        QTRY_COMPARE_WITH_TIMEOUT(pinned.size(), 1, kPatience);
        QVERIFY(desk.begin());
        desk.click("filterLeave");
        QVERIFY(!desk.inspection.pinned().showsChelsea());
        QVERIFY(desk.editor.isHidden());
        QCOMPARE(pinned.back()[1].toString(), QStringLiteral("mine.png"));
        QVERIFY(desk.begin()); // with the first filters again
        QVERIFY(desk.inspection.pinned().demo()->parameters == chelseaFilters());
    }

    void savesTheFiguresOfWhatIsShown()
    {
        const TempFolder folder;
        Desk desk;
        QVERIFY(desk.begin());
        desk.cells()[4]->setValue(1);
        QVERIFY(desk.waitForMaps());
        desk.demo.saveFigures(QString::fromStdString(folder.string()));
        QTRY_VERIFY_WITH_TIMEOUT(
            desk.editor.message().text().contains(QLatin1String("L3.png")), kPatience);
        for (int layer = 1; layer <= kChelseaLayers; ++layer)
            QVERIFY(readImage(folder / ("L" + std::to_string(layer) + ".png"))
                == chelseaFigure(*desk.maps, layer));
    }
};

CONVSCOPE_QT_TEST(ChelseaDemoTest)

} // namespace convscope::test::chelsea_demo_test

#include "chelsea_demo_test.moc"
