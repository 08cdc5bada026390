// SPDX-License-Identifier: GPL-3.0-or-later
// The arithmetic of a value as it is shown: what it says, where it leads, and how it is walked
// through.
#include "core/base/error.h"
#include "core/kinds/kinds.h"
#include "tests/support/qt_test.h"
#include "tests/support/random_model.h"
#include "ui/formula/field_strip.h"
#include "ui/formula/formula.h"
#include "ui/formula/formula_canvas.h"
#include "ui/formula/formula_view.h"
#include "ui/kit/beside_or_below.h"
#include "ui/maps/map_grid.h"
#include "ui/maps/maps_panel.h"
#include "ui/maps/maps_row.h"
#include <QLabel>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QToolButton>
#include <limits>

namespace convscope::test::formula_view_test {

namespace {

/// Layers of many kinds behind each other, on colour images of 12 × 10.
ModelSpec manyKinds()
{
    const auto layer = [](const char *kind, LayerOptions options = {}) {
        return LayerSpec { kind, {}, std::move(options) };
    };
    return withNames({ { 3, 12, 10 },
        { layer("conv", { { "filters", 4.0 }, { "padding", Extent { 1, 1 } } }), layer("batchnorm"),
            layer("relu"), layer("conv", { { "filters", 4.0 }, { "dilation", Extent { 2, 2 } } }),
            layer("leaky_relu"), layer("sigmoid"), layer("tanh"),
            layer("add", { { "from", std::string("relu2") } }), layer("maxpool"), layer("avgpool"),
            layer("dropout"), layer("flatten"), layer("dense", { { "units", 20.0 } }),
            layer("relu"), layer("global_avgpool"), layer("dense", { { "units", 3.0 } }) } });
}

/// A layer of the kind as the last but one, called "own"; behind maps where it reads nothing else,
/// or behind one value a channel, and maps or such values as the other layer.
ModelSpec networkOf(const LayerKind &kind)
{
    const LayerSpec dense { "dense", "last", { { "units", std::uint64_t { 3 } } } };
    LayerSpec own { std::string(kind.name), "own", {} };
    if (!readsOthers(kind))
        return { { 3, 6, 5 }, { own, dense } };
    ModelSpec spec { { 3, 6, 5 },
        { { "relu", "maps", {} }, { "global_avgpool", "values", {} }, own, dense } };
    for (const char *other : { "maps", "values" }) {
        for (const Field &field : kind.options)
            if (field.type == Field::Type::Layer || field.type == Field::Type::Layers)
                spec.layers[2].options[field.name] = std::string(other);
        try {
            inferShapes(spec);
            return spec;
        } catch (const Error &) {
            // this kind takes the other one
        }
    }
    return spec;
}

std::shared_ptr<const FeatureMaps> mapsOf(const ModelSpec &spec, std::uint64_t seed)
{
    Rng rng(seed, 1);
    Predictor predictor(test::randomModel(spec, rng));
    std::vector<float> values(spec.input.size());
    std::ranges::generate(values, [&] { return float(rng.uniform()); });
    return std::make_shared<const FeatureMaps>(predictor.mapsOfValues(values));
}

FormulaSheet formulaAt(const ValueExplainer &explainer, const FeatureMaps &maps,
    const std::string &layer, const ValuePlace &place)
{
    return formulaOf(explainer, maps, explainer.explain(maps, explainer.indexOf(layer), place));
}

std::vector<const FormulaGrid *> gridsOf(const FormulaSheet &formula)
{
    std::vector<const FormulaGrid *> grids;
    for (const FormulaLine &line : formula.lines)
        for (const FormulaPart &part : line)
            if (const auto *grid = std::get_if<FormulaGrid>(&part))
                grids.push_back(grid);
    return grids;
}

} // namespace

class FormulaViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyKindOfLayerHasAFormulaThatAgrees();
    void aConvolutionShowsPatchKernelAndProducts();
    void aLongSumShowsItsLargestTermsAndTheRestSummed();
    void ofVeryManyInputMapsTheLargestSumsAreShown();
    void theWinnerOfAMaxPoolIsFramed();
    void ablationIsAStepOfItsOwn();
    void numbersAreShortInCells();
    void theStripLightsExactlyWhatInfluences();
    void aClickOnANumberLeadsToWhereItIsFrom();
    void arrowKeysAndButtonsWalkThroughTheMap();
    void playingGoesOnUntilTheViewIsLeft();
    void itStandsBesideTheMapsOrBelow();
    void longFormulasFitNarrowViews();
    void newerMapsKeepThePlace();
    void mapsOfAnotherNetworkAreRefusedInWords();
    void theMapsPanelShowsItWhileAPlaceIsChosen();
};

