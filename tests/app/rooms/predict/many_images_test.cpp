// SPDX-License-Identifier: GPL-3.0-or-later
// Several images at once: the table, its order, cancelling, and the file it is saved as.
#include "app/rooms/predict/many_images.h"
#include "core/io/report/predictions_csv.h"
#include "tests/support/image_files.h"
#include "tests/support/qt_test.h"
#include "tests/support/random_model.h"
#include "tests/support/temp_folder.h"
#include "ui/images/drop_area.h"
#include "ui/predict/predictions_panel.h"
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <fstream>

namespace convscope::test::many_images_test {

namespace {

constexpr int kPatience = 20'000; // milliseconds; only a hang takes as long

/// Untrained, but it answers differently to different images.
std::shared_ptr<const TrainedModel> threeClasses()
{
    const ModelSpec spec { .input = { 3, 12, 12 },
        .layers = { { "conv", {}, { { "filters", 4.0 }, { "kernel", Extent { 3, 3 } } } },
            { "relu", {}, {} }, { "flatten", {}, {} }, { "dense", {}, { { "units", 3.0 } } } } };
    Rng rng(3);
    TrainedModel model = *randomModel(withNames(spec), rng);
    model.classes = { "cat", "dog", "a, \"b\"" };
    return std::make_shared<const TrainedModel>(std::move(model));
}

struct Desk {
    Desk()
        : many(*new ManyImages(panel)) // the panel's
    {
    }
    bool classify(const QStringList &paths)
    {
        QSignalSpy ended(&many, &ManyImages::ended);
        many.classify(model, paths, QStringLiteral("a network"));
        return ended.wait(kPatience);
    }
    QString shown(int row, int column)
    {
        return table().model()->index(row, column).data().toString();
    }
    QTableView &table()
    {
        return *panel.findChild<QTableView *>(QStringLiteral("predictionsTable"));
    }

    std::shared_ptr<const TrainedModel> model = threeClasses();
    PredictionsPanel panel;
    ManyImages &many;
};

QString asQString(const TempFolder &folder)
{
    return QString::fromStdString(folder.string());
}

void writeImages(const TempFolder &folder, int count)
{
    for (int i = 0; i < count; ++i)
        folder.write("picture" + std::to_string(i) + ".png",
            encodeImage(plainImage(20 + i, 16,
                            { static_cast<std::uint8_t>(40 * i), 128,
                                static_cast<std::uint8_t>(250 - 40 * i) }),
                ".png"));
}

} // namespace

class ManyImagesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void showsARowAImageAndTheReasonForWhatIsNone()
    {
        const TempFolder folder;
        writeImages(folder, 5);
        folder.write("broken.png", std::string_view("no image"));
        folder.write(".hidden.png", std::string_view("not looked at"));
        Desk desk;
        QVERIFY(desk.classify({ asQString(folder) }));
        const PredictionsModel &model = desk.panel.predictions();
        QCOMPARE(model.rowCount(), 6);
        QCOMPARE(model.errors(), 1);
        QCOMPARE(model.columnCount(), 5 + 3);
        QCOMPARE(desk.shown(0, PredictionsModel::Name), QStringLiteral("broken.png"));
        QVERIFY(desk.shown(0, PredictionsModel::Class).startsWith(QStringLiteral("⚠ ")));
        Predictor predictor(desk.model);
        for (const ImagePrediction &row : model.predictions()) {
            const ImagePrediction alone = predictFile(predictor, row.path);
            QVERIFY(row.probabilities == alone.probabilities);
            QCOMPARE(row.error, alone.error);
        }
    }

