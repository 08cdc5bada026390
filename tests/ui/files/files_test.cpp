// SPDX-License-Identifier: GPL-3.0-or-later
// What goes out of the window and comes in, as its dialogs say it.
#include "tests/support/errors.h"
#include "tests/support/qt_test.h"
#include "tests/support/random_model.h"
#include "ui/files/howto_dialog.h"
#include "ui/files/import_dialog.h"
#include "ui/files/import_table.h"
#include "ui/files/summary_file.h"
#include "ui/kit/message_bar.h"
#include "ui/maps/maps_controls.h"
#include "ui/maps/maps_panel.h"
#include "ui/model/model_panel.h"
#include <QAbstractItemModelTester>
#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

namespace convscope::test::files_test {

namespace {

ModelSpec smallSpec()
{
    return withNames({ { 1, 8, 8 },
        { { "conv", {}, { { "filters", 6.0 }, { "kernel", Extent { 3, 3 } } } }, { "relu", {}, {} },
            { "flatten", {}, {} }, { "dense", {}, { { "units", 3.0 } } } } });
}

std::vector<NamedTensor> tensors(std::size_t classes)
{
    return { { "0.weight", Tensor({ 6, 1, 3, 3 }) }, { "0.bias", Tensor({ 6 }) },
        { "3.weight", Tensor({ classes, 216 }) }, { "3.bias", Tensor({ classes }) } };
}

ImportProposal fitting()
{
    Rng rng(3);
    return { .rows = weightRows(smallSpec(), tensors(3)),
        .notes = { "the inputs of '3.weight' are taken as they are; else import with --keras" },
        .error = {},
        .model = test::randomModel(smallSpec(), rng) };
}

ImportProposal misfitting()
{
    ImportProposal proposal {
        .rows = weightRows(smallSpec(), tensors(5)), .notes = {}, .error = {}, .model = nullptr
    };
    proposal.error = "weights.npz: " + proposal.rows[2].error;
    return proposal;
}

template<typename T>
T &part(const QWidget &window, const char *name)
{
    auto *found = window.findChild<T *>(QString::fromLatin1(name));
    if (!found)
        qFatal("there is no %s", name);
    return *found;
}

QString cell(const QAbstractItemModel &model, int row, int column)
{
    return model.index(row, column).data().toString();
}

} // namespace

class FilesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theTableTellsWhatBecomesOfEachTensor()
    {
        ImportTable table;
        const QAbstractItemModelTester tester(&table);
        table.setRows(fitting().rows);
        QCOMPARE(table.rowCount(), 4);
        QCOMPARE(cell(table, 0, ImportTable::Source), QStringLiteral("0.weight"));
        QCOMPARE(cell(table, 0, ImportTable::SourceShape), QStringLiteral("6×1×3×3"));
        QCOMPARE(cell(table, 0, ImportTable::Parameter), QStringLiteral("conv1.weight"));
        QCOMPARE(cell(table, 2, ImportTable::ParameterShape), QStringLiteral("3×216"));
        QCOMPARE(cell(table, 3, ImportTable::What), QStringLiteral("✓ as it is"));
        QCOMPARE(table.errors(), 0);
    }

    void rowsThatDoNotFitSayWhyInWords()
    {
        ImportTable table;
        table.setRows(misfitting().rows);
        QCOMPARE(table.errors(), 2);
        const QString why = cell(table, 2, ImportTable::What);
        QVERIFY(why.startsWith(QStringLiteral("✗ ")));
        QVERIFY(why.contains(QStringLiteral("3×216")) && why.contains(QStringLiteral("5×216")));
        QVERIFY(cell(table, 0, ImportTable::What).startsWith(QStringLiteral("✓ ")));
        std::vector<NamedTensor> more = tensors(3);
        more.push_back({ "extra", Tensor({ 7 }) });
        table.setRows(weightRows(smallSpec(), more));
        QCOMPARE(table.rowCount(), 5);
        QCOMPARE(cell(table, 4, ImportTable::Parameter), QStringLiteral("–"));
        QVERIFY(cell(table, 4, ImportTable::What).contains(QStringLiteral("belongs to no layer")));
        more.erase(more.begin() + 1); // the bias of the convolution
        table.setRows(weightRows(smallSpec(), more));
        QVERIFY(table.errors() > 0);
        QCOMPARE(cell(table, 1, ImportTable::Parameter), QStringLiteral("conv1.bias"));
    }

