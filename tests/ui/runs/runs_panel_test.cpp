// SPDX-License-Identifier: GPL-3.0-or-later
// The list of runs by what it says and does.
#include "tests/support/qt_test.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/theme.h"
#include "ui/runs/run_comparison.h"
#include "ui/runs/run_menu.h"
#include "ui/runs/runs_model.h"
#include "ui/runs/runs_panel.h"
#include "ui/runs/runs_table.h"
#include "ui/runs/sparkline.h"
#include <QAbstractItemModelTester>
#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <cmath>

namespace convscope::test::runs_panel_test {

namespace {

RunSummary someRun(const std::string &name, double bestLoss)
{
    RunSummary run;
    run.folder = "/runs/" + name;
    run.started = "2026-03-01 14:05:09";
    run.preset = "digits";
    run.dataset = "sample:digits";
    run.stoppedBy = "epochs";
    run.epochs = run.epochsPlanned = 3;
    run.batches = 1200;
    run.seconds = 61;
    run.hasState = true;
    run.best = EpochReport { .epoch = 2, .valLoss = bestLoss, .valAccuracy = 1 - bestLoss };
    run.loss = { { 1, 2.5 }, { 2, 0.25 }, { 3, 0.5 } };
    run.settings = { { "batch", "32" }, { "learning rate", std::to_string(bestLoss) } };
    run.stamp = 1;
    return run;
}

RunSummary damagedRun(const std::string &name)
{
    RunSummary run;
    run.folder = "/runs/" + name;
    run.error = "run.json is not valid JSON";
    return run;
}

std::vector<RunSummary> threeRuns()
{
    return { someRun("a", 0.3), someRun("b", 0.1), damagedRun("c") };
}

QString shown(const RunsModel &model, int row, int column)
{
    return model.index(row, column).data().toString();
}

/// A panel with three runs, and its parts.
struct Desk {
    Desk()
    {
        panel.setRuns(QStringLiteral("/runs"), threeRuns());
        panel.resize(1000, 600);
        panel.show();
    }
    template<typename T>
    T &part(const char *name)
    {
        auto *found = panel.findChild<T *>(QString::fromLatin1(name));
        if (!found)
            qFatal("there is no %s in the panel", name);
        return *found;
    }
    RunsModel &runs() { return panel.table().runs(); }
    QTableView &table() { return part<QTableView>("runsTable"); }
    QAction &action(const char *name) { return part<QAction>(name); }
    /// Its row in the table as it is sorted.
    QModelIndex place(const QString &name)
    {
        for (int row = 0; row < table().model()->rowCount(); ++row)
            if (const auto at = table().model()->index(row, RunsModel::Name);
                at.data().toString() == name)
                return at;
        qFatal("there is no such run");
    }
    void select(const QStringList &names)
    {
        table().clearSelection();
        for (const QString &name : names)
            table().selectionModel()->select(
                place(name), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    void tick(const QString &name, Qt::CheckState state)
    {
        table().model()->setData(place(name), int(state), Qt::CheckStateRole);
    }
    RunsPanel panel;
};

const QString kA = QStringLiteral("a"), kB = QStringLiteral("b"), kC = QStringLiteral("c");

} // namespace

class RunsPanelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsTheRulesOfModels()
    {
        RunsModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRuns(threeRuns());
        model.setRuns({ someRun("b", 0.2), someRun("d", 0.2) });
        model.setRuns({});
        model.setRuns(threeRuns());
        RunComparison comparison;
        const QAbstractItemModelTester second(
            &comparison, QAbstractItemModelTester::FailureReportingMode::QtTest);
        comparison.setRuns({ someRun("a", 0.3), someRun("b", 0.1) });
        comparison.setRuns({});
    }

