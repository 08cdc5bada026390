// SPDX-License-Identifier: GPL-3.0-or-later
// What a field shows is what is trained, however the field is left; typed with real keys.
#include "core/io/run/run_folder.h"
#include "tests/support/image_files.h"
#include "tests/support/qt_test.h"
#include "tests/support/window_desk.h"
#include "ui/kit/message_bar.h"
#include <QAbstractButton>
#include <QCheckBox>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QSpinBox>
#include <QTabWidget>
#include <QToolBar>

namespace convscope::test::typed_settings_test {

namespace {

using State = TrainingController::State;
const QString kDigits = QStringLiteral("sample:digits");

/// The number in a field, as the recorded settings have it.
double recorded(const RunConfig &config, const QString &field)
{
    const std::map<QString, double> all { { QStringLiteral("epochsSpin"), config.epochs },
        { QStringLiteral("batchSpin"), config.batch },
        { QStringLiteral("learningRateSpin"), config.optimizer.rate },
        { QStringLiteral("weightDecaySpin"), config.optimizer.weightDecay },
        { QStringLiteral("patienceSpin"), config.patience },
        { QStringLiteral("seedSpin"), double(config.seed) },
        { QStringLiteral("threadsSpin"), config.threads },
        { QStringLiteral("warmupSpin"), config.schedule.warmup * 100 },
        { QStringLiteral("clipSpin"), config.clipNorm },
        { QStringLiteral("smoothingSpin"), config.labelSmoothing * 100 },
        { QStringLiteral("validationSpin"), config.validation * 100 },
        { QStringLiteral("testSpin"), config.test * 100 },
        { QStringLiteral("limitSpin"), double(config.limit) },
        { QStringLiteral("widthSpin"), config.preprocessing.width },
        { QStringLiteral("heightSpin"), config.preprocessing.height },
        { QStringLiteral("rotateSpin"), config.augment.rotate } };
    return all.at(field);
}

class Desk : public WindowDesk {
public:
    Desk()
    {
        if (!open(kDigits))
            qFatal("the digits do not open");
        // Small, so that a run begins at once.
        RunConfig config = services.settings.config();
        config.limit = 64;
        services.settings.configure(config);
        part<QDockWidget>("settingsDock").raise();
        part<QAbstractButton>("moreButton").click();
    }
    RunConfig trained() { return RunFolder::config(services.training.runFolder()); }
    QAbstractButton &toolButton(const char *action)
    {
        auto &bar = part<QToolBar>("toolBar");
        return *qobject_cast<QAbstractButton *>(bar.widgetForAction(&part<QAction>(action)));
    }
};

} // namespace

class TypedSettingsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void typedSettingsAreNotThrownAwayAtTheStart_data()
    {
        QTest::addColumn<QString>("way");
        for (const char *way : { "Ctrl+T", "toolbar", "menu", "Ctrl+.", "Enter", "check" })
            QTest::newRow(way) << QString::fromLatin1(way);
    }
    void typedSettingsAreNotThrownAwayAtTheStart()
    {
        QFETCH(QString, way);
        Desk desk;
        type(desk.part<QWidget>("epochsSpin"), QStringLiteral("4400"));
        if (way == QStringLiteral("check")) {
            desk.press(Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
            QCOMPARE(desk.services.settings.config().epochs, 4400);
            return desk.services.preflight.cancel();
        }
        if (way == QStringLiteral("toolbar"))
            QTest::mouseClick(&desk.toolButton("actionTrain"), Qt::LeftButton);
        else if (way == QStringLiteral("menu"))
            desk.part<QAction>("actionTrain").trigger();
        else if (way == QStringLiteral("Ctrl+."))
            desk.press(Qt::Key_Period, Qt::ControlModifier);
        else if (way == QStringLiteral("Enter"))
            desk.press(Qt::Key_Return), desk.press(Qt::Key_T, Qt::ControlModifier);
        else
            desk.press(Qt::Key_T, Qt::ControlModifier);
        QVERIFY(desk.waitFor([&] { return !desk.services.training.run().batches().empty(); }));
        QCOMPARE(desk.trained().epochs, 4400);
        QVERIFY(desk.stop());
    }

    void anotherDatasetReplacesWhatWasSetWithAWord()
    {
        WindowDesk desk; // in which nothing has been set
        QVERIFY(desk.open(QStringLiteral("sample:digits")));
        desk.part<QDockWidget>("settingsDock").raise();
        const auto &message = desk.part<MessageBar>("mainMessage");
        const auto write = [&](const std::string &name) {
            for (const char *file : { "/a/1.png", "/a/2.png", "/b/1.png", "/b/2.png" })
                desk.folder.write(name + file, encodeImage(plainImage(9, 9, { 80 }), ".png"));
            return desk.fileOf(desk.folder / name);
        };
        QVERIFY(desk.open(write("first")));
        QVERIFY(!message.isVisible());
        type(desk.part<QWidget>("epochsSpin"), QStringLiteral("4400"));
        desk.press(Qt::Key_Return);
        QVERIFY(desk.open(write("second")));
        QVERIFY(message.isVisible());
        QVERIFY(message.text().contains(QStringLiteral("suggested for second")));

        // What is asked for of a run is no suggestion.
        RunConfig config = desk.services.settings.config();
        config.epochs = 1;
        desk.services.settings.configure(config);
        desk.action("actionTrain").trigger();
        QVERIFY(desk.waitFor([&] { return !desk.services.training.run().batches().empty(); }));
        QVERIFY(desk.waitForState(TrainingController::State::Idle));
        QVERIFY(desk.open(write("third")));
        type(desk.part<QWidget>("epochsSpin"), QStringLiteral("33"));
        desk.press(Qt::Key_Return);
        const QSignalSpy replaced(&desk.services.settings, &RunSettings::replaced);
        const QSignalSpy taken(&desk.services.dataset, &DatasetService::changed);
        desk.services.library.takeSettingsOf(desk.fileOf(desk.services.training.runFolder()));
        QVERIFY(desk.waitFor([&] { return !taken.isEmpty(); }));
        QCOMPARE(desk.services.settings.config().epochs, 1);
        QVERIFY(replaced.isEmpty());
    }

    void everyFieldCountsAsItIsTyped_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("number");
        const auto add = [](const char *field, const char *text, double number) {
            QTest::newRow(field) << QString::fromLatin1(field) << QString::fromLatin1(text)
                                 << number;
        };
        add("batchSpin", "24", 24);
        add("learningRateSpin", "0.0123456789", 0.0123456789);
        add("weightDecaySpin", "3e-9", 3e-9);
        add("patienceSpin", "7", 7);
        add("seedSpin", "123456789", 123456789);
        add("threadsSpin", "1", 1);
        add("warmupSpin", "12.25", 12.25);
        add("clipSpin", "0.125", 0.125);
        add("smoothingSpin", "2.5", 2.5);
        add("validationSpin", "12.5", 12.5);
        add("testSpin", "7.25", 7.25);
        add("limitSpin", "50", 50);
        add("widthSpin", "10", 10);
        add("heightSpin", "9", 9);
        add("rotateSpin", "12.125", 12.125);
    }
    void everyFieldCountsAsItIsTyped()
    {
        QFETCH(QString, field);
        QFETCH(QString, text);
        QFETCH(double, number);
        Desk desk;
        if (field == QStringLiteral("rotateSpin"))
            desk.part<QCheckBox>("rotateCheck").setChecked(true);
        auto &typed = desk.part<QWidget>(qPrintable(field));
        if (!typed.isVisible())
            desk.part<QTabWidget>("centralTabs")
                .setCurrentWidget(&desk.part<QWidget>("picturesPanel"));
        type(typed, text);
        desk.press(Qt::Key_Period, Qt::ControlModifier);
        QVERIFY(desk.waitFor([&] { return !desk.services.training.run().batches().empty(); }));
        QCOMPARE(recorded(desk.trained(), field), number);
        QVERIFY(desk.stop());
    }

