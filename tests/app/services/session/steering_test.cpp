// SPDX-License-Identifier: GPL-3.0-or-later
// Steering a run in the window: settings changed while it goes on, quitting and going on, numbers
// out of hand.
#include "app/services/session/session.h"
#include "app/shell/main_window.h"
#include "tests/support/qt_test.h"
#include "tests/support/temp_folder.h"
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

namespace convscope::test {

namespace {

constexpr int kPatience = 60'000; // milliseconds; only a failing test waits as long
const QString kDigits = QStringLiteral("sample:digits");

/// A window; several of them, one after the other, share a folder as starts of the program do.
class Desk {
public:
    explicit Desk(const TempFolder &folder)
        : settings(QString::fromStdString((folder / "window.ini").string()))
        , session({ .runs = folder / "runs", .nextRun = {}, .config = {} })
        , window(session, settings)
    {
        window.setQuitQuestion([] { return true; });
        window.show();
    }

    template<typename T>
    T &part(const char *name)
    {
        auto *found = window.findChild<T *>(QString::fromLatin1(name));
        if (!found)
            qFatal("there is no %s in the window", name);
        return *found;
    }
    void trigger(const char *action) { part<QAction>(action).trigger(); }
    bool open()
    {
        window.openDataset(kDigits);
        return waitFor([this] { return session.canTrain(); });
    }
    template<typename Condition>
    static bool waitFor(const Condition &condition)
    {
        return QTest::qWaitFor(condition, kPatience);
    }
    bool waitForBatches(std::size_t batches)
    {
        return waitFor([&] { return session.run().batches().size() >= batches; });
    }
    bool waitForEnd()
    {
        return waitFor([this] { return !session.training().hasRun(); });
    }

    Settings settings;
    Session session;
    MainWindow window;
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
        QVERIFY(desk.waitFor([&] { return desk.session.run().changes().size() == 3; }));
        const std::int64_t total = desk.session.run().batchesTotal();
        desk.trigger("actionStop");
        QVERIFY(desk.waitForEnd());
        const auto &changes = desk.session.run().changes();
        QVERIFY(changes[0].setting == "learning_rate");
        QCOMPARE(changes[0].to, 0.0125);
        QVERIFY(changes[1].setting == "weight_decay");
        QVERIFY(changes[2].setting == "batch");
        QCOMPARE(changes[2].to, double(batch * 2));
        QVERIFY(changes[2].batch > changes[0].batch);
        QCOMPARE(desk.session.config().optimizer.rate, 0.0125);
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
            QVERIFY(desk.waitFor([&] { return !desk.session.run().changes().empty(); }));
            QVERIFY(desk.window.close());
            path = desk.session.runFolder().string();
        }
        Desk desk(folder);
        auto &message = desk.part<MessageBar>("mainMessage");
        QVERIFY(desk.waitFor([&] { return !message.isHidden(); }));
        QVERIFY(message.text().contains(QStringLiteral("of 6")));
        message.findChild<QAbstractButton *>(QStringLiteral("messageAction"))->click();
        QVERIFY(desk.waitFor([&] { return desk.session.training().hasRun(); }));
        QVERIFY(desk.session.run().batches().size() >= 50); // the old part is there at once
        QCOMPARE(desk.session.config().optimizer.rate, 0.0125);
        QVERIFY(desk.waitForEnd());
        QCOMPARE(desk.session.runFolder().string(), path);
        after = lossesOf(desk.session.run());
        const auto changes = desk.session.run().changes();
        QCOMPARE(changes.size(), std::size_t(1));

        // The same without a break.
        Trainer whole(RunFolder::config(path), desk.session.loader().loaded().data);
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
        const QSignalSpy listed(&desk.session, &Session::runsListed);
        QVERIFY(desk.waitFor([&] { return !listed.isEmpty(); }));
        QVERIFY(desk.part<MessageBar>("mainMessage").isHidden());
    }

