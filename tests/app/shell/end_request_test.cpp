// SPDX-License-Identifier: GPL-3.0-or-later
// The window when its terminal is closed or somebody kills it politely.
#include "app/process/ending_signals.h"
#include "app/services/services.h"
#include "app/shell/end_request.h"
#include "app/shell/main_window.h"
#include "core/io/run/run_list.h"
#include "tests/support/patience.h"
#include "tests/support/program.h"
#include "tests/support/qt_test.h"
#include "tests/support/temp_folder.h"
#include "ui/kit/settings.h"
#include <QApplication>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <csignal>

namespace convscope::test::end_request_test {

class EndRequestTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theProgramEndsWithTheSignalsStatusAndLeavesNothing_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("hang-up") << SIGHUP;
        QTest::newRow("Ctrl-C") << SIGINT;
        QTest::newRow("polite kill") << SIGTERM;
    }

    /// The tour says on stderr which station it has reached; it is a window as any other.
    void theProgramEndsWithTheSignalsStatusAndLeavesNothing()
    {
        QFETCH(const int, signal);
        const TempFolder folder, temporary;
        qputenv("TMPDIR", temporary.string().c_str());
        const ProgramResult ended = runProgram(
            CONVSCOPE_WINDOW, { "--tour", folder.string() }, "convscope: tour:", signal);
        qunsetenv("TMPDIR");
        QCOMPARE(ended.status, 128 + signal);
        for (const auto &entry : std::filesystem::directory_iterator(temporary.path()))
            QVERIFY(entry.path().filename().string().starts_with("runtime-")); // Qt's own
    }

    /// Last: this process is asked to end.
    void aRunIsSavedAndNobodyIsAsked()
    {
        const TempFolder folder;
        bool wasAsked = false;
        {
            Settings settings(QString::fromStdString((folder / "window.ini").string()));
            Services services({ .runs = folder / "runs", .nextRun = {}, .config = {} });
            MainWindow window(services, settings);
            EndRequest end;
            end.closes(window);
            window.setQuitQuestion([&] { return !(wasAsked = true); });
            window.show();
            window.openDataset(QStringLiteral("sample:digits"));
            QTRY_VERIFY_WITH_TIMEOUT(services.training.requests().canTrain(), kPatience);
            window.findChild<QSpinBox *>(QStringLiteral("epochsSpin"))->setValue(100'000);
            window.findChild<QAction *>(QStringLiteral("actionTrain"))->trigger();
            connect(&services.training.run(), &RunModel::appended, this, [&] {
                if (endingSignal() == 0 && services.training.run().epochs().size() > 1)
                    ::raise(SIGTERM);
            });
            QCOMPARE(QApplication::exec(), 128 + SIGTERM);
            QVERIFY(!window.isVisible());
        }
        QVERIFY(!wasAsked);
        const auto runs = listRuns(folder / "runs");
        QCOMPARE(runs.size(), std::size_t(1));
        QVERIFY2(runs.front().interrupted(), runs.front().error.c_str());
        QVERIFY(runs.front().epochs > 1);
        QCOMPARE(
            readRunLogs(runs.front().folder).batches.size(), std::size_t(runs.front().batches));
    }
};

CONVSCOPE_QT_TEST(EndRequestTest)

} // namespace convscope::test::end_request_test

#include "end_request_test.moc"
