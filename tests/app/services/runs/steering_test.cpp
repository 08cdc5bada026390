// SPDX-License-Identifier: GPL-3.0-or-later
// Steering a run in the window: settings changed while it goes on, quitting and going on, numbers
// out of hand.
#include "app/services/services.h"
#include "app/shell/main_window.h"
#include "tests/support/qt_test.h"
#include "tests/support/window_desk.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/settings.h"
#include "ui/preflight/preflight_dialog.h"
#include "ui/settings/schedule_curve.h"
#include <QAbstractButton>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <algorithm>

namespace convscope::test::steering_test {

namespace {

/// A window; several of them, one after the other, share a folder as starts of the program do.
class Desk : public WindowDesk {
public:
    using WindowDesk::WindowDesk;

    void trigger(const char *action) { part<QAction>(action).trigger(); }
    bool open()
    {
        window.openDataset(kDigits);
        return waitFor([this] { return services.training.requests().canTrain(); });
    }
    bool waitForBatches(std::size_t batches)
    {
        return waitFor([&] { return services.training.run().batches().size() >= batches; });
    }
    bool waitForEnd()
    {
        return waitFor([this] { return !services.training.hasRun(); });
    }
};

std::vector<double> lossesOf(const RunModel &run)
{
    std::vector<double> losses;
    for (const BatchReport &batch : run.batches())
        losses.push_back(batch.loss);
    return losses;
}

} // namespace

class SteeringTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void settingsChangeWhileTheRunGoesOn()
    {
        const TempFolder folder;
        Desk desk(folder);
        QVERIFY(desk.open());
        desk.part<QSpinBox>("epochsSpin").setValue(500);
        desk.trigger("actionTrain");
        QVERIFY(desk.waitForBatches(2));
        QVERIFY(desk.part<QDoubleSpinBox>("learningRateSpin").isEnabled());
        QVERIFY(desk.part<QSpinBox>("batchSpin").isEnabled());
        QVERIFY(!desk.part<QSpinBox>("epochsSpin").isEnabled());
        const int batch = desk.part<QSpinBox>("batchSpin").value();
        desk.part<QDoubleSpinBox>("learningRateSpin").setValue(0.0125);
        desk.part<QDoubleSpinBox>("weightDecaySpin").setValue(0.25);
        desk.part<QSpinBox>("batchSpin").setValue(batch * 2);
        QVERIFY(desk.waitFor([&] { return desk.services.training.run().changes().size() == 3; }));
        const std::int64_t total = desk.services.training.run().batchesTotal();
        desk.trigger("actionStop");
        QVERIFY(desk.waitForEnd());
        const auto &changes = desk.services.training.run().changes();
        QVERIFY(changes[0].setting == "learning_rate");
        QCOMPARE(changes[0].to, 0.0125);
        QVERIFY(changes[1].setting == "weight_decay");
        QVERIFY(changes[2].setting == "batch");
        QCOMPARE(changes[2].to, double(batch * 2));
        QVERIFY(changes[2].batch > changes[0].batch);
        QCOMPARE(desk.services.settings.config().optimizer.rate, 0.0125);
        QVERIFY2(total < 500 * (1437 / batch), "fewer batches are to come");
    }

    void theScheduleIsPreviewedBeforeTheRun()
    {
        const TempFolder folder;
        Desk desk(folder);
        QVERIFY(desk.open());
        auto &schedule = desk.part<QComboBox>("scheduleCombo");
        auto &curve = desk.part<ScheduleCurve>("scheduleCurve");
        schedule.setCurrentIndex(schedule.findData(QStringLiteral("constant")));
        desk.part<QDoubleSpinBox>("warmupSpin").setValue(0);
        QVERIFY(curve.isHidden());
        schedule.setCurrentIndex(schedule.findData(QStringLiteral("cosine")));
        desk.part<QDoubleSpinBox>("learningRateSpin").setValue(0.04);
        QVERIFY(!curve.isHidden());
        QCOMPARE(curve.rates().front(), 0.04);
        QVERIFY(std::ranges::is_sorted(curve.rates(), std::greater()));
        QVERIFY(curve.rates().back() < 0.001);
        QVERIFY(!curve.accessibleDescription().isEmpty());
    }

