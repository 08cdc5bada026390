// SPDX-License-Identifier: GPL-3.0-or-later
// What the window takes away, and weights of other programs that come in.
#include "app/rooms/files/import_actions.h"
#include "app/services/services.h"
#include "app/shell/main_window.h"
#include "core/io/export/text_weights.h"
#include "core/io/tensors/npz.h"
#include "core/io/tensors/safetensors.h"
#include "core/train/setup/presets.h"
#include "tests/support/foreign_weights.h"
#include "tests/support/qt_test.h"
#include "tests/support/random_model.h"
#include "tests/support/window_desk.h"
#include "ui/files/import_dialog.h"
#include "ui/images/probability_bars.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/settings.h"
#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFile>
#include <QImage>
#include <QMenu>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

namespace convscope::test::files_in_and_out_test {

namespace {

class Desk : public WindowDesk {
public:
    bool openDigits() { return open(kDigits); }
    /// As trained elsewhere: the network of the settings with numbers that were drawn.
    std::shared_ptr<const TrainedModel> drawnModel(std::uint64_t seed = 5)
    {
        Rng rng(seed);
        return randomModel(withNames(services.settings.config().model), rng);
    }
    QString path(const char *name) { return QString::fromStdString((folder / name).string()); }
    QString message() { return part<MessageBar>("mainMessage").text(); }
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool isSame(const std::vector<NamedTensor> &a, const std::vector<NamedTensor> &b)
{
    return a == b && !a.empty();
}

std::shared_ptr<const TrainedModel> digitsModel()
{
    Rng rng(9);
    return randomModel(withNames(findPreset("digits")->config.model), rng);
}

} // namespace

class FilesInAndOutTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { qputenv("CONVSCOPE_CACHE", ""); }

    void everyFormatIsReadAgainAndExplained_data()
    {
        QTest::addColumn<int>("format");
        for (std::size_t i = 0; i < exportFormats().size(); ++i)
            QTest::newRow(std::string(exportFormats()[i].name).c_str()) << int(i);
    }
    void everyFormatIsReadAgainAndExplained()
    {
        QFETCH(int, format);
        Desk desk;
        QVERIFY(desk.openDigits());
        desk.services.models.use(desk.drawnModel());
        const QSignalSpy exported(&desk.services.exports, &Exports::modelExported);
        const QString file = desk.path("out");
        desk.services.exports.exportModel(exportFormats()[std::size_t(format)], file);
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kPatience);
        QCOMPARE(exported.front().at(1).toDouble(), 0.0);
        const QString howto = exported.front().at(2).toString();
        QVERIFY(QFile::exists(howto));
        QVERIFY(desk.message().contains(file));
        QVERIFY(desk.message().contains(QStringLiteral("largest difference 0")));
        desk.part<MessageBar>("mainMessage")
            .findChild<QPushButton *>(QStringLiteral("messageAction"))
            ->click();
        QCOMPARE(desk.part<QPlainTextEdit>("howtoText").toPlainText().toUtf8(), contentOf(howto));
    }

    void aNameThatTellsOfAnotherFormatIsRefused()
    {
        Desk desk;
        QVERIFY(desk.openDigits());
        desk.services.models.use(desk.drawnModel());
        const auto refused = [&](const char *name, const auto &save) {
            const QSignalSpy failed(&desk.services.exports, &Exports::failed);
            save(desk.path(name));
            QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
            QVERIFY(desk.message().contains(desk.path(name)));
            QVERIFY(!QFile::exists(desk.path(name)));
        };
        refused("exp.onnx", [&](const QString &file) {
            desk.services.exports.exportModel(exportFormats().front(), file);
        });
        refused(
            "report.pdf", [&](const QString &file) { desk.services.exports.exportReport(file); });
        refused("curves.xlsx",
            [&](const QString &file) { desk.services.exports.exportCurves(file, 0); });
        refused(
            "summary.csv", [&](const QString &file) { desk.services.exports.exportSummary(file); });
    }