    void saysOfEachRunWhatItIs()
    {
        RunsModel model;
        model.setRuns(threeRuns());
        QCOMPARE(shown(model, 0, RunsModel::Name), kA);
        QCOMPARE(shown(model, 0, RunsModel::State), QStringLiteral("finished"));
        QCOMPARE(shown(model, 0, RunsModel::Duration), QStringLiteral("0:01:01"));
        QCOMPARE(shown(model, 0, RunsModel::Epochs), QStringLiteral("3 of 3"));
        QCOMPARE(model.index(0, RunsModel::Loss).data(Qt::AccessibleTextRole).toString(),
            QStringLiteral("Loss from 2.5 to 0.5, lowest 0.25 at batch 2"));
        QCOMPARE(shown(model, 2, RunsModel::State), QStringLiteral("damaged"));
        QCOMPARE(shown(model, 2, RunsModel::Notes), QStringLiteral("run.json is not valid JSON"));
        QVERIFY(!(model.flags(model.index(2, RunsModel::Name)) & Qt::ItemIsUserCheckable));
    }

    void tellsRunsThatGoOnOrCanBeResumed()
    {
        RunSummary stopped = someRun("stopped", 1), elsewhere = someRun("elsewhere", 1);
        stopped.stoppedBy = "stopped";
        elsewhere.stoppedBy.clear();
        elsewhere.running = true;
        RunSummary diverged = someRun("diverged", 1);
        diverged.stoppedBy = "diverged";
        RunsModel model;
        model.setRuns({ someRun("here", 1), stopped, elsewhere, diverged });
        model.setGoingOn(QStringLiteral("/runs/here"));
        QCOMPARE(shown(model, 0, RunsModel::State), QStringLiteral("in training"));
        QCOMPARE(shown(model, 1, RunsModel::State), QStringLiteral("can be resumed"));
        QCOMPARE(shown(model, 2, RunsModel::State), QStringLiteral("in training"));
        QCOMPARE(shown(model, 3, RunsModel::State), QStringLiteral("diverged"));
    }

    void columnsGrowWithWhatARunSaysOfItself()
    {
        Desk desk;
        desk.panel.setRuns(QStringLiteral("/runs"), { someRun("a", 1) });
        const int before = desk.table().columnWidth(RunsModel::State);
        RunSummary stopped = someRun("a", 1);
        stopped.stoppedBy = "stopped";
        stopped.stamp = 99;
        desk.panel.setRuns(QStringLiteral("/runs"), { stopped });
        const QString text = QStringLiteral("can be resumed");
        QVERIFY(desk.table().columnWidth(RunsModel::State)
            >= desk.table().fontMetrics().horizontalAdvance(text));
        QVERIFY(desk.table().columnWidth(RunsModel::State) >= before);
    }

    void sortsByNumbersAndNotByTheirText()
    {
        Desk desk;
        RunSummary many = someRun("many", 0.2);
        many.batches = 9;
        desk.panel.setRuns(QStringLiteral("/runs"), { someRun("a", 0.3), many });
        desk.table().sortByColumn(RunsModel::Batches, Qt::AscendingOrder);
        QCOMPARE(desk.place(QStringLiteral("many")).row(), 0);
        desk.table().sortByColumn(RunsModel::BestLoss, Qt::AscendingOrder);
        QCOMPARE(desk.place(QStringLiteral("many")).row(), 0);
        desk.table().sortByColumn(RunsModel::BestLoss, Qt::DescendingOrder);
        QCOMPARE(desk.place(QStringLiteral("many")).row(), 1);
    }

    void filtersByAnyColumn()
    {
        Desk desk;
        desk.part<QLineEdit>("runsFilter").setText(QStringLiteral("DAMAGED"));
        QCOMPARE(desk.table().model()->rowCount(), 1);
        QCOMPARE(desk.part<QLabel>("runsCount").text(), QStringLiteral("Runs: 1 of 3"));
        QCOMPARE(desk.panel.table().shownRuns().size(), std::size_t(1));
    }

