// SPDX-License-Identifier: GPL-3.0-or-later
// Which network something is of, and what is known of it, in words.
#include "tests/support/qt_test.h"
#include "ui/training/checkpoint_text.h"
#include "ui/training/run_model.h"
#include <QTest>

namespace convscope::test::checkpoint_text_test {

namespace {

TrainedModel modelAt(std::int64_t batch, int epoch)
{
    TrainedModel model;
    model.batch = batch;
    model.epoch = epoch;
    return model;
}

StepReport epochOf(int epoch, double accuracy, bool best)
{
    StepReport report;
    report.batch = BatchReport { .batch = epoch * 10, .epoch = epoch };
    report.epoch = EpochReport {
        .epoch = epoch, .batch = epoch * 10, .valLoss = 1, .valAccuracy = accuracy, .best = best
    };
    return report;
}

} // namespace

class CheckpointTextTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void aCheckpointIsToldApartWhileARunGoesOnAndLater()
    {
        RunModel run;
        QVERIFY(checkpointIn(run, 10) == ModelCheckpoint::File);
        run.start(30, 3, {}, { "runs/a", "digits", true });
        QVERIFY(checkpointIn(run, 0) == ModelCheckpoint::Live);
        run.append({ epochOf(1, 0.9, true), epochOf(2, 0.129, false) });
        QVERIFY(checkpointIn(run, 10) == ModelCheckpoint::BestSoFar);
        QVERIFY(checkpointIn(run, 20) == ModelCheckpoint::Live);
        run.end(StopReason::Person);
        QVERIFY(checkpointIn(run, 10) == ModelCheckpoint::Best);
        QVERIFY(checkpointIn(run, 20) == ModelCheckpoint::Last);
        QVERIFY(checkpointIn(run, 15) == ModelCheckpoint::Live);
        run.clear();
        QVERIFY(checkpointIn(run, 10) == ModelCheckpoint::File);
    }

    void aResultNamesItsRunAndItsCheckpoint()
    {
        QCOMPARE(originText({ "runs/a", ModelCheckpoint::Best }, modelAt(10, 1)),
            QStringLiteral("best epoch, 1 (batch 10) of run a"));
        QCOMPARE(originText({ "runs/a", ModelCheckpoint::Live }, modelAt(15, 2)),
            QStringLiteral("epoch 2 (batch 15) of run a"));
        QCOMPARE(originText({}, modelAt(15, 2)), QStringLiteral("model file, after batch 15"));
        QCOMPARE(originText({}, modelAt(0, 0)), QStringLiteral("not trained here"));
    }

    void whatIsKnownIsTheLastValidationUntilThen()
    {
        RunModel run;
        QVERIFY(knownAccuracy(run, modelAt(10, 1)).contains(QStringLiteral("not known")));
        run.start(30, 3, {}, { "runs/a", "digits", true });
        run.append({ epochOf(1, 0.9, true), epochOf(2, 0.129, false) });
        QCOMPARE(knownAccuracy(run, modelAt(9, 1)), QStringLiteral("not validated until then"));
        QCOMPARE(knownAccuracy(run, modelAt(10, 1)),
            QStringLiteral("90.0 % of the validation images right"));
        QCOMPARE(knownAccuracy(run, modelAt(20, 2)),
            QStringLiteral("12.9 % of the validation images right"));
        QCOMPARE(knownAccuracy(run, modelAt(25, 3)),
            QStringLiteral("12.9 % of the validation images right after epoch 2"));
    }
};

CONVSCOPE_QT_TEST(CheckpointTextTest)

} // namespace convscope::test::checkpoint_text_test

#include "checkpoint_text_test.moc"