    void aRunGoesOnAfterQuittingToTheSameBits()
    {
        const TempFolder folder;
        std::vector<double> before, after;
        std::string path;
        {
            Desk desk(folder);
            QVERIFY(desk.open());
            desk.part<QSpinBox>("epochsSpin").setValue(6);
            desk.trigger("actionTrain");
            QVERIFY(desk.waitForBatches(50));
            desk.part<QDoubleSpinBox>("learningRateSpin").setValue(0.0125);
            QVERIFY(desk.waitFor([&] { return !desk.services.training.run().changes().empty(); }));
            QVERIFY(desk.window.close());
            path = desk.services.training.runFolder().string();
        }
        Desk desk(folder);
        auto &message = desk.part<MessageBar>("mainMessage");
        QVERIFY(desk.waitFor([&] { return !message.isHidden(); }));
        QVERIFY(message.text().contains(QStringLiteral("of 6")));
        message.findChild<QAbstractButton *>(QStringLiteral("messageAction"))->click();
        QVERIFY(desk.waitFor([&] { return desk.services.training.hasRun(); }));
        QVERIFY(
            desk.services.training.run().batches().size() >= 50); // the old part is there at once
        QCOMPARE(desk.services.settings.config().optimizer.rate, 0.0125);
        QVERIFY(desk.waitForEnd());
        QCOMPARE(desk.services.training.runFolder().string(), path);
        after = lossesOf(desk.services.training.run());
        const auto changes = desk.services.training.run().changes();
        QCOMPARE(changes.size(), std::size_t(1));

        // The same without a break.
        Trainer whole(RunFolder::config(path), desk.services.dataset.loaded().data);
        while (!whole.finished()) {
            if (whole.batchesDone() + 1 == changes[0].batch)
                whole.change(changes[0].setting, changes[0].to);
            if (const auto batch = whole.step().batch)
                before.push_back(batch->loss);
        }
        QCOMPARE(after, before);
    }

    void anOfferThatWasPutAwayIsNotMadeAgain()
    {
        const TempFolder folder;
        {
            Desk desk(folder);
            QVERIFY(desk.open());
            desk.part<QSpinBox>("epochsSpin").setValue(500);
            desk.trigger("actionTrain");
            QVERIFY(desk.waitForBatches(2));
        }
        {
            Desk desk(folder);
            auto &message = desk.part<MessageBar>("mainMessage");
            QVERIFY(desk.waitFor([&] { return !message.isHidden(); }));
            Q_EMIT message.dismissed();
        }
        Desk desk(folder);
        const QSignalSpy listed(&desk.services.library, &RunLibrary::listed);
        desk.services.library.list(); // as at the start, which is over
        QVERIFY(desk.waitFor([&] { return !listed.isEmpty(); }));
        QVERIFY(desk.part<MessageBar>("mainMessage").isHidden());
    }

    void aRunWhoseImagesAreGoneSaysSo()
    {
        const TempFolder folder;
        Desk desk(folder);
        QVERIFY(desk.open());
        RunConfig config = desk.services.settings.config();
        config.dataset = (folder / "gone").string();
        Trainer trainer(config, desk.services.dataset.loaded().data);
        RunFolder::create(folder / "runs" / "lost", trainer).save(trainer);
        desk.services.training.requests().resume(
            QString::fromStdString((folder / "runs" / "lost").string()));
        auto &message = desk.part<MessageBar>("mainMessage");
        QVERIFY(desk.waitFor([&] { return !message.isHidden(); }));
        QVERIFY2(message.text().contains(QStringLiteral("gone")), qPrintable(message.text()));
        QVERIFY(!desk.services.training.hasRun());
    }