    void sortsByProbabilityWithErrorsAtOneEnd()
    {
        const TempFolder folder;
        writeImages(folder, 5);
        folder.write("broken.png", std::string_view("no image"));
        Desk desk;
        QVERIFY(desk.classify({ asQString(folder) }));
        const int column = PredictionsModel::FirstClass + 1;
        desk.table().sortByColumn(column, Qt::DescendingOrder);
        const QAbstractItemModel &sorted = *desk.table().model();
        for (int row = 1; row < sorted.rowCount(); ++row)
            QVERIFY(sorted.index(row - 1, column).data(PredictionsModel::SortRole).toDouble()
                >= sorted.index(row, column).data(PredictionsModel::SortRole).toDouble());
        QCOMPARE(desk.shown(5, PredictionsModel::Name), QStringLiteral("broken.png"));
    }

    void tellsWhichImageWasChosen()
    {
        const TempFolder folder;
        writeImages(folder, 2);
        Desk desk;
        QVERIFY(desk.classify({ asQString(folder) }));
        QSignalSpy chosen(&desk.panel, &PredictionsPanel::imageChosen);
        Q_EMIT desk.table().activated(desk.table().model()->index(1, 3));
        QCOMPARE(chosen.size(), 1);
        QVERIFY(chosen[0][0].toString().endsWith(QLatin1String("/picture1.png")));
    }

    void keepsWhatWasClassifiedWhenItIsCancelled()
    {
        const TempFolder folder;
        writeImages(folder, 6);
        Desk desk;
        QStringList paths;
        for (int i = 0; i < 2000; ++i)
            paths << asQString(folder);
        QSignalSpy ended(&desk.many, &ManyImages::ended);
        desk.many.classify(desk.model, paths, QStringLiteral("a network"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.panel.predictions().rowCount() > 0, kPatience);
        desk.panel.findChild<QPushButton *>(QStringLiteral("predictionsCancel"))->click();
        QCOMPARE(ended.size(), 1);
        QVERIFY(desk.panel.predictions().rowCount() < 12'000);
        QVERIFY(
            desk.panel.findChild<QPushButton *>(QStringLiteral("predictionsSave"))->isEnabled());
        QVERIFY(desk.classify({ asQString(folder) })); // again, from the start
        QCOMPARE(desk.panel.predictions().rowCount(), 6);
    }

    void savesWhatTheTableHas()
    {
        const TempFolder folder, out;
        writeImages(folder, 3);
        folder.write("broken.png", std::string_view("no image"));
        Desk desk;
        QVERIFY(desk.classify({ asQString(folder) }));
        const std::filesystem::path file = out / "table.csv";
        desk.many.save(QString::fromStdString(file.string()));
        QTRY_VERIFY_WITH_TIMEOUT(std::filesystem::exists(file), kPatience);
        std::ifstream stream(file, std::ios::binary);
        const std::string text { std::istreambuf_iterator<char>(stream), {} };
        QCOMPARE(
            text, predictionTable(desk.model->classes, desk.panel.predictions().predictions()));
    }

    void dropAreaTellsSeveralFilesAndFoldersFromOneFile()
    {
        const TempFolder folder;
        writeImages(folder, 2);
        DropArea area;
        QSignalSpy one(&area, &DropArea::fileDropped), many(&area, &DropArea::manyDropped);
        const auto drop = [&](const QStringList &paths) {
            QMimeData data;
            QList<QUrl> urls;
            for (const QString &path : paths)
                urls << QUrl::fromLocalFile(path);
            data.setUrls(urls);
            QDragEnterEvent enter({ 5, 5 }, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(&area, &enter);
            QDropEvent event({ 5, 5 }, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(&area, &event);
        };
        const QString first = asQString(folder) + QStringLiteral("/picture0.png");
        drop({ first });
        QCOMPARE(one.size(), 1);
        drop({ first, asQString(folder) + QStringLiteral("/picture1.png") });
        QCOMPARE(many.size(), 1);
        QCOMPARE(many[0][0].toStringList().size(), 2);
        drop({ asQString(folder) });
        QCOMPARE(many.size(), 2);
        QCOMPARE(one.size(), 1);
    }
};

CONVSCOPE_QT_TEST(ManyImagesTest)

} // namespace convscope::test::many_images_test

#include "many_images_test.moc"