    void aRateTypedDuringARunIsUsedByTheNextStep()
    {
        Desk desk;
        desk.press(Qt::Key_Period, Qt::ControlModifier);
        QVERIFY(desk.waitForState(State::Paused));
        type(desk.part<QWidget>("learningRateSpin"), QStringLiteral("0.5"));
        desk.press(Qt::Key_Period, Qt::ControlModifier);
        const RunModel &run = desk.services.training.run();
        QVERIFY(desk.waitFor([&] { return run.batches().size() == 2; }));
        QVERIFY(!run.changes().empty());
        QCOMPARE(run.changes().back().batch, 2);
        QCOMPARE(run.changes().back().to, 0.5);
        QVERIFY(desk.stop());
    }

    void whatIsNotUnderstoodStartsNothingAndSaysWhy()
    {
        Desk desk;
        auto &rate = desk.part<QDoubleSpinBox>("learningRateSpin");
        const double before = rate.value();
        type(rate, QStringLiteral("0.0.1"));
        desk.part<QDockWidget>("modelDock").raise(); // in front of it
        QTest::mouseClick(&desk.toolButton("actionTrain"), Qt::LeftButton);
        QCOMPARE(desk.services.training.controller().state(), State::Idle);
        QVERIFY(desk.services.training.runFolder().empty());
        const QString sentence = desk.part<MessageBar>("mainMessage").text();
        QVERIFY2(sentence.contains(QStringLiteral("Learning rate"))
                && sentence.contains(QStringLiteral("0.0.1")),
            qPrintable(sentence));
        QVERIFY(rate.isVisible() && rate.hasFocus());
        QCOMPARE(rate.text(), QStringLiteral("0.0.1"));
        QCOMPARE(rate.value(), before);
        type(rate, QStringLiteral("0.25"));
        desk.press(Qt::Key_Period, Qt::ControlModifier);
        QVERIFY(desk.waitFor([&] { return !desk.services.training.run().batches().empty(); }));
        QCOMPARE(desk.trained().optimizer.rate, 0.25);
        QVERIFY(desk.stop());
    }