void FormulaViewTest::everyKindOfLayerHasAFormulaThatAgrees()
{
    const auto maps = mapsOf(manyKinds(), 1);
    const ValueExplainer explainer(manyKinds());
    std::vector<std::string> names { "input", "softmax" };
    for (const LayerSpec &layer : explainer.spec().layers)
        names.push_back(layer.name);
    for (const std::string &name : names) {
        const FormulaSheet formula = formulaAt(explainer, *maps, name, {});
        QVERIFY2(formula.title.startsWith(QString::fromStdString(name)), name.c_str());
        QVERIFY2(formula.spoken().contains(QStringLiteral("✓")), name.c_str());
        QVERIFY2(formula.lines.size() >= 2, name.c_str());
    }
    for (const LayerKind &kind : layerKinds()) {
        const ModelSpec spec = networkOf(kind);
        const FormulaSheet formula = formulaAt(ValueExplainer(spec), *mapsOf(spec, 2), "own", {});
        QVERIFY2(formula.spoken().contains(QStringLiteral("✓")), kind.name.data());
        QVERIFY2(!formula.spoken().contains(QLatin1Char('{')), kind.name.data()); // no empty place
    }
}

void FormulaViewTest::aConvolutionShowsPatchKernelAndProducts()
{
    const auto maps = mapsOf(manyKinds(), 2);
    const ValueExplainer explainer(manyKinds());
    const FormulaSheet formula = formulaAt(explainer, *maps, "conv1", { 2, 0, 4 });
    const auto grids = gridsOf(formula);
    QCOMPARE(grids.size(), 1U + 3 * 3); // the channels' sums, and three grids a channel
    QCOMPARE(grids[0]->values.size(), 3U);
    double sum = 0;
    for (std::size_t i = 0; i < 9; ++i) {
        QCOMPARE(grids[6]->values[i], grids[4]->values[i] * grids[5]->values[i]);
        sum += grids[6]->values[i];
    }
    QVERIFY(std::abs(sum - grids[0]->values[1]) < 1e-12);
    QVERIFY(grids[4]->padded[0]); // above the image
    QVERIFY(grids[4]->places[0].layer.isEmpty());
    QCOMPARE(grids[4]->places[4], (MapPlace { QStringLiteral("input"), 1, 0, 4 }));
    QVERIFY(formula.spoken().contains(QStringLiteral("Σ of 27 products")));
}

void FormulaViewTest::aLongSumShowsItsLargestTermsAndTheRestSummed()
{
    const auto maps = mapsOf(manyKinds(), 3);
    const ValueExplainer explainer(manyKinds());
    const FormulaSheet formula = formulaAt(explainer, *maps, "dense1", { 5, 0, 0 });
    const FormulaGrid &table = *gridsOf(formula).front();
    QCOMPARE(table.rows, 8); // 4 maps of 2 × 1 values: all of them
    QVERIFY(table.rowNames.front().startsWith(QStringLiteral("dropout1 · map")));
    for (int i = 1; i < table.rows; ++i)
        QVERIFY(std::abs(table.values[std::size_t(i) * 3 - 1])
            >= std::abs(table.values[std::size_t(i) * 3 + 2]));
    const FormulaSheet longer = formulaAt(explainer, *maps, "dense2", { 1, 0, 0 });
    QCOMPARE(gridsOf(longer).front()->rows, 12);
    QVERIFY(longer.spoken().contains(QStringLiteral("and 8 smaller ones")));
}

void FormulaViewTest::ofVeryManyInputMapsTheLargestSumsAreShown()
{
    const ModelSpec spec { { 100, 5, 5 }, { { "conv", {}, { { "filters", 2.0 } } } } };
    const auto maps = mapsOf(spec, 14);
    const ValueExplainer explainer(spec);
    const FormulaSheet formula = formulaAt(explainer, *maps, "conv1", { 1, 1, 1 });
    const auto grids = gridsOf(formula);
    QCOMPARE(grids.size(), 1U + 3 * 48);
    QCOMPARE(grids[0]->values.size(), 100U);
    QVERIFY(!grids[0]->showsNumbers());
    QVERIFY(std::get<FormulaText>(formula.lines.back()[0])
                .text.startsWith(QStringLiteral("and 52 input maps with smaller sums")));
}

