// SPDX-License-Identifier: GPL-3.0-or-later
// One image gives the same values, bit by bit, from a dataset, dropped into the window, and
// pinned.
#include "app/services/looking/inspection.h"
#include "core/inspect/network/feature_maps.h"
#include "tests/support/patience.h"
#include "tests/support/qt_test.h"
#include "tests/support/tensor_cases.h"
#include <QSignalSpy>
#include <QTest>

namespace convscope::test::dropped_tensor_test {

namespace {

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
    void isTheDatasetsTensorForEveryImageAndPreprocessing()
    {
        const TensorCases cases;
        const auto preprocessings = TensorCases::preprocessings();
        for (std::size_t k = 0; k < preprocessings.size(); ++k) {
            const TensorsOfTraining training(cases, preprocessings[k]);
            Inspection inspection;
            inspection.setModel(training.model());
            inspection.setMapsVisible(true);
            // A third of the images each time, so that each meets every fit and normalization.
            for (std::size_t i = (k + k / 6) % 3; i < cases.names().size(); i += 3)
                compare(inspection, training, cases, cases.names()[i]);
        }
    }

private:
    static void compare(Inspection &inspection, const TensorsOfTraining &training,
        const TensorCases &cases, const std::string &name)
    {
        QSignalSpy dropped(&inspection.classified(), &ClassifiedImage::predicted);
        QSignalSpy pinned(&inspection, &Inspection::mapsReady);
        const std::vector<float> expected = training.tensor(name);
        QVERIFY(!expected.empty());
        const QString file = QString::fromStdString(cases.file(name));
        inspection.classified().classifyFile(file);
        QVERIFY2(nextInput(dropped) == expected, name.c_str());
        if (training.data.preprocessing.normalization != Normalization::Standard)
            return;
        inspection.pinned().pinFile(file);
        QVERIFY2(nextInput(pinned) == expected, name.c_str());
        inspection.pinned().pinSample(training.dataset, training.sample(name));
        QVERIFY2(nextInput(pinned) == expected, name.c_str());
    }
};

CONVSCOPE_QT_TEST(DroppedTensorTest)

} // namespace convscope::test::dropped_tensor_test

#include "dropped_tensor_test.moc"
