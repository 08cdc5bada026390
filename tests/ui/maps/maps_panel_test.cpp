// SPDX-License-Identifier: GPL-3.0-or-later
// The feature-map explorer as a person uses it, not by pixels.
#include "core/train/setup/presets.h"
#include "tests/support/qt_test.h"
#include "tests/support/random_model.h"
#include "ui/maps/image_column.h"
#include "ui/maps/kernel_grid.h"
#include "ui/maps/layer_strip.h"
#include "ui/maps/map_grid.h"
#include "ui/maps/maps_controls.h"
#include "ui/maps/maps_panel.h"
#include "ui/maps/maps_row.h"
#include <QCheckBox>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QUrl>

namespace convscope::test::maps_panel_test {

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

QString text(const char *utf8)
{
    return QString::fromUtf8(utf8);
}

struct Explorer {
    explicit Explorer(const std::shared_ptr<const TrainedModel> &model)
    {
        panel.resize(1000, 700);
        panel.setLayers(inferShapes(model->spec));
        panel.setKernels(model);
        panel.row().images().setPinned(
            QImage(5, 5, QImage::Format_RGB32), QStringLiteral("first.png"));
        panel.show();
    }
    void show(std::shared_ptr<const FeatureMaps> maps)
    {
        panel.setMaps(std::move(maps));
        grid().setFocus();
        // The newest maps arrive by a timer, so that many at once cost one repaint.
        QVERIFY(QTest::qWaitFor([&] { return grid().scene().maps.count() > 0; }));
    }
    MapGrid &grid() { return *panel.findChild<MapGrid *>(text("mapGrid")); }
    template<typename T>
    T &part(const char *name)
    {
        return *panel.findChild<T *>(text(name));
    }
    MapsPanel panel;
};

QStringList titles(const MapGrid &grid, int map)
{
    QStringList titles;
    for (int column = 0; column < grid.scene().maps.abreast(); ++column)
        titles << grid.scene().maps.title(column, map);
    return titles;
}

} // namespace

class MapsPanelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aBlockIsUnfoldedWithTitlesThatTellWhatWasDone()
    {
        Explorer explorer(bloodCells());
        explorer.show(mapsOf(bloodCells()));
        QCOMPARE(titles(explorer.grid(), 0), QStringList { text("L1-Map1") });
        explorer.panel.strip().choose(text("relu2"));
        QCOMPARE(titles(explorer.grid(), 0), QStringList { text("L2-Map1ReLU") });
        explorer.part<QToolButton>("unfoldButton").click();
        QCOMPARE(titles(explorer.grid(), 9),
            (QStringList { text("L2-Map10"), text("L2-Map10ReLU"), text("L2-Map10ReLUPool") }));
        auto &strip = explorer.part<LayerStrip>("layerStrip");
        QCOMPARE(strip.unfolded(), (QStringList { text("conv2"), text("relu2"), text("pool1") }));
        QVERIFY(explorer.part<KernelGrid>("kernelGrid").isVisible()); // of the convolution
        Q_EMIT strip.rangeRequested(text("relu1"));
        QCOMPARE(explorer.panel.shown().names(),
            (QStringList { text("relu1"), text("conv2"), text("relu2") }));
        explorer.panel.strip().choose(text("dense1")); // single values stay alone
        QCOMPARE(explorer.panel.shown().names(), QStringList { text("dense1") });
        QVERIFY(strip.unfolded().isEmpty());
    }

    void shiftAndArrowUnfoldFromTheKeyboard()
    {
        Explorer explorer(bloodCells());
        explorer.show(mapsOf(bloodCells()));
        auto &strip = explorer.part<LayerStrip>("layerStrip");
        auto *chosen = strip.findChildren<QToolButton *>().at(1); // after the input
        QVERIFY(chosen->isChecked());
        QTest::mouseClick(chosen, Qt::LeftButton);
        QVERIFY2(explorer.panel.focusWidget() == chosen, "arrow keys go on from a click");
        QTest::keyClick(chosen, Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(chosen, Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(explorer.panel.shown().names(),
            (QStringList { text("conv1"), text("relu1"), text("conv2") }));
        QTest::mouseClick(
            strip.findChildren<QToolButton *>().at(2), Qt::LeftButton, Qt::ShiftModifier);
        QCOMPARE(explorer.panel.shown().layer, text("conv1"));
        QCOMPARE(explorer.panel.shown().names().size(), 2);
    }

    void theStripTellsHowMuchOfTheImageALayerSees()
    {
        Explorer explorer(bloodCells());
        const auto buttons = explorer.part<LayerStrip>("layerStrip").findChildren<QToolButton *>();
        QVERIFY(buttons.at(3)->text().contains(text("9×9"))); // conv2, 5×5 over 5×5
        QVERIFY(buttons.at(3)->text().contains(QLocale().toString(2510)));
        QVERIFY(buttons.at(3)->toolTip().contains(text("9×9")));
    }

    void aKeptViewStandsBesideWhatFollows()
    {
        const auto before = bloodCells(), after = bloodCells(8);
        Explorer explorer(before);
        explorer.show(mapsOf(before));
        explorer.part<QPushButton>("keepViewButton").click();
        QVERIFY(explorer.panel.shown().kept);
        explorer.panel.row().images().setPinned(
            QImage(4, 4, QImage::Format_RGB32), QStringLiteral("next.png"));
        const auto newer = mapsOf(after, -1, 2);
        explorer.panel.setMaps(newer);
        QTRY_COMPARE(
            explorer.grid().scene().maps.column(0).layer->values, newer->layer("conv1")->values);
        QCOMPARE(
            titles(explorer.grid(), 0), (QStringList { text("A · L1-Map1"), text("B · L1-Map1") }));
        QCOMPARE(explorer.grid().scene().maps.column(1).layer->values,
            mapsOf(before)->layer("conv1")->values);
        const QString state = explorer.part<QLabel>("mapsState").text();
        QVERIFY(state.contains(text("A: next.png")));
        QVERIFY(state.contains(text("B: first.png, after batch 7")));
        const QSignalSpy follows(&explorer.panel.row().images(), &ImageColumn::followRequested);
        explorer.part<QCheckBox>("followCheck").click();
        const auto same = mapsOf(after);
        explorer.panel.setKeptMaps(same);
        QTRY_COMPARE(
            explorer.grid().scene().maps.column(1).layer->values, same->layer("conv1")->values);
        explorer.part<QPushButton>("dropViewButton").click();
        QCOMPARE(follows.size(), 2); // there is nothing left to follow
        QVERIFY(!follows[1][0].toBool());
        QCOMPARE(explorer.grid().scene().maps.abreast(), 1);
        explorer.part<QPushButton>("keepViewButton").click();
        explorer.panel.setLayers(inferShapes(after->spec)); // another network
        QVERIFY(!explorer.panel.shown().kept);
    }

    void gradientsAreShownOnceTheyHaveCome()
    {
        const auto model = bloodCells();
        Explorer explorer(model);
        explorer.show(mapsOf(model));
        auto &combo = explorer.part<QComboBox>("quantityCombo");
        QCOMPARE(combo.count(), 1 + int(model->classes.size()));
        const QSignalSpy requested(&explorer.panel.controls(), &MapsControls::scoreRequested);
        combo.setCurrentIndex(3);
        QCOMPARE(requested.size(), 1);
        QCOMPARE(requested[0][0].toInt(), 2);
        QVERIFY(!explorer.grid().scene().maps.showsGradients(0));
        explorer.panel.setMaps(mapsOf(model, 2));
        QTRY_VERIFY(explorer.grid().scene().maps.showsGradients(0));
        QVERIFY(explorer.grid().scene().maps.cell(0, 0).scale.kind == ColourScale::Kind::Diverging);
        QVERIFY(explorer.part<QLabel>("mapsState")
                    .text()
                    .contains(QString::fromStdString(model->classes[2])));
        combo.setCurrentIndex(0);
        QVERIFY(!explorer.grid().scene().maps.showsGradients(0));
    }

    void datasetsAndWeightsAreLeftToTheWindow()
    {
        Explorer explorer(bloodCells());
        const auto accepts = [&](const QString &path) {
            QMimeData mime;
            mime.setUrls({ QUrl::fromLocalFile(path) });
            QDragEnterEvent enter({ 5, 5 }, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(&explorer.panel, &enter);
            return enter.isAccepted();
        };
        QVERIFY(accepts(QStringLiteral("/pictures/cat.PNG")));
        QVERIFY(!accepts(QStringLiteral("/pictures")));
        QVERIFY(!accepts(QStringLiteral("/weights.npz")));
    }

    void aImageDroppedOntoThePageIsRequested()
    {
        Explorer explorer(bloodCells());
        const ImageColumn *images = &explorer.panel.row().images();
        const QSignalSpy files(images, &ImageColumn::pinFileRequested),
            refused(images, &ImageColumn::pinRefused);
        QMimeData file;
        file.setUrls({ QUrl::fromLocalFile(text("/somewhere/cat.png")) });
        QDragEnterEvent enter({ 5, 5 }, Qt::CopyAction, &file, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&explorer.panel, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop({ 5, 5 }, Qt::CopyAction, &file, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&explorer.panel, &drop);
        QCOMPARE(files.size(), 1);
        QMimeData web;
        web.setUrls({ QUrl(text("https://example.org/cat.jpg")) });
        QDragEnterEvent again({ 5, 5 }, Qt::CopyAction, &web, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&explorer.panel, &again);
        QDropEvent other({ 5, 5 }, Qt::CopyAction, &web, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&explorer.panel, &other);
        QCOMPARE(refused.size(), 1);
    }
};

CONVSCOPE_QT_TEST(MapsPanelTest)

} // namespace convscope::test::maps_panel_test

#include "maps_panel_test.moc"
