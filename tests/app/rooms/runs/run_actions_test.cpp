// SPDX-License-Identifier: GPL-3.0-or-later
// What the list of runs does to runs on disk, and what it brings into the charts and the settings.
#include "app/rooms/runs/run_actions.h"
#include "app/services/services.h"
#include "core/base/files/folder_lock.h"
#include "core/io/run/tensorboard.h"
#include "tests/support/digits_run.h"
#include "tests/support/patience.h"
#include "tests/support/qt_test.h"
#include "tests/support/temp_folder.h"
#include "ui/kit/message_bar.h"
#include "ui/runs/run_menu.h"
#include "ui/runs/runs_panel.h"
#include "ui/runs/runs_table.h"
#include "ui/training/training_panel.h"
#include <QFile>
#include <QSignalSpy>
#include <QTest>

namespace convscope::test::run_actions_test {

namespace {

/// A run on the built-in digits, stopped after some batches unless its epochs end it before.
void keepRun(const std::filesystem::path &folder, int epochs, int batches, double rate = 0.001)
{
    DigitsRun digits = digitsRun("digits", 100);
    digits.config.epochs = epochs;
    digits.config.optimizer.rate = rate;
    Trainer trainer(digits.config, digits.data);
    RunFolder run = RunFolder::create(folder, trainer);
    while (!trainer.finished()) {
        run.record(trainer.step(), trainer);
        if (trainer.batchesDone() >= batches)
            trainer.stop();
    }
    run.save(trainer);
}

constexpr int kAll = 1'000'000;

/// The list of two runs, one complete and one stopped, and what was asked of the person.
class Desk {
public:
    Desk()
        : services({ .runs = folder / "runs", .nextRun = {}, .config = {} })
        , charts(services.training.run())
        , actions(services, panel, &panel)
    {
        keepRun(folder / "runs/complete", 1, kAll);
        keepRun(folder / "runs/stopped", 3, 2);
        actions.setQuestions({ [this](const QString &title, const QString &, const QString &) {
                                  asked.append(title);
                                  return saysYes;
                              },
            [this](const QString &) { return moreEpochs; },
            [this](const QString &run) {
                return hasTrash && QFile::rename(run, trash());
            } });
        QObject::connect(&services.library, &RunLibrary::listed, &panel,
            [this](const std::vector<RunSummary> &runs) { panel.setRuns(pathOf("runs"), runs); });
        QObject::connect(
            &services.library, &RunLibrary::overlaysChosen, &charts, &TrainingPanel::setOverlays);
        list();
    }
    bool list()
    {
        const QSignalSpy listed(&services.library, &RunLibrary::listed);
        services.library.list();
        return QTest::qWaitFor([&] { return !listed.isEmpty(); }, kPatience);
    }
    QString pathOf(const std::string &name)
    {
        return QString::fromStdString((folder / name).string());
    }
    QString trash() { return pathOf("trash"); }
    bool shows(const std::string &name)
    {
        const auto runs = panel.table().shownRuns();
        return std::ranges::find(runs, name, &RunSummary::name) != runs.end();
    }
    QString message() { return panel.findChild<MessageBar *>()->text(); }

    TempFolder folder;
    Services services;
    RunsPanel panel;
    TrainingPanel charts;
    RunActions actions;
    QStringList asked;
    bool saysYes = true, hasTrash = true;
    int moreEpochs = 0;
};

} // namespace

class RunActionsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void movesARunToTheTrashAfterAQuestion()
    {
        Desk desk;
        desk.saysYes = false;
        Q_EMIT desk.panel.menu().removeRequested({ desk.pathOf("runs/stopped") });
        QVERIFY(desk.list());
        QVERIFY(desk.shows("stopped"));
        desk.saysYes = true;
        Q_EMIT desk.panel.menu().removeRequested({ desk.pathOf("runs/stopped") });
        QTRY_VERIFY_WITH_TIMEOUT(!desk.shows("stopped"), kPatience);
        QVERIFY(QFile::exists(desk.trash() + QStringLiteral("/run.json")));
        QVERIFY(desk.shows("complete"));
        QCOMPARE(desk.asked.size(), 2);
    }