    void offersOnlyWhatCanBeDone()
    {
        Desk desk;
        QVERIFY(!desk.action("runOpen").isEnabled());
        desk.select({ kA });
        for (const char *name : { "runOpen", "runContinue", "runDuplicate", "runRename", "runNotes",
                 "runReport", "runEvents", "runShowFolder", "runRemove" })
            QVERIFY2(desk.action(name).isEnabled(), name);
        desk.select({ kC });
        for (const char *name : { "runOpen", "runContinue", "runDuplicate", "runEvents" })
            QVERIFY2(!desk.action(name).isEnabled(), name);
        QVERIFY(desk.action("runRemove").isEnabled());
        QCOMPARE(desk.part<MessageBar>("runsMessage").text(),
            QStringLiteral("run.json is not valid JSON"));
        desk.select({ kA, kB });
        QVERIFY(!desk.part<MessageBar>("runsMessage").isVisible());
        QVERIFY(!desk.action("runOpen").isEnabled());
        QVERIFY(desk.action("runRemove").isEnabled());
    }

    void neverDeletesTheRunThatGoesOn()
    {
        Desk desk;
        desk.select({ kA, kB });
        desk.panel.setGoingOn(QStringLiteral("/runs/b"));
        QVERIFY(!desk.action("runRemove").isEnabled());
        desk.select({ kA });
        QVERIFY(desk.action("runRemove").isEnabled());
        QVERIFY(!desk.action("runContinue").isEnabled());
        desk.panel.setGoingOn({});
        QVERIFY(desk.action("runContinue").isEnabled());
    }

    void asksForWhatWasChosen()
    {
        Desk desk;
        const QSignalSpy opened(&desk.panel.menu(), &RunMenu::runOpened);
        const QSignalSpy removed(&desk.panel.menu(), &RunMenu::removeRequested);
        desk.select({ kB });
        desk.action("runOpen").trigger();
        QCOMPARE(opened.front().front().toString(), QStringLiteral("/runs/b"));
        desk.select({ kB, kC });
        desk.action("runRemove").trigger();
        QCOMPARE(removed.front().front().toStringList().size(), 2);
    }

    void givesEachOverlaidRunAColourOfItsOwn()
    {
        Desk desk;
        const QSignalSpy changed(&desk.runs(), &RunsModel::overlaysChanged);
        desk.tick(kA, Qt::Checked);
        desk.tick(kB, Qt::Checked);
        QCOMPARE(changed.size(), 2);
        const auto overlays = desk.runs().overlays();
        QCOMPARE(overlays.size(), std::size_t(2));
        QCOMPARE(overlays[1].folder, QStringLiteral("/runs/b"));
        QVERIFY(overlays[0].colour != overlays[1].colour);
        QCOMPARE(desk.place(kB)
                     .data(Qt::DecorationRole)
                     .value<QIcon>()
                     .pixmap(16, QIcon::Selected)
                     .toImage()
                     .pixelColor(3, 3),
            overlays[1].colour);
        desk.tick(kA, Qt::Unchecked);
        QCOMPARE(desk.runs().overlays().front().colour, overlays[1].colour);
        desk.panel.setRuns(QStringLiteral("/runs"), { someRun("a", 0.3) });
        QVERIFY(desk.runs().overlays().empty());
    }

    void keepsTheSelectionWhenTheListIsReadAgain()
    {
        Desk desk;
        desk.select({ kA, kB });
        RunSummary changed = someRun("a", 0.05);
        changed.stamp = 2;
        desk.panel.setRuns(
            QStringLiteral("/runs"), { changed, someRun("b", 0.1), someRun("d", 1) });
        QCOMPARE(desk.table().selectionModel()->selectedRows().size(), 2);
        QCOMPARE(desk.place(kA).siblingAtColumn(RunsModel::BestLoss).data().toString(),
            QStringLiteral("0.0500"));
    }

