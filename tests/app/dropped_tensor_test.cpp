// SPDX-License-Identifier: GPL-3.0-or-later
// One picture gives the same values, bit by bit, from a dataset, dropped into the window, and
// pinned.
#include "app/inspection.h"
#include "core/inspect/feature_maps.h"
#include "tests/support/tensor_cases.h"
#include <QSignalSpy>
#include <QTest>

namespace convscope::test {

namespace {

constexpr int kPatience = 60'000; // milliseconds; only a failing test waits as long

using Maps = std::shared_ptr<const FeatureMaps>;

/// The values that the network saw, of the next report of `spy`.
std::vector<float> nextInput(QSignalSpy &spy)
{
    if (spy.isEmpty() && !spy.wait(kPatience))
        return {};
    return spy.takeFirst().front().value<Maps>()->input.values;
}

} // namespace

class DroppedTensorTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isTheDatasetsTensorForEveryPictureAndPreprocessing()
    {
        const TensorCases cases;
        for (const Preprocessing &preprocessing : TensorCases::preprocessings()) {
            const TensorsOfTraining training(cases, preprocessing);
            Inspection inspection;
            inspection.setModel(training.model());
            inspection.setMapsVisible(true);
            QSignalSpy dropped(&inspection, &Inspection::predicted);
            QSignalSpy pinned(&inspection, &Inspection::mapsSeen);
            for (const std::string &name : cases.names()) {
                const std::vector<float> expected = training.tensor(name);
                QVERIFY(!expected.empty());
                const QString file = QString::fromStdString(cases.file(name));
                inspection.classifyFile(file);
                QVERIFY2(nextInput(dropped) == expected, name.c_str());
                inspection.pinFile(file);
                QVERIFY2(nextInput(pinned) == expected, name.c_str());
                inspection.pinSample(training.dataset, training.sample(name));
                QVERIFY2(nextInput(pinned) == expected, name.c_str());
            }
        }
    }
};

} // namespace convscope::test

QTEST_MAIN(convscope::test::DroppedTensorTest)
#include "dropped_tensor_test.moc"
