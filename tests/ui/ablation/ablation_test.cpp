// SPDX-License-Identifier: GPL-3.0-or-later
// Surgery by its steps, its list, and what is found out about maps, as the panels say it.
#include "core/inspect/network/feature_maps.h"
#include "tests/support/qt_test.h"
#include "tests/support/random_images.h"
#include "tests/support/random_model.h"
#include "ui/ablation/ablation_bar.h"
#include "ui/ablation/ablation_note.h"
#include "ui/ablation/ablation_panel.h"
#include "ui/ablation/ablation_score_model.h"
#include "ui/ablation/ablation_scores_page.h"
#include "ui/ablation/nearest_images_strip.h"
#include "ui/ablation/top_activations_page.h"
#include "ui/images/image_strip.h"
#include "ui/kit/fold.h"
#include "ui/maps/ablation_steps.h"
#include "ui/maps/map_grid.h"
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

namespace convscope::test::ablation_test {

namespace {

const QString kConv = QStringLiteral("conv1"), kRelu = QStringLiteral("relu1");

ModelSpec smallSpec()
{
    return withNames({ { 1, 8, 8 },
        { { "conv", {}, { { "filters", 6.0 } } }, { "relu", {}, {} }, { "flatten", {}, {} },
            { "dense", {}, { { "units", 3.0 } } } } });
}

std::shared_ptr<const TrainedModel> smallModel()
{
    Rng rng(8);
    return test::randomModel(smallSpec(), rng);
}

QStringList texts(const AblationSteps &steps)
{
    QStringList list;
    for (const AblationEntry &entry : steps.entries())
        list << entry.text;
    return list;
}

struct Patient {
    Patient() { steps.setLayers(inferShapes(smallSpec())); }
    AblationSteps steps;
};

} // namespace

class AblationTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyStepIsListedAndUndone()
    {
        Patient patient;
        AblationSteps &steps = patient.steps;
        const QSignalSpy changed(&steps, &AblationSteps::changed);
        steps.setFactor(kRelu, 2, 0);
        steps.setFactor(kConv, 0, 0.5F);
        QCOMPARE(texts(steps),
            (QStringList { QStringLiteral("L1-Map1 × 0.50"), QStringLiteral("L1-Map3ReLU off") }));
        QCOMPARE(steps.factors(),
            (std::vector<ChannelScale> { { "conv1", 0, 0.5F }, { "relu1", 2, 0 } }));
        QCOMPARE(changed.count(), 2);
        steps.restoreAll();
        QVERIFY(steps.factors().empty());
        steps.stack().undo();
        QCOMPARE(steps.factors().size(), 2U);
        steps.stack().undo();
        steps.stack().undo();
        QVERIFY(steps.factors().empty());
        QVERIFY(!steps.stack().canUndo());
        steps.stack().redo();
        QCOMPARE(texts(steps), QStringList { QStringLiteral("L1-Map3ReLU off") });
        steps.setFactor(kRelu, 2, 1); // as it was trained
        QVERIFY(steps.factors().empty());
    }

    void aDragOfTheSliderIsOneStep()
    {
        Patient patient;
        AblationSteps &steps = patient.steps;
        for (const float factor : { 0.9F, 0.7F, 0.25F })
            steps.scale(kConv, 1, factor);
        steps.endScaling();
        steps.scale(kConv, 1, 1.5F);
        QCOMPARE(steps.stack().count(), 2);
        steps.stack().undo();
        QCOMPARE(steps.factorOf(kConv, 1), 0.25F);
        steps.stack().undo();
        QCOMPARE(steps.factorOf(kConv, 1), 1.0F);
        // There and back again is no step at all.
        steps.endScaling();
        steps.scale(kConv, 2, 0.5F);
        steps.scale(kConv, 2, 1);
        QVERIFY(steps.factors().empty());
        QVERIFY(!steps.stack().canUndo());
    }

    void allOthersOffIsOneEntry()
    {
        Patient patient;
        AblationSteps &steps = patient.steps;
        steps.setFactor(kRelu, 3, 2);
        steps.switchOffOthers(kConv, 4);
        QCOMPARE(texts(steps),
            (QStringList {
                QStringLiteral("conv1: 5 of 6 maps off"), QStringLiteral("L1-Map4ReLU × 2.00") }));
        QCOMPARE(steps.factorOf(kConv, 4), 1.0F);
        AblationBar bar(steps);
        bar.show();
        QCOMPARE(bar.texts(), texts(steps));
        const auto chips = bar.findChildren<QPushButton *>(QStringLiteral("surgeryChip"));
        QCOMPARE(chips.size(), 2);
        chips.front()->click(); // undoes all five
        QCOMPARE(texts(steps), QStringList { QStringLiteral("L1-Map4ReLU × 2.00") });
        bar.findChild<QPushButton *>(QStringLiteral("undoSurgery"))->click();
        QVERIFY(steps.factors().empty());
    }