    void renamesAndKeepsNotes()
    {
        Desk desk;
        const QSignalSpy edited(&desk.runs(), &RunsModel::notesEdited);
        QVERIFY(desk.table().model()->setData(desk.place(kA), QStringLiteral(" wide ")));
        QCOMPARE(edited.size(), 1);
        QCOMPARE(edited.front()[1].value<RunNotes>(), (RunNotes { "wide", "" }));
        const QModelIndex wide = desk.place(QStringLiteral("wide"));
        QVERIFY(desk.table().model()->setData(
            wide.siblingAtColumn(RunsModel::Notes), QStringLiteral("best\nso far")));
        QCOMPARE(edited.back()[1].value<RunNotes>(), (RunNotes { "wide", "best\nso far" }));
        QCOMPARE(wide.siblingAtColumn(RunsModel::Notes).data().toString(),
            QStringLiteral("best so far"));
        QVERIFY(desk.table().model()->setData(wide, QString()));
        QCOMPARE(desk.place(kA).data().toString(), kA); // the folder's name again
    }

    void comparesTheSelectedRuns()
    {
        Desk desk;
        QVERIFY(!desk.part<QTableView>("runComparison").isVisible());
        desk.select({ kA, kB });
        const auto &table = desk.part<QTableView>("runComparison");
        QVERIFY(table.isVisible());
        QCOMPARE(desk.part<QLabel>("runsCompared").text(),
            QStringLiteral("2 runs side by side; settings that differ: 1"));
        QStringList names;
        for (int row = 0; row < table.model()->rowCount(); ++row)
            names.append(table.model()->headerData(row, Qt::Vertical).toString());
        QCOMPARE(names,
            QStringList({ QStringLiteral("Lowest validation loss"),
                QStringLiteral("Validation accuracy in that epoch"),
                QStringLiteral("Epoch of the lowest validation loss"), QStringLiteral("Batches"),
                QStringLiteral("Time of training and validation"),
                QStringLiteral("learning rate") }));
        desk.select({ kA });
        QVERIFY(!table.isVisible());
    }

    void marksTheBestOfTheComparedRuns()
    {
        RunComparison comparison;
        comparison.setRuns({ someRun("a", 0.3), someRun("b", 0.1) });
        QVERIFY(comparison.index(0, 1).data(Qt::FontRole).value<QFont>().bold());
        QVERIFY(!comparison.index(0, 0).data(Qt::FontRole).isValid());
        RunSummary untrained = someRun("new", 0);
        untrained.best.reset();
        comparison.setRuns({ someRun("a", 0.3), untrained });
        QVERIFY(!comparison.index(0, 0).data(Qt::FontRole).isValid());
        comparison.setRuns({ someRun("a", 0.1), someRun("b", 0.1) });
        QVERIFY(!comparison.index(0, 1).data(Qt::FontRole).isValid());
        QCOMPARE(comparison.differences(), 0);
    }

    void paintsACurveIntoItsCell()
    {
        const QRectF place(10, 20, 100, 50);
        const double nan = std::nan("");
        const QPolygonF fitted
            = fittedCurve(QPolygonF({ { 1, 4 }, { 2, nan }, { 3, 2 }, { 5, 0 } }), place);
        QCOMPARE(fitted, QPolygonF({ { 10, 20 }, { 60, 45 }, { 110, 70 } }));
        QCOMPARE(fittedCurve(QPolygonF({ { 1, 4 } }), place).size(), 1);
        QVERIFY(fittedCurve({}, place).isEmpty());
    }

    void holdsFiveHundredRunsAndPaintsThem()
    {
        RunsPanel panel;
        std::vector<RunSummary> runs;
        for (int i = 0; i < 500; ++i)
            runs.push_back(someRun("run" + std::to_string(i), 0.001 * i));
        panel.setRuns(QStringLiteral("/runs"), runs);
        panel.resize(1200, 700);
        QVERIFY(!panel.grab().isNull());
        QCOMPARE(panel.table().shownRuns().size(), std::size_t(500));
    }
};

CONVSCOPE_QT_TEST(RunsPanelTest)

} // namespace convscope::test::runs_panel_test

#include "runs_panel_test.moc"