    void theOptionIsCalledAsInTheWindow()
    {
        QCOMPARE(importSentence("it would fit (--keras)"),
            QStringLiteral("it would fit (the option “Keras order”)"));
    }

    void weightsCanBeImportedOnlyWhenAllFit()
    {
        ImportDialog dialog;
        const auto &button = part<QPushButton>(dialog, "importButton");
        const auto &message = part<MessageBar>(dialog, "importMessage");
        QVERIFY(!button.isEnabled());
        dialog.setProposal(misfitting());
        QVERIFY(!button.isEnabled());
        QVERIFY(message.text().startsWith(QStringLiteral("2 rows do not fit")));
        dialog.setProposal(fitting());
        QVERIFY(button.isEnabled());
        QVERIFY(message.text().isEmpty());
        QVERIFY(part<QLabel>(dialog, "importNotes").text().contains(QStringLiteral("“Keras")));
        QCOMPARE(part<QTableView>(dialog, "importTable").model()->rowCount(), 4);
        dialog.showError(QStringLiteral("w.npz: it is no archive."));
        QVERIFY(!button.isEnabled());
        QCOMPARE(part<QTableView>(dialog, "importTable").model()->rowCount(), 0);
    }

    void everyChangeAsksAnewAndNothingOldIsTaken()
    {
        ImportDialog dialog;
        const QSignalSpy changed(&dialog, &ImportDialog::requestChanged);
        dialog.setWeights(QStringLiteral("/nowhere/w.npz"));
        QCOMPARE(changed.count(), 1);
        dialog.setProposal(fitting());
        part<QCheckBox>(dialog, "importOptionKeras").click();
        QCOMPARE(changed.count(), 2);
        QVERIFY(!part<QPushButton>(dialog, "importButton").isEnabled());
        dialog.setProposal(fitting());
        QTest::keyClicks(&part<QLineEdit>(dialog, "importClasses"), QStringLiteral("a, b, c"));
        QVERIFY(!part<QPushButton>(dialog, "importButton").isEnabled());
        dialog.setNetwork(QStringLiteral("/nowhere/mine.json"));
        const ImportRequest request = dialog.request();
        QCOMPARE(request.weights, QStringLiteral("/nowhere/w.npz"));
        QCOMPARE(request.classes, QStringLiteral("a, b, c"));
        QCOMPARE(request.network, QStringLiteral("/nowhere/mine.json"));
        QVERIFY(request.keras);
        QVERIFY(!request.normalization);
    }

    void standardizingAsksForTheMeanAndTextForNoOrder()
    {
        ImportDialog dialog;
        dialog.show();
        auto &choice = part<QComboBox>(dialog, "importNormalization");
        QVERIFY(!part<QLineEdit>(dialog, "importMean").isVisible());
        choice.setCurrentIndex(choice.findData(int(Normalization::Standard)));
        Q_EMIT choice.activated(choice.currentIndex());
        QVERIFY(part<QLineEdit>(dialog, "importMean").isVisible());
        QVERIFY(part<QLineEdit>(dialog, "importDeviation").isVisible());
        QVERIFY(dialog.request().normalization == Normalization::Standard);
        auto &keras = part<QCheckBox>(dialog, "importOptionKeras");
        keras.setChecked(true);
        part<QCheckBox>(dialog, "importOptionMlx").click();
        QVERIFY(dialog.request().mlx && !dialog.request().keras); // one order or the other
        keras.click();
        QVERIFY(dialog.request().keras && !dialog.request().mlx);
        dialog.setWeights(QStringLiteral("/")); // a folder: text files
        QVERIFY(!keras.isEnabled());
        QVERIFY(!dialog.request().keras);
    }