    void anotherNetworkDropsTheAblationAndTheSameOneKeepsIt()
    {
        Patient patient;
        AblationSteps &steps = patient.steps;
        steps.setFactor(kRelu, 2, 0);
        QVERIFY(!steps.setLayers(inferShapes(smallSpec())));
        QCOMPARE(steps.factors().size(), 1U);
        ModelSpec other = smallSpec();
        other.layers[0].options["filters"] = 7.0;
        QVERIFY(steps.setLayers(inferShapes(other)));
        QVERIFY(steps.factors().empty());
        QVERIFY(!steps.stack().canUndo());
        QVERIFY(steps.canEdit(kRelu, 6));
        QVERIFY(!steps.canEdit(kRelu, 7));
        QVERIFY(!steps.canEdit(QStringLiteral("softmax"), 0));
        QVERIFY(!steps.canEdit(QStringLiteral("input"), 0));
    }

    void undoingRestoresTheBits()
    {
        Patient patient;
        Predictor predictor(smallModel());
        const std::vector<float> image(64, 0.6F);
        const auto before = predictor.mapsOfValues(image).probabilities;
        patient.steps.switchOffOthers(kRelu, 1);
        predictor.setFactors(patient.steps.factors());
        QVERIFY(predictor.mapsOfValues(image).probabilities != before);
        patient.steps.stack().undo();
        predictor.setFactors(patient.steps.factors());
        QCOMPARE(predictor.mapsOfValues(image).probabilities, before);
    }

    void theNoteShowsWhileTheNetworkIsEdited()
    {
        Patient patient;
        AblationNote note(patient.steps, QStringLiteral("These figures are without it."));
        QVERIFY(note.isHidden());
        patient.steps.setFactor(kConv, 0, 0);
        QVERIFY(!note.isHidden());
        QVERIFY(note.findChild<QLabel *>()->text().endsWith(
            QStringLiteral(": 1. These figures are without it.")));
        note.findChild<QPushButton *>()->click();
        QVERIFY(note.isHidden());
        QVERIFY(patient.steps.factors().empty());
    }

    void anEditedMapSaysSoAndOneThatWasPutAsideBeforeDoesNot()
    {
        Predictor predictor(smallModel());
        const std::vector<float> image(64, 0.6F);
        const auto before = std::make_shared<const FeatureMaps>(predictor.mapsOfValues(image));
        predictor.setFactors({ { "relu1", 0, 0.5F } });
        const auto after = std::make_shared<const FeatureMaps>(predictor.mapsOfValues(image));
        MapGrid grid;
        grid.resize(500, 400);
        const QPoint firstMap(20, 20);
        grid.setColumns({ { after, kRelu, {} } });
        QVERIFY(grid.scene().textAt(firstMap).endsWith(QStringLiteral("✂ × 0.50")));
        grid.setColumns({ { before, kRelu, {} } });
        QVERIFY(!grid.scene().textAt(firstMap).isEmpty());
        QVERIFY(!grid.scene().textAt(firstMap).contains(QStringLiteral("✂")));
        grid.setColumns({ { after, kConv, {} } }); // another layer
        QVERIFY(!grid.scene().textAt(firstMap).contains(QStringLiteral("✂")));
    }

    void worthsAreSortedByWhatIsLostAndAClickChoosesTheMap()
    {
        Rng rng(4);
        const auto model = smallModel();
        const ImageSet images = test::randomImages(*model, 40, rng);
        const auto scores = std::make_shared<const AblationScores>(
            measureAblationScores(model, images, { "relu1" }));
        AblationPanel panel;
        panel.resize(700, 400);
        panel.scores().setPossible({});
        panel.scores().setScores(scores, Split::Validation);
        panel.show();
        auto &table = *panel.findChild<QTableView *>(QStringLiteral("worthTable"));
        QAbstractItemModel &sorted = *table.model();
        const QAbstractItemModelTester tester(
            &sorted, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(sorted.rowCount(), 6);
        for (int row = 1; row < 6; ++row)
            QVERIFY(sorted.index(row, AblationScoreModel::Accuracy)
                        .data(AblationScoreModel::kSortRole)
                        .toDouble()
                <= sorted.index(row - 1, AblationScoreModel::Accuracy)
                       .data(AblationScoreModel::kSortRole)
                       .toDouble());
        table.sortByColumn(AblationScoreModel::Map, Qt::AscendingOrder);
        QCOMPARE(sorted.index(1, 0).data().toString(), QStringLiteral("L1-Map2ReLU"));
        const QSignalSpy chosen(&panel.scores(), &AblationScoresPage::mapChosen);
        QTest::mouseClick(
            table.viewport(), Qt::LeftButton, {}, table.visualRect(sorted.index(1, 0)).center());
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen[0][0].toString(), kRelu);
        QCOMPARE(chosen[0][1].toInt(), 1);
        auto &summary = *panel.findChild<QLabel *>(QStringLiteral("worthSummary"));
        QVERIFY(summary.text().contains(QStringLiteral("40 validation images")));
        panel.scores().setScores(
            std::make_shared<const AblationScores>(measureAblationScores(model, images, {})),
            Split::Train);
        QVERIFY(table.isHidden());
        QVERIFY(summary.text().contains(QStringLiteral("no convolution")));
    }

