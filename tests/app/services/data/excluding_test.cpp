// SPDX-License-Identifier: GPL-3.0-or-later
// From the Data panel through the services to the run, and back from the report.
#include "app/services/services.h"
#include "app/shell/main_window.h"
#include "core/io/run/run_folder.h"
#include "tests/support/image_files.h"
#include "tests/support/qt_test.h"
#include "tests/support/window_desk.h"
#include "ui/data/data_panel.h"
#include "ui/data/warning_bar.h"
#include "ui/images/image_grid.h"
#include "ui/kit/settings.h"
#include <QAbstractButton>
#include <QAction>
#include <QDir>
#include <QListWidget>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <algorithm>
#include <utility>

namespace convscope::test::excluding_test {

namespace {

/// A window with settings and runs of its own, and a dataset of two classes of plain images.
class Desk : public WindowDesk {
public:
    explicit Desk(int each)
        : location(fileOf(folder / "data"))
    {
        for (int i = 0; i < each; ++i) {
            const std::string name = std::to_string(i) + ".png";
            const auto shade = std::uint8_t(i % 50);
            folder.write("data/black/" + name, encodeImage(plainImage(12, 12, { shade }), ".png"));
            folder.write("data/white/" + name,
                encodeImage(plainImage(12, 12, { std::uint8_t(255 - shade) }), ".png"));
        }
    }

    bool open() { return WindowDesk::open(location); }
    bool trainOneEpoch() { return trainFor(1); }

    QString location;
};

} // namespace

class ExcludingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void asksHowAFolderIsReadAndRemembersTheAnswer()
    {
        WindowDesk desk;
        for (const char *outer : { "greek", "latin" })
            for (const char *inner : { "a", "b" })
                for (int i = 0; i < 6; ++i)
                    desk.folder.write(std::string("data/") + outer + "/" + outer + inner + "/"
                            + std::to_string(i) + ".png",
                        encodeImage(plainImage(12, 12, { std::uint8_t(i * 9) }), ".png"));
        const QString location = desk.fileOf(desk.folder / "data");
        QVERIFY(desk.open(location));
        QCOMPARE(desk.services.dataset.loaded().whole->classes().size(), 2U);
        const QSignalSpy refused(&desk.services.training.requests(), &RunRequests::failed);
        desk.action("actionTrain").trigger();
        QCOMPARE(refused.count(), 1);
        const QSignalSpy ended(&desk.services.dataset, &DatasetService::ended);
        desk.part<QAbstractButton>("layoutReading-subclasses").click();
        QVERIFY(QTest::qWaitFor([&] { return !ended.isEmpty(); }, kPatience));
        QCOMPARE(desk.services.dataset.loaded().whole->classes().size(), 4U);
        QCOMPARE(desk.services.settings.config().layout, std::string("subclasses"));
        QVERIFY(desk.open(location));
        QCOMPARE(desk.services.dataset.loaded().whole->classes().size(), 4U);
    }

    void leavesOutBesideTheRunAndRemembersItForTheDataset()
    {
        Desk desk(20);
        QVERIFY(desk.open());
        auto &panel = desk.part<DataPanel>("dataPanel");
        const auto &loaded = desk.services.dataset.loaded();
        const auto images = [&] {
            return loaded.data->train.size() + loaded.data->validation.size();
        };
        QCOMPARE(images(), std::size_t(40));
        auto &grid = desk.part<ImageGrid>("sampleGrid");
        grid.selectionModel()->select(grid.images().index(0), QItemSelectionModel::Select);
        grid.actions().constFirst()->trigger(); // Delete
        QCOMPARE(panel.steps().current().files.size(), std::size_t(1));
        QVERIFY(desk.services.settings.config().excluded == panel.steps().current());
        QTRY_COMPARE_WITH_TIMEOUT(images(), std::size_t(39), kPatience);
        QCOMPARE(loaded.dataset->samples().size(), std::size_t(39));
        QVERIFY(desk.services.dataset.suits(desk.services.settings.config()));
        desk.services.settings.choosePreset(
            QStringLiteral("compact")); // the choice is not the network's
        QVERIFY(desk.services.settings.config().excluded == panel.steps().current());

        QTRY_VERIFY_WITH_TIMEOUT(desk.part<QAction>("actionTrain").isEnabled(), kPatience);
        QVERIFY(desk.trainOneEpoch());
        QVERIFY(RunFolder::config(desk.services.training.runFolder()).excluded
            == panel.steps().current());

        Services other({ .runs = desk.folder / "runs", .nextRun = {}, .config = {} });
        MainWindow window(other, desk.settings);
        const QSignalSpy ready(&other.dataset, &DatasetService::changed);
        window.openDataset(desk.location);
        QTRY_VERIFY_WITH_TIMEOUT(!ready.isEmpty(), kPatience);
        QVERIFY(other.settings.config().excluded == panel.steps().current());
        QCOMPARE(other.dataset.loaded().dataset->samples().size(), std::size_t(39));

        desk.part<QAction>("actionUndo").trigger();
        QTRY_COMPARE_WITH_TIMEOUT(images(), std::size_t(40), kPatience);
        QVERIFY(!desk.services.settings.config().excluded.any());
        QVERIFY(!desk.settings.excluded(desk.location).any());
    }