    void everyControlOfTheDialogSaysWhatItIs()
    {
        const ImportDialog dialog;
        for (const char *name : { "importWeights", "importFile", "importFolder", "importNetwork",
                 "importOptionKeras", "importOptionMlx", "importClasses", "importNormalization",
                 "importMean", "importDeviation", "importTable", "importButton" }) {
            const auto &control = part<QWidget>(dialog, name);
            QVERIFY2(!control.accessibleName().isEmpty() && !control.toolTip().isEmpty(), name);
        }
    }

    void theHowtoCanBeCopied()
    {
        const QString text = QStringLiteral("import numpy\n\nprint(numpy.load('a.npz'))\n");
        const HowtoDialog dialog(QStringLiteral("a.npz.howto.txt"), text);
        auto &shown = part<QPlainTextEdit>(dialog, "howtoText");
        QVERIFY(shown.isReadOnly());
        QGuiApplication::clipboard()->clear();
        part<QPushButton>(dialog, "howtoCopy").click();
        QCOMPARE(QGuiApplication::clipboard()->text(), text);
        QTextCursor cursor = shown.textCursor();
        cursor.setPosition(6, QTextCursor::KeepAnchor);
        shown.setTextCursor(cursor);
        part<QPushButton>(dialog, "howtoCopy").click();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("import"));
    }

    void aSummaryIsTextDrawingOrImage()
    {
        const std::vector<std::string> classes { "a", "b", "c" };
        const auto file = [&](const char *suffix) {
            return summaryFile(smallSpec(), classes, suffix);
        };
        QVERIFY(file("txt").find("conv1") != std::string::npos);
        QVERIFY(file("svg").find("<svg") != std::string::npos);
        const QImage image = QImage::fromData(QByteArray::fromStdString(file("png")));
        QVERIFY(image.width() > image.height() && image.height() > 100);
        QVERIFY(image.pixelColor(0, 0) == QColor(Qt::white));
        QVERIFY(test::errorOf([&] { file("doc"); }).find("'doc'") != std::string::npos);
    }

    void theModelPanelOffersASummaryOfWhatFits()
    {
        ModelPanel panel;
        const QSignalSpy requested(&panel, &ModelPanel::summaryRequested);
        auto &save = part<QPushButton>(panel, "saveSummary");
        panel.setModel(QString(), smallSpec());
        save.click();
        QCOMPARE(requested.count(), 1);
        ModelSpec spec = smallSpec();
        spec.input = { 1, 2, 2 }; // too small for the kernel
        panel.setModel(QString(), spec);
        QVERIFY(!save.isEnabled());
    }

    void mapsAreSavedOnceThereAreSome()
    {
        Rng rng(5);
        const auto model = test::randomModel(smallSpec(), rng);
        MapsPanel panel;
        QList<MapsFile> requested;
        connect(&panel.controls(), &MapsControls::saveRequested, &panel,
            [&requested](const MapsFile &file) { requested << file; });
        panel.setLayers(inferShapes(model->spec));
        const QList<QAction *> actions = panel.controls().saveActions();
        QCOMPARE(actions.size(), 4);
        for (const QAction *action : actions)
            QVERIFY(!action->isEnabled());
        panel.show(); // what nobody looks at is not kept up to date
        const std::vector<float> values(64, 0.5F);
        panel.setMaps(std::make_shared<const FeatureMaps>(Predictor(model).mapsOfValues(values)));
        for (QAction *action : actions)
            action->trigger();
        QCOMPARE(requested.size(), 4);
        QVERIFY(!requested[0].allLayers && !requested[0].asArrays);
        QVERIFY(requested[3].allLayers && requested[3].asArrays);
        panel.hide();
        QVERIFY(!actions.front()->isEnabled());
        panel.show();
        panel.setLayers(inferShapes(model->spec)); // another network: nothing seen of it yet
        QVERIFY(!actions.front()->isEnabled());
    }
};

CONVSCOPE_QT_TEST(FilesTest)

} // namespace convscope::test::files_test

#include "files_test.moc"