    void theGoldenImageIsThePinnedOne()
    {
        Desk desk;
        QVERIFY(desk.openDigits());
        const auto model = desk.drawnModel();
        desk.services.models.use(model);
        std::vector<float> values(model->spec.input.size());
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = float(i) / 64;
        desk.services.inspection.pinned().pinPrepared(
            values, QImage(8, 8, QImage::Format_Grayscale8), QStringLiteral("mine"));
        const QSignalSpy exported(&desk.services.exports, &Exports::modelExported);
        desk.services.exports.exportModel(exportFormats().front(), desk.path("m.safetensors"));
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kPatience);
        const auto golden
            = goldenFromTexts(readSafetensors(desk.folder / "m.safetensors").metadata);
        QVERIFY(golden && golden->input == values);
    }

    void whileChelseaIsShownItIsTheFirstValidationImage()
    {
        Desk desk;
        QVERIFY(desk.openDigits());
        const auto model = desk.drawnModel();
        desk.services.models.use(model);
        desk.services.inspection.pinned().showChelsea();
        const QSignalSpy exported(&desk.services.exports, &Exports::modelExported);
        desk.services.exports.exportModel(exportFormats().front(), desk.path("m.safetensors"));
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kPatience);
        const TrainingData &data = *desk.services.dataset.loaded().data;
        std::vector<Scalar> expected(data.validation.shape.size());
        normalizePixels(data.validation.image(0), model->preprocessing, expected);
        const auto golden
            = goldenFromTexts(readSafetensors(desk.folder / "m.safetensors").metadata);
        QVERIFY(golden && golden->input == std::vector<float>(expected.begin(), expected.end()));
    }

    void aModelWhoseGoldenImageFailsIsNotOpened()
    {
        Desk desk;
        const auto model = digitsModel();
        writeModelFile(desk.folder / "good.safetensors", *model, goldenSample(*model));
        TensorFile file = readSafetensors(desk.folder / "good.safetensors");
        for (NamedTensor &tensor : file.tensors)
            for (Scalar &value : tensor.value.values())
                value = tensor.name.starts_with("dense2") ? -value : value;
        writeSafetensors(desk.folder / "changed.safetensors", file);
        const QSignalSpy failed(&desk.services.models, &ModelService::failed);
        desk.services.models.open(desk.path("changed.safetensors"));
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
        QVERIFY(!desk.services.models.hasModel());
        QVERIFY(desk.message().contains(QStringLiteral("changed.safetensors")));
        QVERIFY(desk.message().contains(QStringLiteral("golden image")));
        desk.services.models.open(desk.path("good.safetensors"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.services.models.hasModel(), kPatience);
    }

    void droppedWeightsAreShownAndThenTaken()
    {
        Desk desk;
        QVERIFY(desk.openDigits());
        const auto model = desk.drawnModel();
        writeForeign(desk.folder / "w.npz", *model);
        QVERIFY(desk.dropOnWindow(desk.path("w.npz")));
        auto &dialog = desk.part<ImportDialog>("importDialog");
        QVERIFY(dialog.isVisible());
        auto &button = desk.part<QPushButton>("importButton");
        QTRY_VERIFY_WITH_TIMEOUT(button.isEnabled(), kPatience);
        QVERIFY(!desk.services.models.hasModel());
        button.click();
        QVERIFY(!dialog.isVisible());
        QVERIFY(desk.services.models.hasModel());
        const auto taken = desk.services.inspection.model();
        QVERIFY(isSame(taken->parameters, model->parameters));
        QCOMPARE(taken->classes, desk.services.dataset.loaded().data->classes);
        QVERIFY(desk.message().contains(desk.path("w.npz")));
        const QSignalSpy evaluated(&desk.services.evaluations, &Evaluations::evaluated);
        desk.services.evaluations.evaluate(Split::Validation, true);
        QTRY_COMPARE_WITH_TIMEOUT(evaluated.count(), 1, kPatience);
    }

    void foldersOfTextAreWeightsToo()
    {
        Desk desk;
        QVERIFY(desk.openDigits());
        const auto model = desk.drawnModel();
        writeTextWeights(desk.folder / "texts", *model);
        QVERIFY(desk.dropOnWindow(desk.path("texts")));
        auto &button = desk.part<QPushButton>("importButton");
        QTRY_VERIFY_WITH_TIMEOUT(button.isEnabled(), kPatience);
        button.click();
        QVERIFY(isSame(desk.services.inspection.model()->parameters, model->parameters));
    }

    void safetensorsOfOthersAreImportedAndOwnModelsOpened()
    {
        Desk desk;
        QVERIFY(desk.openDigits());
        const auto model = desk.drawnModel();
        writeForeign(desk.folder / "w.safetensors", *model);
        QVERIFY(desk.dropOnWindow(desk.path("w.safetensors")));
        QTRY_VERIFY_WITH_TIMEOUT(desk.window.findChild<ImportDialog *>(), kPatience);
        auto &button = desk.part<QPushButton>("importButton");
        QTRY_VERIFY_WITH_TIMEOUT(button.isEnabled(), kPatience);
        desk.part<ImportDialog>("importDialog").reject();
        QVERIFY(!desk.services.models.hasModel());
        writeModelFile(desk.folder / "own.safetensors", *model, goldenSample(*model));
        QVERIFY(desk.dropOnWindow(desk.path("own.safetensors")));
        QTRY_VERIFY_WITH_TIMEOUT(desk.services.models.hasModel(), kPatience);
        QVERIFY(!desk.part<ImportDialog>("importDialog").isVisible());
    }

    void nothingIsImportedIntoARun()
    {
        Desk desk;
        QVERIFY(desk.openDigits());
        const auto model = desk.drawnModel();
        writeForeign(desk.folder / "w.npz", *model);
        QVERIFY(desk.part<QAction>("actionImportWeights").isEnabled());
        desk.part<QSpinBox>("epochsSpin").setValue(100'000);
        desk.part<QAction>("actionTrain").trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!desk.services.training.run().batches().empty(), kPatience);
        QVERIFY(!desk.part<QAction>("actionImportWeights").isEnabled());
        QVERIFY(!desk.dropOnWindow(desk.path("w.npz")));
        desk.services.models.use(model);
        QVERIFY(desk.services.training.hasRun());
        QVERIFY(desk.services.inspection.model() != model);
    }

    void mapsAreSavedAsImagesAndArrays()
    {
        Desk desk;
        QVERIFY(desk.openDigits());
        const auto model = desk.drawnModel();
        const std::vector<float> values(model->spec.input.size(), 0.5F);
        const auto maps
            = std::make_shared<const FeatureMaps>(Predictor(model).mapsOfValues(values));
        const QSignalSpy exported(&desk.services.exports, &Exports::exported);
        const auto save = [&](const char *layer, const char *name) {
            const auto before = exported.count();
            desk.services.exports.exportMaps(maps, QString::fromLatin1(layer), desk.path(name));
            return QTest::qWaitFor([&] { return exported.count() > before; }, kPatience);
        };
        QVERIFY(save("conv1", "conv1.png"));
        QVERIFY(QImage(desk.path("conv1.png")).width() > 100);
        QVERIFY(save("conv1", "conv1.npz"));
        const auto arrays = readNpz(desk.folder / "conv1.npz");
        QCOMPARE(arrays.size(), 2U);
        const auto conv = std::ranges::find(arrays, "conv1", &NamedTensor::name);
        QVERIFY(std::ranges::equal(conv->value.values(), maps->layer("conv1")->values));
        QVERIFY(save("", "all.npz"));
        QCOMPARE(readNpz(desk.folder / "all.npz").size(), maps->layers.size() + 1);
        QVERIFY(save("", "pictures"));
        QCOMPARE(QDir(desk.path("pictures")).entryList(QDir::Files).size(),
            qsizetype(maps->layers.size() + 1));
    }

    void aSummaryIsWrittenByTheEndingOfItsName()
    {
        Desk desk;
        QVERIFY(desk.openDigits());
        const QSignalSpy exported(&desk.services.exports, &Exports::exported);
        const QSignalSpy failed(&desk.services.exports, &Exports::failed);
        desk.services.exports.exportSummary(desk.path("net.txt"));
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 1, kPatience);
        QVERIFY(contentOf(desk.path("net.txt")).contains("10 classes"));
        desk.services.exports.exportSummary(desk.path("net.PNG"));
        QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 2, kPatience);
        QVERIFY(!QImage(desk.path("net.PNG")).isNull());
        desk.services.exports.exportSummary(desk.path("net.doc"));
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatience);
        QVERIFY(!QFile::exists(desk.path("net.doc")));
    }

    void theExportMenuLeadsToEverythingThatCanBeSaved()
    {
        Desk desk;
        QStringList names;
        for (const QAction *action : desk.part<QAction>("actionExport").menu()->actions())
            names << action->objectName();
        for (const char *name :
            { "actionExport_safetensors", "actionExport_npz", "actionExport_onnx",
                "actionExport_text", "actionExport_c", "actionExportReport", "actionExportSummary",
                "actionMapImage", "actionMapArrays", "actionAllMapImages", "actionAllMapArrays",
                "actionChartPng", "actionChartSvg", "actionChartPdf", "actionChartCsv" })
            QVERIFY2(names.contains(QLatin1String(name)), name);
    }
};

CONVSCOPE_QT_TEST(FilesInAndOutTest)

} // namespace convscope::test::files_in_and_out_test

#include "files_in_and_out_test.moc"
