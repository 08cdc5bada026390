// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/threads/training_controller.h"
#include "tests/support/qt_test.h"
#include "tests/support/small_run.h"
#include "ui/training/run_model.h"
#include <QSignalSpy>
#include <QTest>

namespace convscope::test::training_controller_test {

namespace {

constexpr int kPatience = 30'000; // milliseconds; only a failing test waits as long

StartRun smallRun(int epochs)
{
    return { smallConfig(epochs), smallData(), {}, false };
}

} // namespace

class TrainingControllerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bringsEveryReportToTheModel()
    {
        RunModel model;
        TrainingController controller(model);
        QSignalSpy finished(&controller, &TrainingController::finished);
        QSignalSpy appended(&model, &RunModel::appended);
        constexpr int kEpochs = 2000;
        controller.send(smallRun(kEpochs));
        QVERIFY(finished.wait(kPatience));
        QCOMPARE(model.batches().size(), std::size_t(kEpochs * kBatchesPerEpoch));
        QCOMPARE(model.epochs().size(), std::size_t(kEpochs));
        QCOMPARE(
            model.classes(), QStringList({ QStringLiteral("dark"), QStringLiteral("bright") }));
        QVERIFY2(appended.size() < kEpochs, "observers are told once a tick, not once a batch");
    }

    void followsThePauseAndTheWayOn()
    {
        RunModel model;
        TrainingController controller(model);
        QSignalSpy paused(&controller, &TrainingController::paused);
        QSignalSpy appended(&model, &RunModel::appended);
        controller.send(smallRun(kEndless));
        QVERIFY(appended.wait(kPatience));
        QCOMPARE(controller.state(), TrainingController::State::Running);
        controller.send(Pause {});
        QVERIFY(paused.wait(kPatience));
        QCOMPARE(controller.state(), TrainingController::State::Paused);
        QTRY_VERIFY_WITH_TIMEOUT(controller.isQuiet(), kPatience);
        const std::size_t before = model.batches().size();
        controller.send(Resume {});
        QTRY_VERIFY_WITH_TIMEOUT(model.batches().size() > before, kPatience);
        controller.send(StopRun {});
        QTRY_COMPARE_WITH_TIMEOUT(controller.state(), TrainingController::State::Idle, kPatience);
    }

    void listensUntilEveryCommandIsServed()
    {
        RunModel model;
        TrainingController controller(model);
        QSignalSpy finished(&controller, &TrainingController::finished);
        constexpr int kRounds = 200;
        for (int round = 0; round < kRounds; ++round) {
            controller.send(smallRun(kEndless));
            controller.send(Pause {});
            controller.send(Resume {});
            if (round % 3 == 0)
                finished.wait(round % 10); // some rounds are listened to while they go on
            controller.send(StopRun {});
        }
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), kRounds, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(controller.isQuiet(), kPatience);
        controller.send(smallRun(1));
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), kRounds + 1, kPatience);
    }

    void bringsASnapshotWhenAsked()
    {
        RunModel model;
        TrainingController controller(model);
        QSignalSpy snapshots(&controller, &TrainingController::snapshotTaken);
        controller.send(smallRun(kEndless));
        controller.send(SnapshotRequest {});
        QVERIFY(snapshots.wait(kPatience));
        const auto snapshot
            = snapshots.front().front().value<std::shared_ptr<const TrainedModel>>();
        QCOMPARE(snapshot->classes.size(), std::size_t(2));
    }

    void tellsWhatWentWrong()
    {
        RunModel model;
        TrainingController controller(model);
        QSignalSpy failed(&controller, &TrainingController::failed);
        StartRun wrong = smallRun(1);
        wrong.config.batch = 0;
        controller.send(wrong);
        QVERIFY(failed.wait(kPatience));
        QVERIFY(!failed.front().front().value<Failed>().message.empty());
        QCOMPARE(controller.state(), TrainingController::State::Idle);
    }
};

CONVSCOPE_QT_TEST(TrainingControllerTest)

} // namespace convscope::test::training_controller_test

#include "training_controller_test.moc"