    void settingsThatChangeElsewhereLeaveWhatIsBeingTyped()
    {
        Desk desk;
        auto &epochs = desk.part<QSpinBox>("epochsSpin");
        type(epochs, QStringLiteral("44"));
        RunConfig config = desk.services.settings.config();
        config.optimizer.rate = 0.125;
        desk.services.settings.configure(config);
        QCOMPARE(epochs.text(), QStringLiteral("44"));
    }

    void aSettingThatAFieldHasNoRoomForIsShownAsItIs()
    {
        Desk desk;
        RunConfig config = desk.services.settings.config();
        config.seed = 5'000'000'000;
        config.validation = 0.125;
        config.optimizer.rate = 1e-9;
        config.preprocessing.width = 1000;
        desk.services.settings.configure(config);
        QCOMPARE(desk.part<QSpinBox>("seedSpin").text(), QStringLiteral("5000000000"));
        QCOMPARE(desk.part<QDoubleSpinBox>("validationSpin").text(), QStringLiteral("12.5 %"));
        QCOMPARE(desk.part<QDoubleSpinBox>("learningRateSpin").text(), QStringLiteral("1e-09"));
        QCOMPARE(desk.part<QSpinBox>("widthSpin").text(), QStringLiteral("1000"));
        desk.part<QSpinBox>("epochsSpin").setValue(3);
        desk.part<QSpinBox>("heightSpin").setValue(11);
        QCOMPARE(desk.services.settings.config().seed, 5'000'000'000U);
        QCOMPARE(desk.services.settings.config().preprocessing.width, 1000);
    }
};

CONVSCOPE_QT_TEST(TypedSettingsTest)

} // namespace convscope::test::typed_settings_test

#include "typed_settings_test.moc"
