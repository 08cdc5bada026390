// SPDX-License-Identifier: GPL-3.0-or-later
// Back in time in the real window: moments, batches, animations, while a run goes on and later.
#include "app/services/services.h"
#include "app/shell/main_window.h"
#include "core/data/decode/image_decode.h"
#include "core/io/run/snapshot_store.h"
#include "core/train/setup/presets.h"
#include "tests/support/qt_test.h"
#include "tests/support/window_desk.h"
#include "ui/history/batch_panel.h"
#include "ui/images/image_grid.h"
#include "ui/kit/settings.h"
#include "ui/maps/maps_panel.h"
#include "ui/training/training_panel.h"
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>

namespace convscope::test::time_machine_test {

namespace {

RunConfig smallConfig(int epochs)
{
    RunConfig config = findPreset("mnist-linear")->config;
    config.epochs = epochs;
    config.limit = 60;
    config.augment = augmentOptionsFromList("shift,noise");
    return config;
}

/// A window in which the digits are open.
class Desk : public WindowDesk {
public:
    explicit Desk(int epochs)
        : WindowDesk(smallConfig(epochs))
    {
        if (!open(kDigits))
            qFatal("the digits could not be opened");
    }
    void trainToTheEnd()
    {
        const QSignalSpy settled(&services.training.controller(), &TrainingController::settled);
        services.training.train();
        if (!QTest::qWaitFor([&] { return !settled.isEmpty(); }, kPatience))
            qFatal("the run did not end");
    }
    /// The batch of the weights on screen.
    std::int64_t shown() { return kernels ? kernels->batch : -1; }

    std::shared_ptr<const TrainedModel> kernels;
    QMetaObject::Connection connection
        = QObject::connect(&services.inspection.network(), &ShownNetwork::kernelsChanged, &window,
            [this](const std::shared_ptr<const TrainedModel> &model) { kernels = model; });
};

} // namespace

class TimeMachineTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void showsAnyCheckpointOfARunThatIsOver()
    {
        Desk desk(8);
        desk.trainToTheEnd();
        TimeMachine &history = desk.services.history;
        QVERIFY(history.snapshots().size() >= 3);
        QCOMPARE(history.snapshots().front(), 0);
        const auto last = desk.services.training.run().batches().back().batch;
        QCOMPARE(history.snapshots().back(), last);
        const std::int64_t present = desk.shown();
        for (const std::int64_t batch : { std::int64_t(0), std::int64_t(3), last - 1 }) {
            history.goTo(batch, true);
            QTRY_COMPARE_WITH_TIMEOUT(desk.shown(), batch, kPatience);
            QVERIFY(!history.checkpoint()->isOnTheWay);
        }
        auto &now = desk.part<QPushButton>("backToNowButton");
        QVERIFY(now.isVisible());
        now.click();
        QVERIFY(!history.isInHistory());
        QCOMPARE(desk.shown(), present);
        QVERIFY(!now.isVisible());
    }

    void opensTheBatchUnderAClickWithTheLossThatIsPlotted()
    {
        Desk desk(4);
        desk.trainToTheEnd();
        Q_EMIT desk.part<TrainingPanel>("trainingPanel").batchChosen(6);
        auto &panel = desk.part<BatchPanel>("batchPanel");
        QTRY_VERIFY_WITH_TIMEOUT(panel.batch() != nullptr, kPatience);
        const BatchView &seen = *panel.batch();
        const BatchReport &plotted = desk.services.training.run().batches()[5];
        QCOMPARE(plotted.batch, 6);
        QCOMPARE(seen.inspection.report.loss, plotted.loss);
        QVERIFY(std::abs(seen.meanLoss() - plotted.loss) < 1e-6);
        auto &grid = desk.part<ImageGrid>("batchGrid");
        QCOMPARE(grid.model()->rowCount(), plotted.images);
        const auto places = seen.byLoss();
        for (std::size_t i = 1; i < places.size(); ++i)
            QVERIFY(seen.inspection.details.losses[places[i - 1]]
                >= seen.inspection.details.losses[places[i]]);
        // An image of it in the feature maps, with the weights of that moment.
        Q_EMIT grid.imageActivated(0);
        QCOMPARE(desk.shown(), 5);
        const QSignalSpy maps(&desk.services.inspection, &Inspection::mapsReady);
        QTRY_VERIFY_WITH_TIMEOUT(!maps.isEmpty(), kPatience);
        const auto pinned = desk.services.inspection.pinned().image();
        const auto input = seen.input(places[0]);
        QVERIFY(std::ranges::equal(*pinned.values, input));
        // Its neighbour.
        desk.part<QPushButton>("batchAfterButton").click();
        QTRY_COMPARE_WITH_TIMEOUT(panel.batch()->inspection.report.batch, 7, kPatience);
    }