    void deletesForGoodOnlyWhenAskedAgain()
    {
        Desk desk;
        desk.hasTrash = false;
        Q_EMIT desk.panel.menu().removeRequested({ desk.pathOf("runs/stopped") });
        QTRY_VERIFY_WITH_TIMEOUT(!desk.shows("stopped"), kPatience);
        QCOMPARE(desk.asked,
            QStringList({ QStringLiteral("Delete runs?"), QStringLiteral("Delete for good?") }));
        QVERIFY(!QFile::exists(desk.pathOf("runs/stopped")));
        QVERIFY(QFile::exists(desk.pathOf("runs/complete")));
    }

    void keepsNotesInTheFolderOfTheRun()
    {
        Desk desk;
        Q_EMIT desk.panel.table().runs().notesEdited(
            desk.pathOf("runs/complete"), { "the first", "good" });
        QTRY_VERIFY_WITH_TIMEOUT(desk.shows("the first"), kPatience);
        QCOMPARE(readRunNotes(desk.folder / "runs/complete").text, std::string("good"));
        QFile::remove(desk.pathOf("runs/complete/notes.json"));
        Q_EMIT desk.panel.table().runs().notesEdited(desk.pathOf("runs/gone"), { "x", "" });
        QVERIFY(desk.message().contains(QStringLiteral("notes.json")));
    }

    void goesOnWithWhatIsUnfinishedAndAsksForMoreOfWhatIsNot()
    {
        Desk desk;
        const QSignalSpy resumed(&desk.actions, &RunActions::resumeRequested);
        Q_EMIT desk.panel.menu().continueRequested(desk.pathOf("runs/stopped"));
        QCOMPARE(resumed.size(), 1);
        QCOMPARE(resumed.back()[1].toInt(), 0);
        Q_EMIT desk.panel.menu().continueRequested(desk.pathOf("runs/complete"));
        QCOMPARE(resumed.size(), 1); // nobody asked for more
        desk.moreEpochs = 4;
        Q_EMIT desk.panel.menu().continueRequested(desk.pathOf("runs/complete"));
        QCOMPARE(resumed.size(), 2);
        QCOMPARE(resumed.back()[1].toInt(), 4);
    }

    void goesOnPastALimitOfBatchesThatWasReached()
    {
        Desk desk;
        const auto folder = desk.folder / "runs/limited";
        {
            DigitsRun digits = digitsRun("digits", 100);
            digits.config.epochs = 2;
            digits.config.maxBatches = 2;
            Trainer trainer(digits.config, digits.data);
            RunFolder run = RunFolder::create(folder, trainer);
            while (!trainer.finished())
                run.record(trainer.step(), trainer);
            run.save(trainer);
        }
        const QSignalSpy settled(
            &desk.services.training.controller(), &TrainingController::settled);
        desk.services.training.requests().resume(desk.pathOf("runs/limited"));
        QTRY_VERIFY_WITH_TIMEOUT(!settled.isEmpty(), kPatience);
        QCOMPARE(RunFolder::config(folder).epochs, 2);
        QCOMPARE(readEpochLog(folder).size(), std::size_t(2));
        QCOMPARE(readRunLogs(folder).batches.back().epoch, 2);
    }

    void takesTheSettingsOfARunForANewOne()
    {
        Desk desk;
        keepRun(desk.folder / "runs/other", 7, 1, 0.0625);
        const QSignalSpy taken(&desk.services.library, &RunLibrary::settingsTaken);
        const QSignalSpy opened(&desk.services.dataset, &DatasetService::changed);
        Q_EMIT desk.panel.menu().duplicateRequested(desk.pathOf("runs/other"));
        QTRY_VERIFY_WITH_TIMEOUT(!opened.isEmpty(), kPatience);
        QCOMPARE(desk.services.settings.config().epochs, 7);
        QCOMPARE(desk.services.settings.config().optimizer.rate, 0.0625);
        QCOMPARE(desk.services.settings.config().limit, std::size_t(100));
        Q_EMIT desk.panel.menu().duplicateRequested(desk.pathOf("runs/complete"));
        QTRY_COMPARE_WITH_TIMEOUT(desk.services.settings.config().epochs, 1, kPatience);
        QCOMPARE(taken.size(), 2);
    }