void FormulaViewTest::theWinnerOfAMaxPoolIsFramed()
{
    const auto maps = mapsOf(manyKinds(), 4);
    const ValueExplainer explainer(manyKinds());
    const FormulaSheet formula = formulaAt(explainer, *maps, "pool1", { 1, 1, 1 });
    const FormulaGrid &window = *gridsOf(formula).front();
    const auto most = std::ranges::max_element(window.values) - window.values.begin();
    QCOMPARE(window.framed, int(most));
    QCOMPARE(window.places[0], (MapPlace { QStringLiteral("add1"), 1, 2, 2 }));
}

void FormulaViewTest::ablationIsAStepOfItsOwn()
{
    Rng rng(5, 1);
    Predictor predictor(test::randomModel(manyKinds(), rng));
    predictor.setFactors({ { "conv1", 0, 0 }, { "conv1", 1, 1.5F } });
    const FeatureMaps maps
        = predictor.mapsOfValues(std::vector<float>(manyKinds().input.size(), 0.5F));
    const ValueExplainer explainer(manyKinds());
    QVERIFY(
        formulaAt(explainer, maps, "conv1", {}).spoken().contains(QStringLiteral("switched off")));
    const QString scaled = formulaAt(explainer, maps, "conv1", { 1, 3, 3 }).spoken();
    QVERIFY(scaled.contains(QStringLiteral("× 1.5 =")));
    QVERIFY(scaled.contains(QStringLiteral("✓")));
    QVERIFY(!formulaAt(explainer, maps, "conv1", { 2, 3, 3 })
                 .spoken()
                 .contains(QStringLiteral("scaled")));
}

void FormulaViewTest::numbersAreShortInCells()
{
    QCOMPARE(cellText(0, 1), QStringLiteral("0"));
    QCOMPARE(cellText(-0.1234, 0.5), QStringLiteral("−0.12"));
    QCOMPARE(cellText(0.01234, 0.02), QStringLiteral("0.012"));
    QCOMPARE(cellText(0.01234, 2), QStringLiteral("0.01"));
    QCOMPARE(cellText(-0.0012, 2), QStringLiteral("0.00"));
    QCOMPARE(cellText(123.4, 200), QStringLiteral("123.4"));
    QVERIFY(cellText(-0.0000123, 1e-4).size() <= 6);
    QVERIFY(cellText(1.5e30, 2e30).size() <= 6);
    QVERIFY(!cellText(std::numeric_limits<double>::quiet_NaN(), 1).isEmpty());
    FormulaGrid grid;
    grid.values = { -1, 0, 1 };
    grid.scales.resize(1);
    QCOMPARE(grid.textOf(0), QStringLiteral("−1"));
    grid.columns = 2;
    grid.values = { 0.012, 30, 0.034, 0.04 };
    grid.scales = { { ColourScale::Kind::Diverging, -0.034, 0.034 },
        { ColourScale::Kind::Sequential, 0, 30 } };
    QCOMPARE(grid.textOf(2), QStringLiteral("0.034")); // each column on its own scale
    QCOMPARE(grid.textOf(3), QStringLiteral("0.0"));
}

void FormulaViewTest::theStripLightsExactlyWhatInfluences()
{
    const auto maps = mapsOf(manyKinds(), 6);
    const ValueExplainer explainer(manyKinds());
    const int layer = explainer.indexOf("conv2");
    const Influence influence = explainer.influenceOn(layer, { 0, 3, 2 });
    FieldStrip strip;
    strip.setField(explainer, maps, influence);
    QCOMPARE(strip.count(), layer + 2);
    const PlaceSet &relu = influence.layers[std::size_t(layer) - 1];
    int lit = 0;
    for (int row = 0; row < 12; ++row)
        for (int column = 0; column < 10; ++column) {
            QCOMPARE(strip.isLit(layer, row, column), relu.contains(0, row, column));
            lit += strip.isLit(layer, row, column);
        }
    QCOMPARE(lit, 9); // with holes between, for the filter is dilated
    QCOMPARE(strip.textOf(layer), QStringLiteral("relu1: rows 4–8, columns 3–7 of 4 maps"));
    QCOMPARE(strip.textOf(layer + 1), QStringLiteral("conv2: rows 4, columns 3 of map 1"));
    QVERIFY(strip.accessibleDescription().contains(QStringLiteral("input: rows 3–9")));
}

