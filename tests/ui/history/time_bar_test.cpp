// SPDX-License-Identifier: GPL-3.0-or-later
// The scrubber's geometry and keys, and the bar around it.
#include "tests/support/qt_test.h"
#include "ui/history/animation_button.h"
#include "ui/history/time_bar.h"
#include "ui/history/time_scrubber.h"
#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

namespace convscope::test::time_bar_test {

namespace {

template<typename T>
T &part(QWidget &widget, const char *name)
{
    auto *found = widget.findChild<T *>(QString::fromLatin1(name));
    if (!found)
        qFatal("there is no %s", name);
    return *found;
}

} // namespace

class TimeBarTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsTheBatchUnderEveryPixelAndNoneOutside()
    {
        const ScrubberScale scale { 428, 10, 510 };
        QCOMPARE(scale.batchAt(10), 0);
        QCOMPARE(scale.batchAt(510), 428);
        QCOMPARE(scale.batchAt(-50), 0);
        QCOMPARE(scale.batchAt(900), 428);
        for (std::int64_t batch = 0; batch <= 428; ++batch)
            QCOMPARE(scale.batchAt(scale.xOf(batch)), batch);
        const ScrubberScale empty { 0, 10, 510 };
        QCOMPARE(empty.batchAt(300), 0);
        QCOMPARE(empty.xOf(0), 510.0);
        const ScrubberScale narrow { 100, 8, 8 };
        QCOMPARE(narrow.batchAt(8), 100);
    }

    void goesFromSnapshotToSnapshot()
    {
        const std::vector<std::int64_t> snapshots { 0, 1, 5, 20 };
        QCOMPARE(neighbour(snapshots, 5, 1), 20);
        QCOMPARE(neighbour(snapshots, 5, -1), 1);
        QCOMPARE(neighbour(snapshots, 7, 1), 20);
        QCOMPARE(neighbour(snapshots, 7, -1), 5);
        QCOMPARE(neighbour(snapshots, 33, -1), 20);
        QCOMPARE(neighbour(snapshots, 20, 1), 20);
        QCOMPARE(neighbour(snapshots, 0, -5), 0);
        QCOMPARE(neighbour(snapshots, 0, 2), 5);
        QVERIFY(!neighbour({}, 0, 1));
    }

    void followsMouseAndKeys()
    {
        TimeScrubber scrubber;
        scrubber.resize(400, 24);
        scrubber.setLast(100);
        QSignalSpy chosen(&scrubber, &TimeScrubber::checkpointChosen);
        QTest::mouseClick(&scrubber, Qt::LeftButton, {}, { 200, 12 });
        QCOMPARE(chosen.size(), 0); // there is nothing to go back to
        scrubber.setSnapshots({ 0, 10, 40, 90 });
        QTest::mouseClick(&scrubber, Qt::LeftButton, {}, { 200, 12 });
        QCOMPARE(chosen.size(), 2);
        QCOMPARE(chosen[0][0].toLongLong(), 50);
        QCOMPARE(chosen[0][1].toBool(), false);
        QCOMPARE(chosen[1][1].toBool(), true);
        QTest::keyClick(&scrubber, Qt::Key_Left);
        QCOMPARE(scrubber.checkpoint(), 40);
        QTest::keyClick(&scrubber, Qt::Key_Left, Qt::ControlModifier);
        QCOMPARE(scrubber.checkpoint(), 39);
        QTest::keyClick(&scrubber, Qt::Key_Right);
        QCOMPARE(scrubber.checkpoint(), 40);
        QTest::keyClick(&scrubber, Qt::Key_Home);
        QCOMPARE(scrubber.checkpoint(), 0);
        QTest::keyClick(&scrubber, Qt::Key_End);
        QCOMPARE(scrubber.checkpoint(), 100);
        QVERIFY(scrubber.accessibleDescription().contains(QStringLiteral("100")));
    }

    void saysClearlyWhatIsShownAndLeadsBack()
    {
        TimeBar bar;
        bar.setLast(428, 300);
        bar.setSnapshots({ 0, 100, 400 }, {});
        auto &now = part<QPushButton>(bar, "backToNowButton");
        auto &state = part<QLabel>(bar, "timeState");
        QVERIFY(now.isHidden());
        QCOMPARE(state.text(), QStringLiteral("now: batch 428"));
        bar.setPresent(TimeBar::Present { 300, QStringLiteral("best epoch, 3 (batch 300)") });
        QCOMPARE(state.text(), QStringLiteral("now: best epoch, 3 (batch 300) of 428"));
        QCOMPARE(part<TimeScrubber>(bar, "timeScrubber").checkpoint(), 300);
        bar.setCheckpoint(
            Checkpoint { .requested = 120, .shown = 100, .isOnTheWay = true, .share = 0.5 });
        QVERIFY(!now.isHidden());
        QCOMPARE(state.text(), QStringLiteral("showing batch 100 of 428 · going to 120 (50 %)"));
        bar.setCheckpoint(Checkpoint { .requested = 120, .shown = 120 });
        QCOMPARE(state.text(), QStringLiteral("showing batch 120 of 428"));
        QSignalSpy back(&bar, &TimeBar::nowRequested);
        now.click();
        QCOMPARE(back.size(), 1);
    }

    void playsFromTheBeginningToTheEndAndStops()
    {
        TimeBar bar;
        bar.setLast(428, {});
        bar.setSnapshots({ 0, 100, 400 }, {});
        QList<qint64> played;
        connect(&bar, &TimeBar::checkpointRequested, this, [&](qint64 batch) {
            played << batch;
            bar.setCheckpoint(Checkpoint { .requested = batch, .shown = batch });
        });
        auto &play = part<QToolButton>(bar, "playButton");
        play.click();
        QTRY_VERIFY_WITH_TIMEOUT(!play.isChecked(), 30'000);
        QCOMPARE(played, (QList<qint64> { 0, 100, 400 }));
        played.clear();
        bar.setCheckpoint({});
        play.click();
        QVERIFY(play.isChecked());
        bar.setSnapshots({}, QStringLiteral("the disk is full"));
        QVERIFY(!play.isChecked());
        QVERIFY(!play.isEnabled());
        bar.setCheckpoint({});
        QCOMPARE(part<QLabel>(bar, "timeState").toolTip(), QStringLiteral("the disk is full"));
    }

    void savesFiltersOnlyOfLayersThatHaveSome()
    {
        TimeBar bar;
        bar.setSnapshots({ 0, 1 }, {});
        auto &save = part<QToolButton>(bar, "exportAnimationButton");
        QVERIFY(!save.isEnabled());
        bar.animation().setLayer(QStringLiteral("relu1"), false);
        QVERIFY(save.isEnabled());
        QSignalSpy requested(&bar.animation(), &AnimationButton::exportRequested);
        auto &filters = part<QAction>(bar, "actionFiltersGif");
        QVERIFY(!filters.isEnabled());
        bar.animation().setLayer(QStringLiteral("conv1"), true);
        filters.trigger();
        QCOMPARE(requested.takeFirst(), (QVariantList { true, true }));
    }
};

CONVSCOPE_QT_TEST(TimeBarTest)

} // namespace convscope::test::time_bar_test

#include "time_bar_test.moc"