    void writesEventFilesOfRunsThatAreOver()
    {
        Desk desk;
        Q_EMIT desk.panel.menu().eventFilesRequested(
            { desk.pathOf("runs/complete"), desk.pathOf("runs/stopped") });
        QTRY_VERIFY_WITH_TIMEOUT(!eventFiles(desk.folder / "runs/stopped").empty(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(!desk.message().isEmpty(), kPatience);
        QVERIFY(desk.message().contains(desk.pathOf("runs")));
        QCOMPARE(eventFiles(desk.folder / "runs/complete").size(), std::size_t(1));
    }

    void neverDeletesARunThatGoesOnElsewhere()
    {
        Desk desk;
        const FolderLock lock(desk.folder / "runs/stopped");
        Q_EMIT desk.panel.menu().removeRequested({ desk.pathOf("runs/stopped") });
        QTRY_VERIFY_WITH_TIMEOUT(desk.message().contains(QStringLiteral("going on")), kPatience);
        QVERIFY(QFile::exists(desk.pathOf("runs/stopped/run.json")));
    }

    void bringsTickedRunsIntoTheCharts()
    {
        Desk desk;
        auto &model = *desk.panel.findChild<RunsModel *>();
        for (int row = 0; row < model.rowCount(); ++row)
            model.setData(model.index(row, RunsModel::Name), int(Qt::Checked), Qt::CheckStateRole);
        QTRY_COMPARE_WITH_TIMEOUT(
            desk.charts.content().overlays().size(), std::size_t(2), kPatience);
        for (const auto &overlay : desk.charts.content().overlays())
            QCOMPARE(overlay->run.batches.size(),
                readRunLogs(desk.folder / "runs" / overlay->run.name.toStdString()).batches.size());
        model.setData(model.index(0, RunsModel::Name), int(Qt::Unchecked), Qt::CheckStateRole);
        QCOMPARE(desk.charts.content().overlays().size(), std::size_t(1));
    }

    void theOpenRunIsNotDrawnOnceMoreAsAnOverlay()
    {
        Desk desk;
        auto &model = *desk.panel.findChild<RunsModel *>();
        for (int row = 0; row < model.rowCount(); ++row)
            model.setData(model.index(row, RunsModel::Name), int(Qt::Checked), Qt::CheckStateRole);
        QTRY_COMPARE_WITH_TIMEOUT(
            desk.charts.content().overlays().size(), std::size_t(2), kPatience);
        desk.services.models.open(desk.pathOf("runs/complete"));
        QTRY_COMPARE_WITH_TIMEOUT(
            desk.charts.content().overlays().size(), std::size_t(1), kPatience);
        QCOMPARE(desk.charts.content().overlays().front()->run.name, QStringLiteral("stopped"));
        desk.services.models.open(desk.pathOf("runs/stopped"));
        QTRY_COMPARE_WITH_TIMEOUT(desk.charts.content().overlays().front()->run.name,
            QStringLiteral("complete"), kPatience);
    }

    void savesTheListAndAReport()
    {
        Desk desk;
        desk.actions.saveTable(desk.pathOf("runs.csv"));
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(desk.pathOf("runs.csv")), kPatience);
        desk.actions.saveReport(desk.pathOf("runs/complete"), desk.pathOf("report.html"));
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(desk.pathOf("report.html")), kPatience);
        QFile table(desk.pathOf("runs.csv"));
        QVERIFY(table.open(QIODevice::ReadOnly));
        QCOMPARE(table.readAll().count('\n'), 3);
    }

    void listsAgainWhatWasAskedForMeanwhile()
    {
        Desk desk;
        const QSignalSpy listed(&desk.services.library, &RunLibrary::listed);
        for (int i = 0; i < 5; ++i)
            desk.services.library.list();
        keepRun(desk.folder / "runs/late", 1, 1);
        QTRY_COMPARE_WITH_TIMEOUT(listed.size(), 2, kPatience);
        QVERIFY(desk.shows("late"));
    }
};

CONVSCOPE_QT_TEST(RunActionsTest)

} // namespace convscope::test::run_actions_test

#include "run_actions_test.moc"
