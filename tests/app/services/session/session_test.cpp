// SPDX-License-Identifier: GPL-3.0-or-later
// What a person chooses while something else is on its way.
#include "app/services/session/session.h"
#include "tests/support/image_files.h"
#include "tests/support/qt_test.h"
#include "tests/support/temp_folder.h"
#include <QSignalSpy>
#include <QTest>

namespace convscope::test {

namespace {

constexpr int kPatience = 60'000; // milliseconds; only a failing test waits as long

struct Desk {
    Desk()
    {
        for (const char *name : { "data/a/1.png", "data/a/2.png", "data/b/1.png", "data/b/2.png" })
            folder.write(name, encodeImage(patternImage(30, 10), ".png"));
    }
    bool waitForData()
    {
        const QSignalSpy changed(&session.dataset(), &DatasetService::changed);
        return QTest::qWaitFor([&] { return !changed.isEmpty(); }, kPatience);
    }
    QString data() const { return QString::fromStdString(folder.string() + "/data"); }

    TempFolder folder;
    Session session { Session::Options { folder.string() + "/runs", {}, std::nullopt } };
};

} // namespace

class SessionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { qputenv("CONVSCOPE_CACHE", ""); }

    void keepsThePresetThatWasChosenWhileTheDatasetWasRead()
    {
        Desk desk;
        desk.session.dataset().open(desk.data());
        desk.session.settings().choosePreset(QStringLiteral("tiny-vgg"));
        QVERIFY(desk.waitForData());
        QCOMPARE(desk.session.settings().config().preset, std::string("tiny-vgg"));
        QVERIFY(desk.session.settings().config().model.input
            == desk.session.settings().config().preprocessing.shape());
        QVERIFY(desk.session.training().canTrain());
        desk.session.dataset().open(QStringLiteral("sample:digits")); // brings its own recipe
        QVERIFY(desk.waitForData());
        QCOMPARE(desk.session.settings().config().preset, std::string("digits"));
    }

    void keepsItForTheNextDatasetWhereReadingWasCancelled()
    {
        Desk desk;
        desk.session.dataset().open(desk.data());
        desk.session.settings().choosePreset(QStringLiteral("tiny-vgg"));
        desk.session.dataset().cancel();
        desk.session.dataset().open(QStringLiteral("sample:digits"));
        QVERIFY(desk.waitForData());
        QCOMPARE(desk.session.settings().config().preset, std::string("tiny-vgg"));
    }

    void anotherDatasetDropsACheckThatWaitsForItsData()
    {
        Desk desk;
        desk.session.dataset().open(desk.data());
        QVERIFY(desk.waitForData());
        QTRY_VERIFY(desk.session.training().canTrain());
        RunConfig config = desk.session.settings().config();
        config.validation = 0.5;
        desk.session.settings().configure(config);
        desk.session.preflight().check(); // the data are prepared anew first
        QVERIFY(desk.session.dataset().isBusy());
        desk.session.dataset().open(QStringLiteral("sample:digits"));
        QVERIFY(desk.waitForData());
        QTRY_VERIFY(desk.session.training().canTrain());
        QVERIFY(!desk.session.preflight().isBusy());
    }
};

} // namespace convscope::test

CONVSCOPE_QT_TEST(convscope::test::SessionTest)
#include "session_test.moc"