    void aRunWhosePicturesAreGoneSaysSo()
    {
        const TempFolder folder;
        Desk desk(folder);
        QVERIFY(desk.open());
        RunConfig config = desk.session.config();
        config.dataset = (folder / "gone").string();
        Trainer trainer(config, desk.session.loader().loaded().data);
        RunFolder::create(folder / "runs" / "lost", trainer).save(trainer);
        desk.window.resumeRun(QString::fromStdString((folder / "runs" / "lost").string()));
        auto &message = desk.part<MessageBar>("mainMessage");
        QVERIFY(desk.waitFor([&] { return !message.isHidden(); }));
        QVERIFY2(message.text().contains(QStringLiteral("gone")), qPrintable(message.text()));
        QVERIFY(!desk.session.training().hasRun());
    }

    void aFinishedRunGoesOnOnlyWithMoreEpochs()
    {
        const TempFolder folder;
        Desk desk(folder);
        QVERIFY(desk.open());
        desk.part<QSpinBox>("epochsSpin").setValue(1);
        desk.trigger("actionTrain");
        QVERIFY(desk.waitFor([&] { return desk.session.run().epochs().size() == 1; }));
        QVERIFY(desk.waitForEnd());
        const QString run = QString::fromStdString(desk.session.runFolder().string());
        const QSignalSpy failed(&desk.session, &Session::failed);
        desk.session.resumeRun(run);
        QVERIFY(desk.waitFor([&] { return !failed.isEmpty(); }));
        QVERIFY(failed.front().front().toString().contains(QStringLiteral("ask for more")));
        desk.session.resumeRun(run, 1);
        QVERIFY(desk.waitFor([&] { return desk.session.run().epochs().size() == 2; }));
        QVERIFY(desk.waitForEnd());
        QCOMPARE(desk.session.run().epochsTotal(), 2);
    }

    void theCheckBeforeTrainingTicksAndItsRateIsTakenOver()
    {
        const TempFolder folder;
        Desk desk(folder);
        QVERIFY(desk.open());
        desk.part<QDoubleSpinBox>("learningRateSpin").setValue(5);
        const QSignalSpy ended(&desk.session.preflight(), &PreflightJob::ended);
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
        QVERIFY(desk.session.config().optimizer.rate < 1);
        QCOMPARE(desk.part<QDoubleSpinBox>("learningRateSpin").value(),
            desk.session.config().optimizer.rate);
        QVERIFY(!dialog.isVisible());
    }

    void closingTheCheckCancelsIt()
    {
        const TempFolder folder;
        Desk desk(folder);
        QVERIFY(desk.open());
        desk.trigger("actionPreflight");
        auto &dialog = desk.part<PreflightDialog>("preflightDialog");
        QVERIFY(desk.waitFor([&] { return desk.session.preflight().isBusy(); }));
        dialog.reject();
        QVERIFY(!desk.session.preflight().isBusy());
    }

    void numbersOutOfHandOfferALowerRate()
    {
        const TempFolder folder;
        Desk desk(folder);
        QVERIFY(desk.open());
        RunConfig config = desk.session.config();
        config.model.layers = { { "flatten", {}, {} }, { "dense", {}, { { "units", 16.0 } } },
            { "dense", {}, { { "units", 10.0 } } } };
        config.optimizer.kind = "sgd";
        config.optimizer.rate = 1e12;
        config.epochs = 3;
        desk.session.configure(config);
        desk.trigger("actionTrain");
        auto &message = desk.part<MessageBar>("mainMessage");
        QVERIFY(desk.waitFor([&] { return !message.isHidden(); }));
        QVERIFY2(message.text().contains(QStringLiteral("no longer a finite number")),
            qPrintable(message.text()));
        QVERIFY(desk.session.run().divergence());
        auto *again = message.findChild<QAbstractButton *>(QStringLiteral("messageAction"));
        QVERIFY(again->isVisible());
        const QSignalSpy started(&desk.session.training(), &TrainingController::started);
        again->click();
        QCOMPARE(desk.session.config().optimizer.rate, 1e11);
        QVERIFY(desk.waitFor([&] { return !started.isEmpty(); }));
        QVERIFY(desk.waitForEnd());
    }
};

} // namespace convscope::test

CONVSCOPE_QT_TEST(convscope::test::SteeringTest)
#include "steering_test.moc"
