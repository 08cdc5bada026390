// SPDX-License-Identifier: GPL-3.0-or-later
// What would come of importing weights, before any are taken.
#include "app/rooms/files/import_job.h"
#include "app/services/services.h"
#include "core/train/setup/presets.h"
#include "tests/support/foreign_weights.h"
#include "tests/support/patience.h"
#include "tests/support/qt_test.h"
#include "tests/support/random_model.h"
#include "tests/support/temp_folder.h"
#include <QSignalSpy>
#include <QTest>
#include <cmath>

namespace convscope::test::import_job_test {

namespace {

ImportSurroundings aroundDigits()
{
    return { findPreset("digits")->config, nullptr };
}

std::shared_ptr<const TrainedModel> digitsModel()
{
    Rng rng(9);
    return randomModel(withNames(findPreset("digits")->config.model), rng);
}

} // namespace

class ImportJobTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { qputenv("CONVSCOPE_CACHE", ""); }

    void aProposalHasTheModelOnlyWhereAllFits()
    {
        const TempFolder folder;
        const auto model = digitsModel();
        writeForeign(folder / "w.npz", *model);
        ImportRequest request;
        request.weights = QString::fromStdString((folder / "w.npz").string());
        const ImportProposal good = proposedImport(request, aroundDigits());
        QVERIFY2(good.model, good.error.c_str());
        QVERIFY(good.model->parameters == model->parameters);
        QCOMPARE(good.model->classes[9], std::string("9"));
        QCOMPARE(good.rows.size(), model->parameters.size());

        request.classes = QStringLiteral("cat, dog");
        const ImportProposal bad = proposedImport(request, aroundDigits());
        QVERIFY(!bad.model);
        QVERIFY(bad.error.find("'dense2.weight' needs 2×64") != std::string::npos);
        QCOMPARE(bad.rows.size(), model->parameters.size());
        QVERIFY(bad.rows[0].error.empty() && !bad.rows.back().error.empty());

        request.classes = QStringLiteral("a, b, a");
        QVERIFY(proposedImport(request, aroundDigits()).error.find("twice") != std::string::npos);
        request = {};
        request.weights = QString::fromStdString((folder / "none.npz").string());
        QVERIFY(
            proposedImport(request, aroundDigits()).error.find("none.npz") != std::string::npos);
    }

    void standardizedImagesNeedTheirMean()
    {
        const TempFolder folder;
        const auto model = digitsModel();
        writeForeign(folder / "w.npz", *model);
        ImportRequest request;
        request.weights = QString::fromStdString((folder / "w.npz").string());
        request.normalization = Normalization::Standard;
        const ImportProposal without = proposedImport(request, aroundDigits());
        QVERIFY(!without.model);
        QVERIFY(without.error.find("mean") != std::string::npos);
        QVERIFY2(!without.rows.empty(), "the weights themselves fit");
        request.mean = QStringLiteral("0.25");
        request.stddev = QStringLiteral("0.5");
        const ImportProposal with = proposedImport(request, aroundDigits());
        QVERIFY2(with.model, with.error.c_str());
        QCOMPARE(with.model->preprocessing.mean, std::vector<double> { 0.25 });
        request.mean = QStringLiteral("0.25, 0.3");
        QVERIFY(proposedImport(request, aroundDigits())
                    .error.starts_with("Mean: '0.25, 0.3' is not one"));
        request.mean = QStringLiteral("0,25"); // as many write it
        QCOMPARE(proposedImport(request, aroundDigits()).model->preprocessing.mean,
            std::vector<double> { 0.25 });
        request.mean = QStringLiteral("half");
        QVERIFY(proposedImport(request, aroundDigits()).error.starts_with("Mean: 'half'"));
    }

    void orTheOpenDatasetsIsMeasured()
    {
        const TempFolder folder;
        Services services({ .runs = folder / "runs", .nextRun = {}, .config = {} });
        const QSignalSpy ready(&services.dataset, &DatasetService::changed);
        services.dataset.open(QStringLiteral("sample:digits"));
        QTRY_VERIFY_WITH_TIMEOUT(!ready.isEmpty(), kPatience);
        writeForeign(folder / "w.npz", *digitsModel());
        ImportRequest request;
        request.weights = QString::fromStdString((folder / "w.npz").string());
        request.normalization = Normalization::Standard;
        const auto &data = services.dataset.loaded().data;
        const ImportProposal proposal
            = proposedImport(request, { services.settings.config(), data });
        QVERIFY2(proposal.model, proposal.error.c_str());
        double sum = 0;
        for (std::size_t i = 0; i < data->train.pixels.size(); ++i)
            sum += data->train.pixels.data()[i];
        const double mean = sum / double(data->train.pixels.size()) / 255;
        QVERIFY(std::abs(proposal.model->preprocessing.mean.at(0) - mean) < 1e-9);
        QCOMPARE(proposal.model->preprocessing.stddev.size(), 1U);
    }
};

CONVSCOPE_QT_TEST(ImportJobTest)

} // namespace convscope::test::import_job_test

#include "import_job_test.moc"