    void withoutADatasetNothingCanBeMeasured()
    {
        AblationPanel panel;
        panel.scores().setPossible(QStringLiteral("Open the dataset first."));
        QVERIFY(!panel.findChild<QPushButton *>(QStringLiteral("measureWorth"))->isEnabled());
        QCOMPARE(panel.findChild<QLabel *>(QStringLiteral("worthSummary"))->text(),
            QStringLiteral("Open the dataset first."));
        const QSignalSpy requested(&panel.scores(), &AblationScoresPage::requested);
        panel.scores().setPossible({});
        panel.findChild<QPushButton *>(QStringLiteral("measureWorth"))->click();
        QCOMPARE(requested.count(), 1);
        QVERIFY(requested[0][0].toStringList().isEmpty()); // behind all convolutions
        panel.scores().setLayers(inferShapes(smallSpec()));
        auto &layers = *panel.findChild<QComboBox *>(QStringLiteral("worthLayer"));
        QCOMPARE(layers.count(), 3); // neither the flattened values nor the answer
        layers.setCurrentIndex(2);
        panel.findChild<QPushButton *>(QStringLiteral("measureWorth"))->click();
        QCOMPARE(requested[1][0].toStringList(), QStringList { kRelu });
    }

    void topActivationsTellTheirValueAndAreChosen()
    {
        Rng rng(5);
        const auto model = smallModel();
        auto found = std::make_shared<FoundActivations>();
        found->set = test::randomImages(*model, 30, rng);
        found->set.samples[0] = 77; // what the dataset calls it
        found->classes = model->classes;
        found->request = { .layer = "conv1", .map = 2, .most = 30 };
        found->found = topActivations(*model, found->set, found->request);
        AblationPanel panel;
        panel.topActivations().setFound(found);
        const auto &images = panel.findChild<ImageGrid *>(QStringLiteral("excitingGrid"))->images();
        QCOMPARE(images.rowCount(), 30);
        QCOMPARE(images.index(0).data().toString().section(QLatin1Char('\n'), 0, 0),
            QLocale().toString(found->found.images[0].highest, 'g', 4));
        int row = 0;
        while (found->found.images[std::size_t(row)].index != 0)
            ++row;
        const QSignalSpy chosen(&panel.topActivations(), &TopActivationsPage::sampleChosen);
        Q_EMIT panel.findChild<ImageGrid *>(QStringLiteral("excitingGrid"))->imageActivated(row);
        QCOMPARE(chosen[0][0].toULongLong(), 77U);
        panel.clear();
        QCOMPARE(images.rowCount(), 0);
    }

    void alikeImagesAreLookedForOnlyWhileTheyCanBeSeen()
    {
        NearestImagesStrip strip;
        const QSignalSpy requested(&strip, &NearestImagesStrip::requested);
        auto &fold = *strip.findChild<Fold *>(QStringLiteral("alikeFold"));
        strip.setPossible(true);
        QVERIFY(strip.isHidden()); // there is no image
        strip.setImage({ 1, 2 });
        QVERIFY(!strip.isHidden());
        QCOMPARE(requested.count(), 0);
        fold.setOpen(true);
        QCOMPARE(requested.count(), 1);
        strip.setImage({ 1, 2 }); // the same, after ablation
        QCOMPARE(requested.count(), 1);
        strip.setImage({ 3, 4 });
        QCOMPARE(requested.count(), 2);
        strip.expectOtherModel();
        strip.setImage({ 3, 4 });
        QCOMPARE(requested.count(), 3);
        strip.stop();
        strip.setImage({ 5, 6 });
        QCOMPARE(requested.count(), 3);
        strip.setPossible(false);
        QVERIFY(strip.isHidden());
    }
};

CONVSCOPE_QT_TEST(AblationTest)

} // namespace convscope::test::ablation_test

#include "ablation_test.moc"
