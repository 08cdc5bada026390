// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/data/dataset_loader.h"
#include "tests/support/image_files.h"
#include "tests/support/patience.h"
#include "tests/support/qt_test.h"
#include "tests/support/temp_folder.h"
#include <QSignalSpy>
#include <QTest>

namespace convscope::test::dataset_loader_test {

namespace {

bool waitFor(DatasetLoader &loader)
{
    const QSignalSpy ready(&loader, &DatasetLoader::ready);
    const QSignalSpy ended(&loader, &DatasetLoader::ended);
    return QTest::qWaitFor([&] { return !ended.isEmpty(); }, kPatience) && !ready.isEmpty();
}

} // namespace

class DatasetLoaderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { qputenv("CONVSCOPE_CACHE", ""); }

    void leavesOutAndTakesBackWithoutOpeningAgain()
    {
        DatasetLoader loader;
        loader.open(QStringLiteral("sample:digits"), {});
        QVERIFY(waitFor(loader));
        const auto whole = loader.loaded().whole;
        QCOMPARE(loader.loaded().dataset, whole);
        RunConfig config = loader.loaded().config;
        QVERIFY(loader.suits(config));

        config.excluded = { { whole->samples()[0].name }, { "9" } };
        QVERIFY(!loader.suits(config));
        loader.prepare(config);
        QVERIFY(waitFor(loader));
        QCOMPARE(loader.loaded().whole, whole);
        QCOMPARE(loader.loaded().dataset->classes().size(), 9U);
        QCOMPARE(loader.loaded().dataset->samples().size(), 1797U - 180U - 1U);
        QCOMPARE(loader.loaded().data->facts.size(), loader.loaded().dataset->samples().size());
        QVERIFY(loader.suits(config));

        config.excluded = {};
        loader.prepare(config);
        QVERIFY(waitFor(loader));
        QCOMPARE(loader.loaded().dataset, whole);
    }

    void anotherFitIsPreparedAnew()
    {
        const TempFolder folder;
        for (const char *name : { "a/1.png", "a/2.png", "b/1.png", "b/2.png" })
            folder.write(name, encodeImage(patternImage(30, 10), ".png"));
        DatasetLoader loader;
        loader.open(QString::fromStdString(folder.string()), {});
        QVERIFY(waitFor(loader));
        const auto stretched = loader.loaded().data;
        RunConfig config = loader.loaded().config;
        config.preprocessing.fit = Fit::Crop;
        QVERIFY(!loader.suits(config));
        loader.prepare(config);
        QVERIFY(waitFor(loader));
        QVERIFY(loader.suits(config));
        QVERIFY(!(loader.loaded().data->train.pixels == stretched->train.pixels));
    }
};

CONVSCOPE_QT_TEST(DatasetLoaderTest)

} // namespace convscope::test::dataset_loader_test

#include "dataset_loader_test.moc"