    void letsTrainingGoOnMeanwhile()
    {
        Desk desk(100'000);
        desk.services.training.train();
        TimeMachine &history = desk.services.history;
        QTRY_VERIFY_WITH_TIMEOUT(history.snapshots().size() >= 5 && history.now(), kPatience);
        history.goTo(1, true);
        QTRY_COMPARE_WITH_TIMEOUT(desk.shown(), 1, kPatience);
        const std::size_t before = desk.services.training.run().batches().size();
        QTRY_VERIFY_WITH_TIMEOUT(desk.services.training.run().batches().size() > before, kPatience);
        QCOMPARE(desk.shown(), 1); // newer weights do not get in the way
        history.backToNow();
        QTRY_VERIFY_WITH_TIMEOUT(desk.shown() > 1, kPatience);
        desk.services.training.stop();
        QTRY_COMPARE_WITH_TIMEOUT(desk.services.training.controller().state(),
            TrainingController::State::Idle, kPatience);
    }

    void worksForARunThatIsOpenedFromItsFolder()
    {
        Desk desk(4);
        desk.trainToTheEnd();
        const auto folder = desk.services.training.runFolder();
        Desk other(1);
        other.services.models.open(QString::fromStdString(folder.string()));
        QTRY_VERIFY_WITH_TIMEOUT(!other.services.history.snapshots().empty(), kPatience);
        QCOMPARE(other.services.history.snapshots(), listSnapshots(folder));
        other.services.history.goTo(5, true);
        QTRY_COMPARE_WITH_TIMEOUT(other.shown(), 5, kPatience);
        QSignalSpy seen(&other.services.history, &TimeMachine::batchReady);
        other.services.history.inspectBatch(4);
        QVERIFY(seen.wait(kPatience));
        const auto batch = seen[0][0].value<std::shared_ptr<const BatchView>>();
        QCOMPARE(batch->meanLoss(), other.services.training.run().batches()[3].loss);
    }

    void saysWhatIsWrongWhereThePastIsGone()
    {
        Desk desk(2);
        desk.trainToTheEnd();
        std::filesystem::remove_all(desk.services.training.runFolder() / "snapshots");
        QSignalSpy failed(&desk.services.history.batchInspection(), &BackgroundTask::failed);
        desk.services.history.inspectBatch(2);
        QVERIFY(failed.wait(kPatience));
        QVERIFY(failed[0][0].toString().contains(QStringLiteral("snapshot")));
    }

    void savesTheWayAsAnAnimationOrAsImages()
    {
        Desk desk(4);
        desk.trainToTheEnd();
        const std::size_t snapshots = desk.services.history.snapshots().size();
        QSignalSpy exported(&desk.services.exports, &Exports::exported);
        QTRY_VERIFY_WITH_TIMEOUT(desk.services.inspection.pinned().hasPinned(), kPatience);
        for (const bool filters : { false, true }) {
            const auto gif = desk.folder / "way.gif", images = desk.folder / "pictures";
            desk.services.exports.exportAnimation(
                QStringLiteral("conv1"), filters, 0.25, QString::fromStdString(gif.string()));
            QVERIFY(exported.wait(kPatience));
            const Image first = readImage(gif);
            QVERIFY(first.width > 100);
            desk.services.exports.exportAnimation(
                QStringLiteral("conv1"), filters, 0.25, QString::fromStdString(images.string()));
            QVERIFY(exported.wait(kPatience));
            std::size_t count = 0;
            for (const auto &entry : std::filesystem::directory_iterator(images)) {
                const Image image = readImage(entry.path());
                QCOMPARE(image.width, first.width);
                QCOMPARE(image.height, first.height);
                ++count;
            }
            QCOMPARE(count, snapshots);
            std::filesystem::remove_all(images);
        }
    }
};

CONVSCOPE_QT_TEST(TimeMachineTest)

} // namespace convscope::test::time_machine_test

#include "time_machine_test.moc"
