// SPDX-License-Identifier: GPL-3.0-or-later
// Whoever starts a job hears how it ended.
#include "app/threads/background_task.h"
#include "core/base/error.h"
#include "tests/support/patience.h"
#include "tests/support/qt_test.h"
#include <QSignalSpy>
#include <QTest>
#include <atomic>
#include <thread>

namespace convscope::test::background_task_test {

namespace {

using Names = std::vector<std::string>;

struct Desk {
    /// Delivers its name when `isOpen`, unless it is cancelled before.
    BackgroundTask::Job job(const std::string &name)
    {
        return [this, name](const Progress &progress) -> BackgroundTask::Deliver {
            while (!isOpen) {
                if (!progress(0, 0))
                    throw Cancelled();
                std::this_thread::yield();
            }
            return [this, name] {
                delivered.push_back(name);
            };
        };
    }
    void again(const std::string &name)
    {
        task.runAgainWhenDone([this, name] {
            made.push_back(name);
            return job(name);
        });
    }

    std::atomic<bool> isOpen = false;
    Names made, delivered;
    BackgroundTask task; // last: its jobs look at the rest
};

} // namespace

class BackgroundTaskTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tellsWhenANewerJobTakesThePlaceOfOneThatRuns()
    {
        Desk desk;
        const QSignalSpy replaced(&desk.task, &BackgroundTask::replaced);
        const QSignalSpy cancelled(&desk.task, &BackgroundTask::cancelled);
        desk.task.start(desk.job("first"));
        QCOMPARE(replaced.size(), 0);
        desk.task.start(desk.job("second"));
        QCOMPARE(replaced.size(), 1);
        desk.isOpen = true;
        QTRY_VERIFY_WITH_TIMEOUT(!desk.task.isBusy(), kPatience);
        QVERIFY(desk.delivered == Names { "second" });
        desk.task.start(desk.job("third")); // nothing runs any more
        QTRY_VERIFY_WITH_TIMEOUT(!desk.task.isBusy(), kPatience);
        QCOMPARE(replaced.size(), 1);
        QCOMPARE(cancelled.size(), 0);
    }

    void runsTheNewestAgainWhenTheRunningOneIsDone()
    {
        Desk desk;
        desk.again("first"); // nothing runs: at once
        desk.again("second");
        desk.again("third");
        QVERIFY(desk.made == Names { "first" });
        desk.isOpen = true;
        QTRY_VERIFY_WITH_TIMEOUT(desk.delivered.size() == 2, kPatience);
        QVERIFY(desk.delivered == (Names { "first", "third" }));
        QVERIFY(desk.made == desk.delivered);
        QVERIFY(!desk.task.isBusy());
    }

    void runsAgainAlsoAfterAJobThatFailed()
    {
        Desk desk;
        const QSignalSpy failed(&desk.task, &BackgroundTask::failed);
        desk.task.start([](const Progress &) -> BackgroundTask::Deliver {
            throw std::runtime_error("a reason");
        });
        desk.again("after it");
        desk.isOpen = true;
        QTRY_VERIFY_WITH_TIMEOUT(!desk.delivered.empty(), kPatience);
        QCOMPARE(failed.size(), 1);
    }

    void cancellingDropsWhatWaits()
    {
        Desk desk;
        desk.again("first");
        desk.again("second");
        desk.task.cancel();
        desk.isOpen = true;
        desk.again("third");
        QTRY_VERIFY_WITH_TIMEOUT(!desk.task.isBusy(), kPatience);
        QVERIFY(desk.delivered == Names { "third" });
    }
};

CONVSCOPE_QT_TEST(BackgroundTaskTest)

} // namespace convscope::test::background_task_test

#include "background_task_test.moc"