    void aFolderIsRememberedByItsWholePath()
    {
        Desk desk(4);
        const QString whole = std::exchange(
            desk.location, QDir::current().relativeFilePath(desk.location) + QLatin1Char('/'));
        desk.settings.setExcluded(whole, { { "black/1.png" }, {} });
        QVERIFY(desk.open());
        QCOMPARE(desk.services.dataset.loaded().location, whole);
        QCOMPARE(desk.services.settings.config().excluded.files.size(), std::size_t(1));
        QCOMPARE(desk.settings.recentDatasets(), QStringList(whole));
    }

    void damagedSettingsLeaveNothingOut()
    {
        const TempFolder folder;
        const QString file = QString::fromStdString((folder / "window.ini").string());
        const Exclusions excluded { { "a/1.png", "b \\xFF.png" }, { "c" } };
        {
            Settings settings(file);
            settings.addRecentDataset(QStringLiteral("/a"));
            settings.setExcluded(QStringLiteral("/a"), excluded);
            QVERIFY(settings.excluded(QStringLiteral("/a")) == excluded);
        }
        QVERIFY(Settings(file).excluded(QStringLiteral("/a")) == excluded);
        {
            QSettings values(file, QSettings::IniFormat);
            values.setValue(QStringLiteral("datasets/excluded"),
                QVariantMap { { QStringLiteral("/a"), QByteArray("{\"files\": 7") } });
        }
        QVERIFY(!Settings(file).excluded(QStringLiteral("/a")).any());
    }

    void exclusionsOfEarlierVersionsAreRead()
    {
        const TempFolder folder;
        const QString file = QString::fromStdString((folder / "window.ini").string());
        {
            QSettings values(file, QSettings::IniFormat);
            values.setValue(QStringLiteral("leftOut"),
                QVariantMap { { QStringLiteral("/a"), QByteArray(R"({"files": ["1.png"]})") } });
        }
        QCOMPARE(Settings(file).excluded(QStringLiteral("/a")).files.size(), std::size_t(1));
    }

    void reportsOnWhatWasOpenedAndOnWhatIsLeftOfIt()
    {
        Desk desk(10);
        const auto copy = encodeImage(plainImage(12, 12, { 3 }), ".png");
        desk.folder.write("data/black/copy.png", copy);
        QVERIFY(desk.open());
        const auto &examiner = desk.services.dataset.examiner();
        QTRY_VERIFY_WITH_TIMEOUT(examiner.report() != nullptr, kPatience);
        const auto &groups = examiner.report()->report.duplicates;
        QCOMPARE(groups.size(), std::size_t(1));
        const auto &samples = desk.services.dataset.loaded().whole->samples();
        QCOMPARE(samples[groups[0].samples[0]].name, std::string("black/3.png"));
        QCOMPARE(samples[groups[0].samples[1]].name, std::string("black/copy.png"));
        QCOMPARE(desk.part<QListWidget>("duplicateList").count(), 1);
        desk.part<QAbstractButton>("leaveOutExtra").click();
        QTRY_VERIFY_WITH_TIMEOUT(examiner.report()->excluded.any(), kPatience);
        QVERIFY(examiner.report()->report.duplicates.empty());
        QCOMPARE(examiner.report()->report.images, std::size_t(20));
        QTRY_VERIFY_WITH_TIMEOUT(!desk.services.dataset.isBusy(), kPatience);
        QCOMPARE(desk.part<QListWidget>("duplicateList").count(), 0);
    }

    void usesClassWeightsWhenTheWarningOffersThem()
    {
        Desk desk(4);
        for (int i = 0; i < 40; ++i)
            desk.folder.write("data/white/more" + std::to_string(i) + ".png",
                encodeImage(patternImage(12, 12 + i), ".png"));
        QVERIFY(desk.open());
        QTRY_VERIFY_WITH_TIMEOUT(desk.services.dataset.examiner().report() != nullptr, kPatience);
        auto &bar = desk.part<WarningBar>("dataWarnings");
        const auto isImbalance = [](const DataWarning &warning) {
            return warning.kind == DataWarning::Kind::Imbalance;
        };
        const auto found = std::ranges::find_if(bar.warnings(), isImbalance);
        QVERIFY(found != bar.warnings().end());
        bar.showNeighbour(int(found - bar.warnings().begin()));
        desk.part<QAbstractButton>("dataWarningRemedy").click();
        QVERIFY(desk.services.settings.config().classWeights == ClassWeights::Balanced);
        QVERIFY(!desk.part<QAbstractButton>("dataWarningRemedy").isEnabled());
    }
};

CONVSCOPE_QT_TEST(ExcludingTest)

} // namespace convscope::test::excluding_test

#include "excluding_test.moc"