void FormulaViewTest::aClickOnANumberLeadsToWhereItIsFrom()
{
    const auto maps = mapsOf(manyKinds(), 7);
    FormulaView view;
    view.resize(900, 500);
    view.show();
    view.explain(maps->model, maps, { QStringLiteral("conv1"), 0, 5, 5 });
    auto *canvas = view.findChild<FormulaCanvas *>();
    QSignalSpy chosen(&view, &FormulaView::placeChosen);
    const QPoint middle = canvas->cellCentre(3, 0, 4);
    QVERIFY(canvas->viewport()->rect().contains(middle));
    QVERIFY(canvas->textAt(middle).startsWith(QStringLiteral("input · map 1 · row 6, column 6: ")));
    QTest::mouseClick(canvas->viewport(), Qt::LeftButton, {}, middle);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].value<MapPlace>(), (MapPlace { QStringLiteral("input"), 0, 5, 5 }));
    QVERIFY(canvas->textAt(canvas->cellCentre(3, 2, 4)).contains(QStringLiteral("0.")));
    QVERIFY(!canvas->placeAt(canvas->cellCentre(3, 2, 4))); // a product is from nowhere
    auto *strip = view.findChild<FieldStrip *>();
    QTest::mouseClick(strip->viewport(), Qt::LeftButton, {}, strip->imageRect(0).center());
    QCOMPARE(chosen.size(), 2);
    QCOMPARE(chosen[1][0].value<MapPlace>().layer, QStringLiteral("input"));
}

void FormulaViewTest::arrowKeysAndButtonsWalkThroughTheMap()
{
    const auto maps = mapsOf(manyKinds(), 8);
    FormulaView view;
    view.show();
    view.explain(maps->model, maps, { QStringLiteral("conv1"), 1, 0, 9 });
    connect(&view, &FormulaView::placeChosen, &view, &FormulaView::setPlace);
    QTest::keyClick(&view, Qt::Key_Right); // there is nothing
    QCOMPARE(view.place()->column, 9);
    QTest::keyClick(&view, Qt::Key_Left);
    QTest::keyClick(&view, Qt::Key_Down);
    QCOMPARE(*view.place(), (MapPlace { QStringLiteral("conv1"), 1, 1, 8 }));
    QTest::mouseClick(
        view.findChild<QToolButton *>(QStringLiteral("formulaForth")), Qt::LeftButton);
    QTest::mouseClick(
        view.findChild<QToolButton *>(QStringLiteral("formulaForth")), Qt::LeftButton);
    QCOMPARE(*view.place(), (MapPlace { QStringLiteral("conv1"), 1, 2, 0 }));
    QVERIFY(view.findChild<QLabel *>(QStringLiteral("formulaTitle"))
                ->text()
                .contains(QStringLiteral("row 3, column 1")));
    view.setPlace({ QStringLiteral("dense2"), 0, 0, 0 });
    QTest::mouseClick(view.findChild<QToolButton *>(QStringLiteral("formulaBack")), Qt::LeftButton);
    QCOMPARE(view.place()->map, 2);
    QSignalSpy closed(&view, &FormulaView::closeRequested);
    QTest::keyClick(&view, Qt::Key_Escape);
    QCOMPARE(closed.size(), 1);
}

void FormulaViewTest::playingGoesOnUntilTheViewIsLeft()
{
    const auto maps = mapsOf(manyKinds(), 9);
    FormulaView view;
    view.show();
    view.explain(maps->model, maps, { QStringLiteral("pool1"), 0, 3, 2 });
    connect(&view, &FormulaView::placeChosen, &view, &FormulaView::setPlace);
    view.findChild<QSlider *>(QStringLiteral("formulaSpeed"))->setValue(30);
    QSignalSpy chosen(&view, &FormulaView::placeChosen);
    view.findChild<QToolButton *>(QStringLiteral("formulaPlay"))->click();
    QVERIFY(view.isPlaying());
    QTRY_VERIFY(chosen.size() >= 2);
    QCOMPARE(chosen[0][0].value<MapPlace>(), (MapPlace { QStringLiteral("pool1"), 0, 0, 0 }));
    QCOMPARE(chosen[1][0].value<MapPlace>(), (MapPlace { QStringLiteral("pool1"), 0, 0, 1 }));
    view.hide();
    QVERIFY(!view.isPlaying());
}

