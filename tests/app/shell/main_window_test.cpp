// SPDX-License-Identifier: GPL-3.0-or-later
// The window as a person uses it: through its own widgets and actions.
#include "app/services/services.h"
#include "app/shell/main_window.h"
#include "tests/support/image_files.h"
#include "tests/support/qt_test.h"
#include "tests/support/window_desk.h"
#include "ui/data/class_chart.h"
#include "ui/evaluation/evaluation_panel.h"
#include "ui/images/image_conversion.h"
#include "ui/images/image_grid.h"
#include "ui/images/probability_bars.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/settings.h"
#include "ui/preparation/epoch_grid.h"
#include "ui/preparation/images_panel.h"
#include "ui/preparation/value_view.h"
#include <QAbstractButton>
#include <QCheckBox>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QListWidget>
#include <QMimeData>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QTest>

namespace convscope::test::main_window_test {

namespace {

using Desk = WindowDesk;

/// Two classes of plain images, and the files that people have lying about.
void writeClasses(const TempFolder &folder, int each)
{
    for (int i = 0; i < each; ++i) {
        const std::string name = std::to_string(i) + ".png";
        const auto shade = std::uint8_t(i % 50);
        folder.write("data/black/" + name, encodeImage(plainImage(12, 12, { shade }), ".png"));
        folder.write("data/white/" + name,
            encodeImage(plainImage(12, 12, { std::uint8_t(255 - shade) }), ".png"));
    }
}

} // namespace

class MainWindowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hasEveryNamedPart_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *names :
            { "actionOpenDataset actionTrain actionPause actionStep actionStop actionExport "
              "actionChelsea actionTryDigits actionGetDataset actionImportWeights",
                "dataPanel classChart problemList sampleGrid",
                "modelPanel layerList presetCombo parameterTotal saveSummary",
                "settingsPanel epochsSpin batchSpin learningRateSpin optimizerCombo "
                "scheduleCombo seedSpin",
                "centralTabs lossChart accuracyChart smoothingSlider",
                "mapsPanel layerStrip mapGrid kernelGrid scaleCombo pinImageButton saveMapsButton",
                "evaluationPanel confusionMatrix metricsTable errorGallery", "runsPanel runsTable",
                "predictPanel dropZone networkInputView probabilityBars",
                "picturesPanel channelsCombo widthSpin heightSpin fitCombo normalizationCombo "
                "preparedPairs networkValues epochGrid",
                "statusLine progressBar" })
            for (const QString &name : QString::fromLatin1(names).split(QLatin1Char(' ')))
                QTest::newRow(qPrintable(name)) << name;
    }
    void hasEveryNamedPart()
    {
        QFETCH(QString, name);
        Desk desk;
        QCOMPARE(desk.window.findChildren<QObject *>(name).size(), 1);
    }

    void offersKnownDatasetsOnTheFirstPage()
    {
        Desk desk;
        desk.part<QAbstractButton>("welcomeGet").click();
        QVERIFY(desk.part<QWidget>("getDatasetDialog").isVisible());
        QCOMPARE(desk.part<QListWidget>("datasetList").count(), 3);
        QVERIFY(desk.part<QAbstractButton>("startDownload").isEnabled());
        desk.part<QWidget>("getDatasetDialog").hide();
        desk.part<QAbstractButton>("getDataset").click(); // the empty data panel's
        QVERIFY(desk.part<QWidget>("getDatasetDialog").isVisible());
    }

    void trainsTheSampleInTwoClicks()
    {
        Desk desk;
        desk.part<QAbstractButton>("welcomeDigits").click();
        QTRY_VERIFY_WITH_TIMEOUT(desk.action("actionTrain").isEnabled(), kPatience);
        desk.action("actionTrain").trigger();
        const QSignalSpy finished(
            &desk.services.training.controller(), &TrainingController::finished);
        QTRY_VERIFY_WITH_TIMEOUT(!finished.isEmpty(), kPatience);
        QVERIFY(desk.services.training.run().bestEpoch()->valAccuracy.value() >= 0.95);
        QVERIFY(desk.part<QLabel>("statusLine").text().contains(QStringLiteral("20/20")));
    }

    void pausesStepsAndStops()
    {
        Desk desk;
        QVERIFY(desk.open(kDigits));
        desk.part<QSpinBox>("epochsSpin").setValue(100'000);
        desk.action("actionTrain").trigger();
        const RunModel &run = desk.services.training.run();
        const TrainingController &training = desk.services.training.controller();
        QTRY_VERIFY_WITH_TIMEOUT(run.batches().size() > 10, kPatience);
        QVERIFY(!desk.part<QSpinBox>("seedSpin").isEnabled());
        desk.action("actionPause").trigger();
        QTRY_COMPARE_WITH_TIMEOUT(training.state(), TrainingController::State::Paused, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(training.isQuiet(), kPatience);
        const std::size_t before = run.batches().size();
        desk.action("actionStep").trigger();
        QTRY_VERIFY_WITH_TIMEOUT(run.batches().size() > before && training.isQuiet(), kPatience);
        QCOMPARE(run.batches().size(), before + 1);
        desk.action("actionStop").trigger();
        QTRY_COMPARE_WITH_TIMEOUT(training.state(), TrainingController::State::Idle, kPatience);
        QVERIFY(desk.action("actionTrain").isEnabled());
        QVERIFY(desk.action("actionExport").isEnabled());
    }

    void stepsIntoARunThatHasNotBegun()
    {
        Desk desk;
        QVERIFY(desk.open(kDigits));
        desk.action("actionStep").trigger();
        QTRY_COMPARE_WITH_TIMEOUT(
            desk.services.training.run().batches().size(), std::size_t(1), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(desk.services.training.controller().isQuiet(), kPatience);
        QCOMPARE(desk.services.training.run().batches().size(), std::size_t(1));
        QCOMPARE(desk.services.training.controller().state(), TrainingController::State::Paused);
    }

    void classifiesADroppedImageAndExplainsABadOne()
    {
        Desk desk;
        QVERIFY(desk.open(kDigits));
        QVERIFY(desk.trainFor(10));
        const LoadedData &loaded = desk.services.dataset.loaded();
        const std::size_t sample = loaded.data->train.samples.front();
        const QString file = desk.fileOf(desk.folder / "digit.png");
        QVERIFY(toQImage(loaded.dataset->image(sample)).save(file));
        desk.drop(file);
        const auto &bars = desk.part<ProbabilityBars>("probabilityBars");
        QTRY_VERIFY_WITH_TIMEOUT(!bars.bars().empty(), kPatience);
        const int label = loaded.dataset->samples()[sample].label;
        QCOMPARE(bars.bars().front().name, QString::number(label));

        desk.folder.write("letter.png", std::string_view("Dear all,"));
        desk.drop(desk.fileOf(desk.folder / "letter.png"));
        const auto &message = *desk.part<QWidget>("predictPanel").findChild<MessageBar *>();
        QTRY_VERIFY_WITH_TIMEOUT(message.text().contains(QStringLiteral("letter.png")), kPatience);
        QVERIFY2(bars.bars().empty(), "the answer to the image before is not this one's");
    }

    void listsTheFilesThatCannotBeUsed()
    {
        Desk desk;
        writeClasses(desk.folder, 10);
        desk.folder.write("data/black/empty.png", std::string_view());
        desk.folder.write("data/white/text.jpg", std::string_view("not an image"));
        QVERIFY(desk.open(desk.fileOf(desk.folder / "data")));
        const auto &problems = desk.part<QListWidget>("problemList");
        QCOMPARE(problems.count(), 2);
        QVERIFY(problems.item(0)->text().contains(QStringLiteral("empty.png")));
        QVERIFY(problems.item(1)->text().contains(QStringLiteral("text.jpg")));
        const auto &counts = desk.part<ClassChart>("classChart").counts();
        QCOMPARE(counts.size(), std::size_t(2));
        QCOMPARE(counts[0].count, std::size_t(10));
    }

    void opensASingleFileThatIsDropped()
    {
        Desk desk;
        std::string table;
        for (int i = 0; i < 20; ++i)
            table += (i % 2 ? "odd,9,9,9,200\n" : "even,200,9,9,9\n");
        desk.folder.write("t.csv", table);
        desk.folder.write("image.png", encodeImage(plainImage(4, 4, { 7 }), ".png"));
        QVERIFY(!desk.dropOnWindow(desk.fileOf(desk.folder / "image.png")));
        const QSignalSpy ready(&desk.services.dataset, &DatasetService::changed);
        QVERIFY(desk.dropOnWindow(desk.fileOf(desk.folder / "t.csv")));
        QTRY_VERIFY_WITH_TIMEOUT(!ready.isEmpty(), kPatience);
        const auto &counts = desk.part<ClassChart>("classChart").counts();
        QCOMPARE(counts.size(), std::size_t(2));
        QCOMPARE(QString::fromStdString(counts[1].name), QStringLiteral("odd"));
        QVERIFY(desk.action("actionTrain").isEnabled());
    }

    void keepsWhatIsOpenWhenLoadingIsCancelled()
    {
        Desk desk;
        QVERIFY(desk.open(kDigits));
        writeClasses(desk.folder, 300);
        const QSignalSpy ended(&desk.services.dataset, &DatasetService::ended);
        desk.window.openDataset(desk.fileOf(desk.folder / "data"));
        desk.part<QAbstractButton>("cancelLoading").click();
        QCOMPARE(ended.size(), 1);
        QCOMPARE(desk.services.dataset.loaded().location, kDigits);
        QVERIFY(desk.action("actionTrain").isEnabled());
        QVERIFY(!desk.part<QWidget>("loadingProgress").isVisible());
    }

    void saysWhyAFolderIsNoDataset()
    {
        Desk desk;
        QVERIFY(!desk.open(desk.fileOf(desk.folder / "nothing-here")));
        const auto &message = *desk.part<QWidget>("dataPanel").findChild<MessageBar *>();
        QVERIFY(message.text().contains(QStringLiteral("nothing-here")));
    }

    void preparesTheImagesAnewWhenTheSizeChanges()
    {
        Desk desk;
        QVERIFY(desk.open(kDigits));
        desk.part<QSpinBox>("widthSpin").setValue(12);
        desk.part<QSpinBox>("heightSpin").setValue(10);
        QVERIFY(desk.trainFor(1));
        const Shape shape = desk.services.dataset.loaded().data->train.shape;
        QCOMPARE(QString::fromStdString(toString(shape)), QStringLiteral("1×10×12"));
    }

    void previewsPreparationAndAugmentation()
    {
        Desk desk;
        QVERIFY(desk.open(kDigits));
        desk.part<QTabWidget>("centralTabs").setCurrentWidget(&desk.part<QWidget>("picturesPanel"));
        const auto &values = desk.part<ValueView>("networkValues");
        QTRY_COMPARE_WITH_TIMEOUT(values.values().size(), std::size_t(64), kPatience);
        const auto seen = [&](std::size_t index) {
            const TrainingData &data = *desk.services.dataset.loaded().data;
            std::vector<Scalar> expected(data.train.shape.size());
            normalizePixels(data.train.image(index), data.preprocessing, expected);
            return values.values() == std::vector<float>(expected.begin(), expected.end());
        };
        QVERIFY(seen(0));
        desk.part<QAbstractButton>("nextImage").click();
        QTRY_VERIFY_WITH_TIMEOUT(seen(1), kPatience);

        const auto &epochs = desk.part<EpochGrid>("epochGrid");
        QCOMPARE(epochs.images().size(), std::size_t(ImagePreview::kEpochs));
        desk.part<QAbstractButton>("augmentNone").click();
        QTRY_COMPARE_WITH_TIMEOUT(epochs.images()[0], epochs.images()[7], kPatience);
        desk.part<QCheckBox>("cutoutCheck").setChecked(true);
        QTRY_VERIFY_WITH_TIMEOUT(epochs.images()[0] != epochs.images()[7], kPatience);

        const auto &note = desk.part<QLabel>("picturesNote");
        QVERIFY2(note.isHidden(), "augmentation needs no reading");
        desk.part<QSpinBox>("widthSpin").setValue(20);
        QTRY_COMPARE_WITH_TIMEOUT(values.values().size(), std::size_t(160), kPatience);
        QVERIFY(!note.isHidden());
        QVERIFY(desk.trainFor(1));
        QTRY_VERIFY_WITH_TIMEOUT(note.isHidden(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(seen(1), kPatience);
    }

    void showsTheLayerThatDoesNotFit()
    {
        Desk desk;
        QVERIFY(desk.open(kDigits));
        desk.services.settings.choosePreset(QStringLiteral("blood-cells"));
        QVERIFY(desk.action("actionTrain").isEnabled());
        desk.part<QSpinBox>("widthSpin").setValue(6);
        QVERIFY(!desk.action("actionTrain").isEnabled());
        const auto &layers = desk.part<QTableWidget>("layerList");
        const int last = layers.rowCount() - 1;
        QCOMPARE(layers.item(last, 0)->text(), QStringLiteral("conv"));
        QVERIFY(layers.item(last, 1)->text().contains(QStringLiteral("conv2")));
    }

    void evaluatesAndShowsEveryImageInTheMatrix()
    {
        Desk desk;
        QVERIFY(desk.open(kDigits));
        QVERIFY(desk.trainFor(3));
        desk.window.showRoom("evaluation");
        desk.part<QAbstractButton>("evaluateButton").click();
        const QSignalSpy evaluated(&desk.services.evaluations, &Evaluations::evaluated);
        QTRY_VERIFY_WITH_TIMEOUT(!evaluated.isEmpty(), kPatience);
        const QAbstractItemModel &matrix = *desk.part<QTableView>("confusionMatrix").model();
        int sum = 0;
        for (int row = 0; row < 10; ++row)
            for (int column = 0; column < 10; ++column)
                sum += matrix.index(row, column).data().toInt();
        QCOMPARE(sum, int(desk.services.dataset.loaded().data->validation.size()));
    }

    void evaluatesAnotherFolderByItsClassesNamesAndLooksAtItsImages()
    {
        Desk desk;
        QVERIFY(desk.open(kDigits));
        QVERIFY(desk.trainFor(1));
        for (int i = 0; i < 3; ++i)
            for (const char *name : { "7", "2" })
                desk.folder.write("other/" + std::string(name) + "/" + std::to_string(i) + ".png",
                    encodeImage(plainImage(8, 8, { std::uint8_t(60 * i) }), ".png"));
        const QSignalSpy evaluated(&desk.services.evaluations, &Evaluations::evaluated);
        const QSignalSpy failed(&desk.services.evaluations.task(), &BackgroundTask::failed);
        desk.services.evaluations.evaluateAnother(desk.fileOf(desk.folder / "other"), true);
        QTRY_COMPARE_WITH_TIMEOUT(evaluated.size(), 1, kPatience);
        const EvaluatedImages *shown = desk.part<EvaluationPanel>("evaluationPanel").shown();
        QCOMPARE(shown->evaluation.images, std::size_t(6));
        QCOMPARE(shown->evaluation.classes[7].support, std::size_t(3));
        QCOMPARE(shown->evaluation.classes[2].support, std::size_t(3));
        const QSignalSpy pinned(&desk.services.inspection.pinned(), &PinnedImage::pinnedChanged);
        auto &gallery = desk.part<ImageGrid>("errorGallery");
        QVERIFY(gallery.images().rowCount() > 0);
        const QString tip
            = gallery.images().data(gallery.images().index(0), Qt::ToolTipRole).toString();
        Q_EMIT gallery.imageActivated(0);
        QTRY_COMPARE_WITH_TIMEOUT(pinned.size(), 1, kPatience);
        QVERIFY(tip.startsWith(pinned.first().at(1).toString().section(QLatin1Char(' '), 0, 0)));
        QCOMPARE(desk.part<QTabWidget>("centralTabs").currentIndex(), 1);

        desk.folder.write(
            "other/cat/1.png", encodeImage(plainImage(8, 8, { std::uint8_t(9) }), ".png"));
        desk.services.evaluations.evaluateAnother(desk.fileOf(desk.folder / "other"), true);
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kPatience);
        QVERIFY(
            desk.part<MessageBar>("evaluationMessage").text().contains(QStringLiteral("'cat'")));
    }

    void fitsASmallScreen()
    {
        Desk desk;
        QVERIFY(desk.open(kDigits));
        QVERIFY(desk.trainFor(1));
        auto &tabs = desk.part<QTabWidget>("centralTabs");
        for (int tab = 0; tab < tabs.count(); ++tab) {
            tabs.setCurrentIndex(tab);
            const QSize least = desk.window.minimumSizeHint();
            QVERIFY2(least.width() <= 1024 && least.height() <= 700,
                qPrintable(QStringLiteral("%1 wants %2 × %3")
                               .arg(tabs.tabText(tab))
                               .arg(least.width())
                               .arg(least.height())));
        }
    }

    void savesTheReportWithoutBeingAskedToEvaluateFirst()
    {
        Desk desk;
        QVERIFY(desk.open(kDigits));
        QVERIFY(desk.trainFor(1));
        const QString file = desk.fileOf(desk.folder / "report.html");
        const QSignalSpy exported(&desk.services.exports, &Exports::exported);
        desk.services.exports.exportReport(file);
        QTRY_COMPARE_WITH_TIMEOUT(exported.size(), 1, kPatience);
        QFile page(file);
        QVERIFY(page.open(QIODevice::ReadOnly));
        const QByteArray html = page.readAll();
        QVERIFY(html.contains("On the validation images of <b>sample:digits</b>"));
        QVERIFY(html.contains("<polyline class=\"training\""));
        QVERIFY(html.endsWith("</html>\n"));
    }

    void listsAndReopensRuns()
    {
        Desk desk;
        QVERIFY(desk.open(kDigits));
        QVERIFY(desk.trainFor(2));
        const auto &runs = desk.part<QTableView>("runsTable");
        QTRY_COMPARE_WITH_TIMEOUT(runs.model()->rowCount(), 1, kPatience);
        const std::size_t batches = desk.services.training.run().batches().size();

        Services other({ .runs = desk.folder / "runs", .nextRun = {}, .config = {} });
        const QSignalSpy changed(&other.models, &ModelService::changed);
        other.models.open(QString::fromStdString(desk.services.training.runFolder().string()));
        QTRY_VERIFY_WITH_TIMEOUT(!changed.isEmpty(), kPatience);
        QVERIFY(other.models.hasModel());
        QCOMPARE(other.training.run().batches().size(), batches);
        QCOMPARE(other.training.run().epochs().size(), std::size_t(2));
    }

    void asksBeforeItClosesOnARun()
    {
        Desk desk;
        QVERIFY(desk.open(kDigits));
        desk.part<QSpinBox>("epochsSpin").setValue(100'000);
        desk.action("actionTrain").trigger();
        QTRY_VERIFY_WITH_TIMEOUT(desk.services.training.run().batches().size() > 10, kPatience);
        desk.window.setQuitQuestion([] { return false; });
        QVERIFY(!desk.window.close());
        desk.window.setQuitQuestion([] { return true; });
        QVERIFY(desk.window.close());
    }

    void endsWhileItTrainsAndLoads()
    {
        Desk desk;
        QVERIFY(desk.open(kDigits));
        desk.part<QSpinBox>("epochsSpin").setValue(100'000);
        desk.action("actionTrain").trigger();
        QTRY_VERIFY_WITH_TIMEOUT(desk.services.training.run().batches().size() > 10, kPatience);
        desk.window.showRoom("maps");
        desk.services.dataset.prepare();
        desk.services.inspection.pinned().showChelsea();
        // The desk is cleared with all of that going on: nothing may hang or crash.
    }

    void remembersDatasetsAndTheTheme()
    {
        const TempFolder folder;
        const QString file = QString::fromStdString((folder / "window.ini").string());
        {
            Settings settings(file);
            settings.addRecentDataset(QStringLiteral("/a"));
            settings.addRecentDataset(QStringLiteral("/b"));
            settings.addRecentDataset(QStringLiteral("/a"));
            settings.setTheme(Theme::Dark);
        }
        const Settings settings(file);
        QCOMPARE(
            settings.recentDatasets(), QStringList({ QStringLiteral("/a"), QStringLiteral("/b") }));
        QCOMPARE(settings.theme(), Theme::Dark);
    }
};

CONVSCOPE_QT_TEST(MainWindowTest)

} // namespace convscope::test::main_window_test

#include "main_window_test.moc"
