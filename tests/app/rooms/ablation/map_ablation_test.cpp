// SPDX-License-Identifier: GPL-3.0-or-later
// Surgery in the window: maps are switched off from their menu, everything downstream follows, and
// nothing else is touched; what maps are worth and what excites them is found in the background.
#include "app/services/services.h"
#include "app/shell/main_window.h"
#include "tests/support/qt_test.h"
#include "tests/support/window_desk.h"
#include "ui/ablation/ablation_bar.h"
#include "ui/ablation/ablation_score_model.h"
#include "ui/evaluation/evaluation_panel.h"
#include "ui/images/image_grid.h"
#include "ui/images/probability_bars.h"
#include "ui/kit/fold.h"
#include "ui/kit/settings.h"
#include "ui/maps/map_grid.h"
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QTest>

namespace convscope::test::map_ablation_test {

namespace {

const QString kRelu = QStringLiteral("relu1");

/// A window on the digits, with a network that was trained for one epoch, its maps in sight and a
/// digit classified.
class Desk : public WindowDesk {
public:
    Desk()
        : maps(&services.inspection, &Inspection::mapsReady)
        , answers(&services.inspection.classified(), &ClassifiedImage::predicted)
    {
    }

    bool begin()
    {
        const QSignalSpy ended(&services.dataset, &DatasetService::ended);
        window.openDataset(QStringLiteral("sample:digits"));
        if (!QTest::qWaitFor([&] { return !ended.isEmpty(); }, kPatience) || !train())
            return false;
        window.showRoom("maps");
        services.inspection.classified().classify(services.inspection.pinned().image());
        return wait([&] { return !maps.isEmpty() && !answers.isEmpty() && isNow(); });
    }
    bool train()
    {
        part<QSpinBox>("epochsSpin").setValue(1);
        const QSignalSpy finished(&services.training.controller(), &TrainingController::finished);
        part<QAction>("actionTrain").trigger();
        return wait([&] { return !finished.isEmpty(); });
    }
    template<typename Condition>
    bool wait(Condition condition)
    {
        return QTest::qWaitFor(condition, kPatience);
    }
    /// Whether the newest answers are by the newest model.
    bool isNow()
    {
        const auto batch = services.inspection.model()->batch;
        return newest(maps)->batch == batch && newest(answers)->batch == batch;
    }
    static std::shared_ptr<const FeatureMaps> newest(const QSignalSpy &spy)
    {
        return spy.back()[0].value<std::shared_ptr<const FeatureMaps>>();
    }
    /// Opens the menu of a map and triggers an entry, and waits for what follows.
    bool choose(const QString &layer, int map, const char *action)
    {
        openMenu(layer, map);
        const auto before = std::pair(maps.count(), answers.count());
        part<QAction>(action).trigger();
        return wait([&] { return maps.count() > before.first && answers.count() > before.second; });
    }
    void openMenu(const QString &layer, int map)
    {
        Q_EMIT part<MapGrid>("mapGrid").menuRequested(layer, map, QPoint(10, 10));
    }

    QSignalSpy maps, answers;
};

} // namespace

class MapAblationTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void switchingAMapOffMovesEverythingDownstreamAndUndoRestoresTheBits()
    {
        Desk desk;
        QVERIFY(desk.begin());
        const auto mapsBefore = Desk::newest(desk.maps);
        const auto answerBefore = Desk::newest(desk.answers);
        QVERIFY(desk.choose(kRelu, 1, "actionOthersOff"));
        QVERIFY(!desk.part<AblationBar>("surgeryBar").texts().isEmpty());
        const auto after = Desk::newest(desk.maps);
        QCOMPARE(after->layer("conv1")->values, mapsBefore->layer("conv1")->values);
        QVERIFY(std::ranges::all_of(
            after->layer("relu1")->map(0), [](float value) { return value == 0; }));
        QVERIFY(after->layer("conv2")->values != mapsBefore->layer("conv2")->values);
        QVERIFY(Desk::newest(desk.answers)->probabilities != answerBefore->probabilities);
        QVERIFY(desk.part<QWidget>("surgeryNote").isVisibleTo(&desk.window));