    void aFinishedRunGoesOnOnlyWithMoreEpochs()
    {
        const TempFolder folder;
        Desk desk(folder);
        QVERIFY(desk.open());
        desk.part<QSpinBox>("epochsSpin").setValue(1);
        desk.trigger("actionTrain");
        QVERIFY(desk.waitFor([&] { return desk.services.training.run().epochs().size() == 1; }));
        QVERIFY(desk.waitForEnd());
        const QString run = QString::fromStdString(desk.services.training.runFolder().string());
        const QSignalSpy failed(&desk.services.training, &TrainingService::failed);
        desk.services.training.requests().resume(run);
        QVERIFY(desk.waitFor([&] { return !failed.isEmpty(); }));
        QVERIFY(failed.front().front().toString().contains(QStringLiteral("ask for more")));
        desk.services.training.requests().resume(run, 1);
        QVERIFY(desk.waitFor([&] { return desk.services.training.run().epochs().size() == 2; }));
        QVERIFY(desk.waitForEnd());
        QCOMPARE(desk.services.training.run().epochsTotal(), 2);
    }

    void theCheckBeforeTrainingTicksAndItsRateIsTakenOver()
    {
        const TempFolder folder;
        Desk desk(folder);
        QVERIFY(desk.open());
        desk.part<QDoubleSpinBox>("learningRateSpin").setValue(5);
        const QSignalSpy ended(&desk.services.preflight, &Preflight::ended);
        desk.trigger("actionPreflight");
        QVERIFY(desk.waitFor([&] { return !ended.isEmpty(); }));
        auto &dialog = desk.part<PreflightDialog>("preflightDialog");
        QStringList signs;
        for (const QLabel *label : dialog.findChildren<QLabel *>())
            if (label->text() == QStringLiteral("✓") || label->text() == QStringLiteral("✗"))
                signs << label->text();
        QCOMPARE(signs.size(), qsizetype(kPreflightChecks));
        QCOMPARE(signs.count(QStringLiteral("✗")), 1); // the rate
        auto &use = desk.part<QAbstractButton>("useRateButton");
        QVERIFY(use.isVisible());
        use.click();
        QVERIFY(desk.services.settings.config().optimizer.rate < 1);
        QCOMPARE(desk.part<QDoubleSpinBox>("learningRateSpin").value(),
            desk.services.settings.config().optimizer.rate);
        QVERIFY(!dialog.isVisible());
    }

    void closingTheCheckCancelsIt()
    {
        const TempFolder folder;
        Desk desk(folder);
        QVERIFY(desk.open());
        desk.trigger("actionPreflight");
        auto &dialog = desk.part<PreflightDialog>("preflightDialog");
        QVERIFY(desk.waitFor([&] { return desk.services.preflight.isBusy(); }));
        dialog.reject();
        QVERIFY(!desk.services.preflight.isBusy());
    }

    void numbersOutOfHandOfferALowerRate()
    {
        const TempFolder folder;
        Desk desk(folder);
        QVERIFY(desk.open());
        RunConfig config = desk.services.settings.config();
        config.model.layers = { { "flatten", {}, {} }, { "dense", {}, { { "units", 16.0 } } },
            { "dense", {}, { { "units", 10.0 } } } };
        config.optimizer.kind = "sgd";
        config.optimizer.rate = 1e12;
        config.epochs = 3;
        desk.services.settings.configure(config);
        desk.trigger("actionTrain");
        auto &message = desk.part<MessageBar>("mainMessage");
        QVERIFY(desk.waitFor([&] { return !message.isHidden(); }));
        QVERIFY2(message.text().contains(QStringLiteral("no longer a finite number")),
            qPrintable(message.text()));
        QVERIFY(desk.services.training.run().divergence());
        auto *again = message.findChild<QAbstractButton *>(QStringLiteral("messageAction"));
        QVERIFY(again->isVisible());
        const QSignalSpy started(
            &desk.services.training.controller(), &TrainingController::started);
        again->click();
        QCOMPARE(desk.services.settings.config().optimizer.rate, 1e11);
        QVERIFY(desk.waitFor([&] { return !started.isEmpty(); }));
        QVERIFY(desk.waitForEnd());
    }
};

CONVSCOPE_QT_TEST(SteeringTest)

} // namespace convscope::test::steering_test

#include "steering_test.moc"