void FormulaViewTest::itStandsBesideTheMapsOrBelow()
{
    BesideOrBelow both(new QWidget);
    both.setSecond(new QWidget);
    both.show();
    const int line = both.fontMetrics().height();
    both.resize(line * 50, line * 50);
    QVERIFY(both.isBeside());
    both.resize(line * 30, line * 50);
    QVERIFY(!both.isBeside());
    both.resize(line * 30, line * 20); // too low for both
    QVERIFY(both.isBeside());
}

void FormulaViewTest::longFormulasFitNarrowViews()
{
    const auto maps = mapsOf(manyKinds(), 15);
    const ValueExplainer explainer(manyKinds());
    FormulaCanvas canvas;
    canvas.resize(1200, 400);
    canvas.setFormula(formulaAt(explainer, *maps, "bn1", { 1, 2, 3 }));
    canvas.show();
    const int wide = canvas.contentHeight();
    canvas.resize(canvas.fontMetrics().height() * 26, 400);
    QCOMPARE(canvas.horizontalScrollBar()->maximum(), 0);
    QVERIFY(canvas.contentHeight() > wide);
}

void FormulaViewTest::newerMapsKeepThePlace()
{
    const auto older = mapsOf(manyKinds(), 10), newer = mapsOf(manyKinds(), 11);
    FormulaView view;
    view.show();
    view.explain(older->model, older, { QStringLiteral("dense2"), 1, 0, 0 });
    const QString before = view.accessibleDescription();
    view.setMaps(newer);
    QCOMPARE(view.place()->map, 1);
    QVERIFY(view.accessibleDescription() != before);
    QVERIFY(view.accessibleDescription().contains(QStringLiteral("✓")));
}

void FormulaViewTest::mapsOfAnotherNetworkAreRefusedInWords()
{
    const auto maps = mapsOf(manyKinds(), 12);
    FormulaView view;
    view.show();
    view.explain(maps->model, maps, { QStringLiteral("conv9"), 0, 0, 0 });
    QVERIFY(view.accessibleDescription().contains(QStringLiteral("no layer 'conv9'")));
    view.setPlace({ QStringLiteral("conv1"), 0, 40, 0 });
    QVERIFY(view.accessibleDescription().contains(QStringLiteral("no such place")));
    view.setPlace({ QStringLiteral("conv1"), 0, 4, 0 });
    QVERIFY(view.accessibleDescription().contains(QStringLiteral("✓")));
}

void FormulaViewTest::theMapsPanelShowsItWhileAPlaceIsChosen()
{
    const auto maps = mapsOf(manyKinds(), 13);
    MapsPanel panel;
    auto *view = new FormulaView;
    panel.row().setDetail(view);
    connect(&panel.row().grid(), &MapGrid::placeChosen, view, &FormulaView::setPlace);
    connect(view, &FormulaView::placeChosen, &panel, &MapsPanel::choosePlace);
    connect(view, &FormulaView::closeRequested, &panel.row().grid(), &MapGrid::leavePlace);
    panel.resize(900, 800);
    panel.show();
    panel.setLayers(inferShapes(manyKinds()));
    panel.setMaps(maps);
    view->setMaps(maps);
    QVERIFY(!view->isVisible());
    // The panel shows maps some milliseconds after they came.
    QTRY_VERIFY((panel.choosePlace({ QStringLiteral("conv1"), 0, 1, 1 }), view->isVisible()));
    QVERIFY(view->accessibleDescription().contains(QStringLiteral("✓")));
    QTest::keyClick(view, Qt::Key_Right);
    QCOMPARE(view->place()->column, 2);
    Q_EMIT view->placeChosen({ QStringLiteral("input"), 0, 2, 2 }); // another layer
    QCOMPARE(panel.shown().layer, QStringLiteral("input"));
    QVERIFY(view->isVisible());
    QTest::keyClick(view, Qt::Key_Escape);
    QVERIFY(!view->isVisible());
}

CONVSCOPE_QT_TEST(FormulaViewTest)

} // namespace convscope::test::formula_view_test

#include "formula_view_test.moc"