        const auto count = std::pair(desk.maps.count(), desk.answers.count());
        desk.part<QAction>("actionUndo").trigger();
        QVERIFY(desk.wait([&] {
            return desk.maps.count() > count.first && desk.answers.count() > count.second;
        }));
        QCOMPARE(Desk::newest(desk.answers)->probabilities, answerBefore->probabilities);
        for (const LayerMaps &layer : mapsBefore->layers)
            QCOMPARE(Desk::newest(desk.maps)->layer(layer.name)->values, layer.values);
        QVERIFY(!desk.part<QWidget>("surgeryNote").isVisibleTo(&desk.window));
    }

    void theSliderScalesWhileItMoves()
    {
        Desk desk;
        QVERIFY(desk.begin());
        const auto before = Desk::newest(desk.maps);
        desk.openMenu(kRelu, 0);
        const auto count = desk.maps.count();
        desk.part<QSlider>("mapScale").setValue(50);
        QVERIFY(desk.wait([&] { return desk.maps.count() > count; }));
        const auto half = Desk::newest(desk.maps);
        const auto whole = before->layer("relu1")->map(0);
        const auto scaled = half->layer("relu1")->map(0);
        for (std::size_t i = 0; i < whole.size(); ++i)
            QCOMPARE(scaled[i], whole[i] * 0.5F);
        QVERIFY(
            desk.part<AblationBar>("surgeryBar").texts().front().endsWith(QStringLiteral("0.50")));
    }

    void whatIsTrainedSavedAndEvaluatedIsNeverOperatedOn()
    {
        Desk desk;
        QVERIFY(desk.begin());
        const auto evaluate = [&] {
            const QSignalSpy evaluated(&desk.services.evaluations, &Evaluations::evaluated);
            desk.services.evaluations.evaluate(Split::Validation, true);
            desk.wait([&] { return !evaluated.isEmpty(); });
            return desk.part<EvaluationPanel>("evaluationPanel").shown()->evaluation.loss;
        };
        const double before = evaluate();
        QVERIFY(desk.part<QWidget>("evaluationAblationNote").isHidden());
        const auto weights = desk.services.inspection.model();
        QVERIFY(desk.choose(kRelu, 0, "actionOthersOff"));
        QCOMPARE(evaluate(), before);
        QCOMPARE(desk.services.inspection.model(), weights);
        const auto &note = desk.part<QWidget>("evaluationAblationNote");
        QVERIFY2(!note.isHidden(), "the figures are not those of the edited network, and say so");
        QVERIFY(desk.train()); // another network
        QVERIFY(desk.services.inspection.classified().dropped().factors.empty());
        QVERIFY(desk.part<AblationBar>("surgeryBar").texts().isEmpty());
    }

    void whatMapsAreWorthAndWhatExcitesThemIsFound()
    {
        Desk desk;
        QVERIFY(desk.begin());
        desk.part<QPushButton>("mapWorthButton").click();
        desk.part<QPushButton>("measureWorth").click();
        auto &table = *desk.part<QTableView>("worthTable").model();
        QVERIFY(desk.wait([&] { return table.rowCount() > 0; }));
        const auto layers = inferShapes(desk.services.inspection.model()->spec);
        int expected = 0;
        for (const LayerSummary &layer : layers)
            expected += layer.kind == "conv" ? layer.output.c : 0;
        QCOMPARE(table.rowCount(), expected);

        desk.openMenu(kRelu, 2);
        desk.part<QAction>("actionExciting").trigger();
        auto &grid = desk.part<ImageGrid>("excitingGrid");
        QVERIFY(desk.wait([&] { return grid.images().rowCount() > 0; }));
        QCOMPARE(grid.images().rowCount(), 12);
        const QSignalSpy pinned(&desk.services.inspection.pinned(), &PinnedImage::pinnedChanged);
        Q_EMIT grid.imageActivated(0);
        QVERIFY(desk.wait([&] { return !pinned.isEmpty(); }));

        desk.part<Fold>("alikeFold").setOpen(true);
        auto &alike = desk.part<ImageGrid>("alikeGrid");
        QVERIFY(desk.wait([&] { return alike.images().rowCount() > 0; }));
        QCOMPARE(alike.images().rowCount(), 9);
    }
};

CONVSCOPE_QT_TEST(MapAblationTest)

} // namespace convscope::test::map_ablation_test

#include "map_ablation_test.moc"
