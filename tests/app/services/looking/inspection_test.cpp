// SPDX-License-Identifier: GPL-3.0-or-later
// How the pinned image is looked at while newer weights come.
#include "app/services/looking/inspection.h"
#include "core/train/setup/presets.h"
#include "tests/support/qt_test.h"
#include "tests/support/random_model.h"
#include <QSignalSpy>
#include <QTest>

namespace convscope::test::inspection_test {

using namespace std::chrono_literals;

namespace {

std::shared_ptr<const TrainedModel> modelAt(std::int64_t batch, const char *preset = "mnist-linear")
{
    Rng rng(std::uint64_t(batch), 1);
    TrainedModel model = *test::randomModel(withNames(findPreset(preset)->config.model), rng);
    model.batch = batch;
    return std::make_shared<const TrainedModel>(std::move(model));
}

QImage someImage()
{
    QImage image(28, 28, QImage::Format_RGB32);
    image.fill(Qt::gray);
    image.setPixelColor(9, 9, Qt::white);
    return image;
}

using Maps = std::shared_ptr<const FeatureMaps>;

struct Desk {
    Desk()
    {
        QObject::connect(&inspection, &Inspection::mapsReady, &inspection,
            [this](const Maps &maps) { seen = maps; });
        inspection.setMapsVisible(true);
        inspection.setModel(modelAt(1));
        inspection.pinned().pinImage(someImage());
    }
    bool waitFor(std::int64_t batch)
    {
        return QTest::qWaitFor([&] { return seen && seen->batch == batch; }, 60'000);
    }
    Inspection inspection;
    Maps seen;
};

} // namespace

class InspectionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theCostOfALookIsToldBeforeWhatWasSeen()
    {
        Desk desk;
        double cost = 0;
        QObject::connect(&desk.inspection, &Inspection::inspected, &desk.inspection,
            [&](double seconds) { cost = desk.seen ? 0 : seconds; });
        QVERIFY(desk.waitFor(1));
        QVERIFY(cost > 0);
    }

    void newerWeightsAreLookedAtAsOftenAsRequested()
    {
        Desk desk;
        QVERIFY(desk.waitFor(1));
        const QSignalSpy kernels(&desk.inspection.network(), &ShownNetwork::kernelsChanged);
        desk.inspection.setLiveRate(0);
        desk.inspection.follow(modelAt(2));
        QCOMPARE(kernels.size(), 0); // filters and maps stay those of the same moment
        desk.inspection.setLiveRate(1e6); // every one
        desk.inspection.follow(modelAt(3));
        QCOMPARE(kernels.size(), 1);
        QVERIFY(desk.waitFor(3));
        desk.inspection.setLiveRate(1e-3);
        desk.inspection.follow(modelAt(4)); // only after a quarter of an hour
        QCOMPARE(kernels.size(), 1);
        desk.inspection.pinned().pinImage(someImage()); // a request of the person is served at once
        QVERIFY(desk.waitFor(4));
        QCOMPARE(kernels.size(), 2);
        desk.inspection.setLiveRate(0);
        desk.inspection.setModel(modelAt(5)); // and so is the end of a run
        QVERIFY(desk.waitFor(5));
    }

    void anotherNetworkIsShownWhateverTheRate()
    {
        Desk desk;
        desk.inspection.setLiveRate(0);
        const QSignalSpy layers(&desk.inspection.network(), &ShownNetwork::layersChanged);
        desk.inspection.follow(modelAt(2, "mnist-dense"));
        QCOMPARE(layers.size(), 1);
        QVERIFY(desk.waitFor(2));
    }

    void modelsAreRequestedOnlyWhereSomebodyLooks()
    {
        Desk desk;
        Inspection &inspection = desk.inspection;
        QCOMPARE(*inspection.modelInterval(), 200ms);
        inspection.setLiveRate(10);
        QCOMPARE(*inspection.modelInterval(), 100ms);
        inspection.setMapsVisible(false);
        QVERIFY(!inspection.modelInterval());
        inspection.setMapsVisible(true);
        inspection.setLiveRate(0);
        QVERIFY(!inspection.modelInterval());
        inspection.classified().classifyImage(someImage());
        QVERIFY(inspection.modelInterval());
    }

    void aKeptImageFollowsOnlyIfItIsRequested()
    {
        Desk desk;
        QVERIFY(desk.waitFor(1));
        const std::vector<float> first = desk.seen->input.values;
        desk.inspection.kept().keep();
        Maps kept;
        QObject::connect(&desk.inspection.kept(), &KeptImage::ready, &desk.inspection,
            [&](const Maps &maps) { kept = maps; });
        QImage other = someImage();
        other.setPixelColor(20, 20, Qt::black);
        desk.inspection.pinned().pinImage(other);
        desk.inspection.setModel(modelAt(2));
        QVERIFY(desk.waitFor(2));
        QVERIFY(desk.seen->input.values != first);
        QVERIFY(!kept);
        desk.inspection.kept().setFollows(true);
        desk.inspection.setModel(modelAt(3));
        QVERIFY(QTest::qWaitFor([&] { return kept && kept->batch == 3; }, 60'000));
        QCOMPARE(kept->input.values, first);
    }

    void gradientsComeWithTheClassTheyAreOf()
    {
        Desk desk;
        desk.inspection.setScore(3);
        QVERIFY(QTest::qWaitFor([&] { return desk.seen && desk.seen->score == 3; }, 60'000));
        QVERIFY(!desk.seen->layers.front().gradients.empty());
        desk.inspection.setScore(-1);
        QVERIFY(QTest::qWaitFor([&] { return desk.seen->score == -1; }, 60'000));
        QVERIFY(desk.seen->layers.front().gradients.empty());
    }
};

CONVSCOPE_QT_TEST(InspectionTest)

} // namespace convscope::test::inspection_test

#include "inspection_test.moc"
