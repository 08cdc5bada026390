// SPDX-License-Identifier: GPL-3.0-or-later
// What a person chooses while something else is on its way.
#include "app/services/services.h"
#include "tests/support/image_files.h"
#include "tests/support/patience.h"
#include "tests/support/qt_test.h"
#include "tests/support/temp_folder.h"
#include <QSignalSpy>
#include <QTest>

namespace convscope::test::training_service_test {

namespace {

struct Desk {
    Desk()
    {
        for (const char *name : { "data/a/1.png", "data/a/2.png", "data/b/1.png", "data/b/2.png" })
            folder.write(name, encodeImage(patternImage(30, 10), ".png"));
    }
    bool waitForData()
    {
        const QSignalSpy changed(&services.dataset, &DatasetService::changed);
        return QTest::qWaitFor([&] { return !changed.isEmpty(); }, kPatience);
    }
    QString data() const { return QString::fromStdString(folder.string() + "/data"); }

    TempFolder folder;
    Services services { Services::Options { folder.string() + "/runs", {}, std::nullopt } };
};

} // namespace

class TrainingServiceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { qputenv("CONVSCOPE_CACHE", ""); }

    void keepsThePresetThatWasChosenWhileTheDatasetWasRead()
    {
        Desk desk;
        desk.services.dataset.open(desk.data());
        desk.services.settings.choosePreset(QStringLiteral("tiny-vgg"));
        QVERIFY(desk.waitForData());
        QCOMPARE(desk.services.settings.config().preset, std::string("tiny-vgg"));
        QVERIFY(desk.services.settings.config().model.input
            == desk.services.settings.config().preprocessing.shape());
        QVERIFY(desk.services.training.requests().canTrain());
        desk.services.dataset.open(QStringLiteral("sample:digits")); // brings its own recipe
        QVERIFY(desk.waitForData());
        QCOMPARE(desk.services.settings.config().preset, std::string("digits"));
    }

    void keepsItForTheNextDatasetWhereReadingWasCancelled()
    {
        Desk desk;
        desk.services.dataset.open(desk.data());
        desk.services.settings.choosePreset(QStringLiteral("tiny-vgg"));
        desk.services.dataset.cancel();
        desk.services.dataset.open(QStringLiteral("sample:digits"));
        QVERIFY(desk.waitForData());
        QCOMPARE(desk.services.settings.config().preset, std::string("tiny-vgg"));
    }

    void anotherDatasetDropsACheckThatWaitsForItsData()
    {
        Desk desk;
        desk.services.dataset.open(desk.data());
        QVERIFY(desk.waitForData());
        QTRY_VERIFY(desk.services.training.requests().canTrain());
        RunConfig config = desk.services.settings.config();
        config.validation = 0.5;
        desk.services.settings.configure(config);
        desk.services.preflight.check(); // the data are prepared anew first
        QVERIFY(desk.services.dataset.isBusy());
        desk.services.dataset.open(QStringLiteral("sample:digits"));
        QVERIFY(desk.waitForData());
        QTRY_VERIFY(desk.services.training.requests().canTrain());
        QVERIFY(!desk.services.preflight.isBusy());
    }
};

CONVSCOPE_QT_TEST(TrainingServiceTest)

} // namespace convscope::test::training_service_test

#include "training_service_test.moc"
