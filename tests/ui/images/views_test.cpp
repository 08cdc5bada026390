// SPDX-License-Identifier: GPL-3.0-or-later
// Widgets by what they say and where things lie, not by pixels.
#include "core/train/setup/presets.h"
#include "tests/support/qt_test.h"
#include "ui/charts/chart_view.h"
#include "ui/images/drop_area.h"
#include "ui/images/image_grid.h"
#include "ui/images/probability_bars.h"
#include "ui/kit/message_bar.h"
#include "ui/maps/kernel_grid.h"
#include "ui/maps/layer_strip.h"
#include "ui/maps/map_grid.h"
#include "ui/maps/maps_panel.h"
#include "ui/predict/predict_panel.h"
#include "ui/preparation/images_panel.h"
#include "ui/settings/settings_panel.h"
#include "ui/training/run_model.h"
#include "ui/training/training_panel.h"
#include <QAbstractItemModelTester>
#include <QBuffer>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QDropEvent>
#include <QLabel>
#include <QLocale>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QUrl>
#include <cmath>

namespace convscope::test::views_test {

namespace {

std::shared_ptr<const TrainedModel> digitsModel()
{
    const Preset &preset = *findPreset("digits");
    const Model model(preset.config.model, 3);
    return std::make_shared<const TrainedModel>(TrainedModel { .spec = model.spec(),
        .classes = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" },
        .preprocessing = preset.config.preprocessing,
        .parameters = model.parameterValues(),
        .batch = 42,
        .epoch = 1 });
}

std::shared_ptr<const FeatureMaps> someMaps()
{
    Image image { 1, 8, 8, {} };
    for (int i = 0; i < 64; ++i)
        image.pixels.push_back(static_cast<std::uint8_t>(i * 4));
    return std::make_shared<const FeatureMaps>(Predictor(digitsModel()).maps(image));
}

void drop(QWidget &target, const QMimeData &mime)
{
    QDragEnterEvent enter({ 5, 5 }, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&target, &enter);
    QDropEvent event({ 5, 5 }, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&target, &event);
}

QImage redImage()
{
    QImage image(7, 5, QImage::Format_RGB32);
    image.fill(Qt::red);
    return image;
}

} // namespace

class ViewsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRunModelTellsOnceHoweverMuchArrives()
    {
        RunModel model;
        const QSignalSpy appended(&model, &RunModel::appended);
        model.start(100, 2, {});
        std::vector<StepReport> reports(50);
        for (StepReport &report : reports)
            report.batch = BatchReport {};
        reports.back().epoch
            = EpochReport { .epoch = 1, .valLoss = 0.5, .valAccuracy = 0.5, .best = true };
        model.append(reports);
        model.append({});
        QCOMPARE(appended.size(), 1);
        QCOMPARE(model.batches().size(), std::size_t(50));
        QVERIFY(model.bestEpoch());
        model.start(1, 1, {});
        QVERIFY(model.batches().empty() && !model.bestEpoch());
    }

    void theChartsFollowTheRunAndStayThin()
    {
        RunModel model;
        TrainingPanel panel(model);
        panel.resize(900, 700);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        model.start(20000, 1, {});
        std::vector<StepReport> reports;
        for (int i = 1; i <= 20000; ++i)
            reports.push_back(
                { BatchReport { .batch = i, .epoch = 1, .loss = 1.0 / i, .accuracy = 0.5 }, {} });
        model.append(reports);
        const auto *chart = panel.findChild<ChartView *>(QStringLiteral("lossChart"));
        QTRY_VERIFY(chart->shownPoints() > 900);
        QVERIFY(chart->shownPoints() <= 2000); // two series
        QVERIFY(chart->accessibleDescription().contains(QLocale().toString(20000)));
    }

    void aDroppedFileAddressOrImageIsTakenAndTextIsNot()
    {
        DropArea area;
        QSignalSpy files(&area, &DropArea::fileDropped), images(&area, &DropArea::imageDropped),
            unusable(&area, &DropArea::unusable);
        QMimeData file;
        file.setUrls({ QUrl::fromLocalFile(QStringLiteral("/tmp/a b.png")) });
        drop(area, file);
        QCOMPARE(files.size(), 1);
        QCOMPARE(files.at(0).at(0).toString(), QStringLiteral("/tmp/a b.png"));

        QMimeData image;
        image.setImageData(redImage());
        drop(area, image);
        QCOMPARE(images.size(), 1);

        QByteArray bytes;
        QBuffer buffer(&bytes);
        redImage().save(&buffer, "PNG");
        QMimeData address;
        address.setUrls({ QUrl(
            QStringLiteral("data:image/png;base64,") + QString::fromLatin1(bytes.toBase64())) });
        drop(area, address);
        QCOMPARE(images.size(), 2);
        QCOMPARE(images.at(1).at(0).value<QImage>().size(), QSize(7, 5));

        QMimeData web;
        web.setUrls({ QUrl(QStringLiteral("https://example.org/cat.jpg")) });
        drop(area, web);
        QCOMPARE(unusable.size(), 1);

        QApplication::clipboard()->setImage(redImage());
        area.paste();
        QCOMPARE(images.size(), 3);
        QApplication::clipboard()->setText(QStringLiteral("words"));
        area.paste();
        QCOMPARE(unusable.size(), 2);
    }

    void barsAreSortedAndAlsoText()
    {
        ProbabilityBars bars;
        bars.setProbabilities({ 0.1F, 0.7F, 0.2F },
            { QStringLiteral("cat"), QStringLiteral("dog"), QStringLiteral("cow") });
        QCOMPARE(bars.bars().size(), std::size_t(3));
        QCOMPARE(bars.bars()[0].name, QStringLiteral("dog"));
        QCOMPARE(bars.bars()[2].name, QStringLiteral("cat"));
        QVERIFY(bars.accessibleDescription().startsWith(QStringLiteral("dog: 70")));
        bars.setProbabilities(std::vector<float>(47, 1.0F / 47), {});
        QCOMPARE(bars.bars().size(), std::size_t(ProbabilityBars::kMax));
    }

    void aClassNameOfAnyLengthCanBeRead_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : { "y", "no", "yes", "Wii", "truck", "immature granulocyte",
                 "a name that goes on and on until nobody would read it any more" })
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void aClassNameOfAnyLengthCanBeRead()
    {
        QFETCH(QString, name);
        for (int size = 6; size < 24; ++size) {
            ProbabilityBars bars;
            QFont font = bars.font();
            font.setPixelSize(size);
            bars.setFont(font);
            bars.resize(size * 20, 200);
            bars.setProbabilities({ 1.0F, 0.0F }, { name, QStringLiteral("x") });
            const QString shown = bars.shownNames().front();
            font.setBold(true);
            if (QFontMetrics(font).horizontalAdvance(name) <= bars.width() * 2 / 5) {
                QCOMPARE(shown, name);
                continue;
            }
            QVERIFY(shown.size() > 5); // without its middle
            QCOMPARE(shown.front(), name.front());
            QCOMPARE(shown.back(), name.back());
            QVERIFY(QFontMetrics(font).horizontalAdvance(shown) <= bars.width() * 2 / 5 + 1);
        }
    }

    void everyGridFitsItsSpaceOrScrollsDownwards()
    {
        for (const QSize space : { QSize(400, 300), QSize(1000, 700), QSize(300, 800) }) {
            for (const QSize map : { QSize(8, 8), QSize(46, 46), QSize(449, 298), QSize(3, 40) }) {
                for (int count = 1; count <= 512; count += count < 20 ? 1 : 41) {
                    const GridLayout grid
                        = layOutGrid({ count, map.width(), map.height() }, space, 16, 40);
                    QVERIFY2(grid.columns * grid.rows >= count, "every map has a cell");
                    QVERIFY(grid.cellRect(count - 1).right() < space.width());
                    QVERIFY(grid.cell.width() >= 1 && grid.cell.height() >= 1);
                    const double aspect = double(grid.cell.height()) / grid.cell.width()
                        / (double(map.height()) / map.width());
                    QVERIFY2(std::abs(aspect - 1) < 0.5 || grid.cell.width() < 8,
                        "pixels stay about square");
                    if (count > 1)
                        QVERIFY(!grid.cellRect(0).intersects(grid.cellRect(1)));
                }
            }
        }
        const GridLayout fits = layOutGrid({ 32, 8, 8 }, { 800, 600 }, 16, 40);
        QVERIFY(fits.size.height() <= 600);
        QCOMPARE(fits.cell.width() % 8, 0); // all pixels of a map are equally large
    }

    void aMapTellsItsValuesWhateverTheScale()
    {
        MapGrid grid;
        grid.resize(700, 500);
        grid.show();
        const auto maps = someMaps();
        QStringList texts;
        for (const MapScale scale : { MapScale::PerMap, MapScale::PerLayer, MapScale::OverAll }) {
            grid.setScale(scale, { ColourScale::Kind::Diverging, -100, 100 });
            grid.setColumns({ { maps, QStringLiteral("conv1"), {} } });
            QCOMPARE(grid.scene().maps.count(), 16);
            texts << grid.scene().textAt({ 10, 10 });
        }
        QVERIFY(texts[0].startsWith(QStringLiteral("map 1, row 1, column 1: ")));
        QCOMPARE(texts.removeDuplicates(), 2);
        QTest::mouseClick(grid.viewport(), Qt::LeftButton, {}, { 10, 10 });
        QCOMPARE(grid.scene().enlarged, std::optional(0));
        QTest::keyClick(&grid, Qt::Key_Right);
        QCOMPARE(grid.scene().enlarged, std::optional(1));
        QTest::keyClick(&grid, Qt::Key_Escape);
        QVERIFY(!grid.scene().enlarged);
        grid.setColumns({ { maps, QStringLiteral("softmax"), {} } });
        QVERIFY(!grid.grab().isNull());
        grid.setColumns({});
        QCOMPARE(grid.scene().maps.count(), 0);
    }

    void theStripRunsFromInputToSoftmaxAndByKeys()
    {
        LayerStrip strip;
        QSignalSpy chosen(&strip, &LayerStrip::layerChosen);
        strip.setLayers(inferShapes(digitsModel()->spec));
        QCOMPARE(strip.chosen(), QStringLiteral("conv1"));
        strip.choose(QStringLiteral("pool1"));
        QCOMPARE(chosen.size(), 1);
        strip.setLayers(inferShapes(digitsModel()->spec));
        QCOMPARE(strip.chosen(),
            QStringLiteral("pool1")); // a new model of the same kind keeps the place
        strip.choose(QStringLiteral("softmax"));
        QCOMPARE(strip.chosen(), QStringLiteral("softmax"));
        strip.setLayers({});
        QVERIFY(strip.chosen().isEmpty());
    }

    void filtersAreShownForConvolutionsOnly()
    {
        MapsPanel panel;
        panel.resize(900, 600);
        panel.show();
        const auto model = digitsModel();
        panel.setLayers(inferShapes(model->spec));
        panel.setMaps(someMaps());
        panel.setKernels(model);
        auto *kernels = panel.findChild<KernelGrid *>(QStringLiteral("kernelGrid"));
        panel.strip().choose(QStringLiteral("conv2"));
        QVERIFY(kernels->isVisible());
        panel.strip().choose(QStringLiteral("relu2"));
        QVERIFY(!kernels->isVisible());
        QCOMPARE(panel.findChild<MapGrid *>(QStringLiteral("mapGrid"))->scene().maps.count(), 32);
    }

    void anErrorIsASentenceAndTheAnswerBeforeIsGone()
    {
        PredictPanel panel;
        panel.show();
        panel.setReady(true);
        const auto predict = [&] {
            panel.setPrediction(someMaps(), QStringLiteral("digit.png"), redImage(),
                QStringLiteral("Network: best epoch · 12.9 % right"));
        };
        predict();
        const auto *answer = panel.findChild<QLabel *>(QStringLiteral("predictionText"));
        QVERIFY(answer->text().contains(QStringLiteral("12.9 % right")));
        const auto *bars = panel.findChild<ProbabilityBars *>(QStringLiteral("probabilityBars"));
        QCOMPARE(bars->bars().size(), std::size_t(10));
        panel.setError(QStringLiteral("a.txt: not an image"));
        QCOMPARE(panel.findChild<MessageBar *>()->text(), QStringLiteral("a.txt: not an image"));
        QVERIFY(bars->bars().empty());
        QVERIFY(answer->isHidden());
        predict();
        QVERIFY(panel.findChild<MessageBar *>()->isHidden());
        panel.setReady(false);
        QVERIFY(bars->bars().empty());
    }

    void theSettingsOfferEverySchedule()
    {
        SettingsPanel panel;
        RunConfig config = findPreset("digits")->config;
        config.schedule.warmup = 0.05;
        auto *combo = panel.findChild<QComboBox *>(QStringLiteral("scheduleCombo"));
        QCOMPARE(combo->count(), int(scheduleRegistry().size()));
        for (const ScheduleInfo &schedule : scheduleRegistry()) {
            config.schedule.kind = schedule.kind;
            panel.setConfig(config);
            QCOMPARE(combo->currentText().toStdString(), std::string(schedule.title));
            QVERIFY(panel.applied(config).schedule == config.schedule);
        }
        combo->setCurrentIndex(0);
        QCOMPARE(panel.applied(config).schedule.kind, std::string("constant"));
    }

    void everySettingComesBackAsItWas()
    {
        SettingsPanel panel;
        RunConfig config = findPreset("digits")->config;
        config.validation = 0.125; // more digits than the field has
        config.seed = 1ULL << 40U;
        config.optimizer.rate = 0.000123456789;
        config.clipNorm = 1.23456789;
        config.labelSmoothing = 0.0333333;
        config.classWeights = ClassWeights::Balanced;
        for (const double warmup : { 0.0, 0.0123456, 0.1, 1.0, 250.0 }) {
            config.schedule.warmup = warmup;
            panel.setConfig(config);
            QVERIFY(panel.applied(config) == config);
            panel.findChild<QSpinBox *>(QStringLiteral("epochsSpin"))->setValue(config.epochs + 1);
            RunConfig longer = config;
            ++longer.epochs;
            QVERIFY2(panel.applied(config) == longer, "nothing else changes with one field");
        }
    }

    void theFieldsUnderMoreSaySomething()
    {
        SettingsPanel panel;
        const RunConfig config = findPreset("digits")->config;
        panel.setConfig(config);
        const auto set = [&](const char *name, double value) {
            panel.findChild<QDoubleSpinBox *>(QLatin1String(name))->setValue(value);
        };
        set("warmupSpin", 5);
        set("clipSpin", 1.5);
        set("smoothingSpin", 10);
        panel.findChild<QComboBox *>(QStringLiteral("classWeightsCombo"))->setCurrentIndex(1);
        RunConfig changed = panel.applied(config);
        QCOMPARE(changed.schedule.warmup, 0.05);
        QCOMPARE(changed.clipNorm, 1.5);
        QCOMPARE(changed.labelSmoothing, 0.1);
        QVERIFY(changed.classWeights == ClassWeights::Balanced);
        panel.findChild<QComboBox *>(QStringLiteral("warmupUnitCombo"))->setCurrentIndex(1);
        QCOMPARE(panel.applied(config).schedule.warmup, 5.0);
        changed.schedule.warmup = 250;
        panel.setConfig(changed);
        panel.findChild<QComboBox *>(QStringLiteral("warmupUnitCombo"))->setCurrentIndex(0);
        QCOMPARE(panel.applied(changed).schedule.warmup, 0.99); // never a share of more than all
        panel.setRunning(true);
        QVERIFY(!panel.findChild<QDoubleSpinBox *>(QStringLiteral("clipSpin"))->isEnabled());
    }

    void everyPreparationComesBackAsItWas()
    {
        ImagesPanel panel;
        for (const Preset &preset : presets()) {
            panel.setConfig(preset.config);
            QVERIFY2(panel.applied(preset.config) == preset.config, preset.name.c_str());
        }
        RunConfig config = findPreset("digits")->config;
        config.augment.rotate = 12.345678;
        config.augment.noise = 1.0 / 3;
        for (const Fit fit : { Fit::Stretch, Fit::Crop, Fit::Pad }) {
            for (const Normalization normalization :
                { Normalization::None, Normalization::Unit, Normalization::Standard }) {
                config.preprocessing.fit = fit;
                config.preprocessing.normalization = normalization;
                config.preprocessing.channels = fit == Fit::Crop ? 3 : 1;
                panel.setConfig(config);
                QVERIFY(panel.applied(findPreset("digits")->config).preprocessing
                    == config.preprocessing);
                QVERIFY(panel.applied(config) == config);
            }
        }
    }

    void everyAugmentationHasABoxAndAnAmount()
    {
        ImagesPanel panel;
        RunConfig config = findPreset("digits")->config;
        config.augment = {};
        panel.setConfig(config);
        for (const AugmentKind &kind : augmentKinds()) {
            const QString name = QString::fromStdString(std::string(kind.name));
            auto *box = panel.findChild<QCheckBox *>(name + QStringLiteral("Check"));
            auto *amount = panel.findChild<QDoubleSpinBox *>(name + QStringLiteral("Spin"));
            QVERIFY(box && amount && !box->toolTip().isEmpty() && !amount->isEnabled());
            box->setChecked(true);
            QCOMPARE(panel.applied(config).augment.*kind.amount, kind.usual);
            amount->setValue(amount->maximum());
            QCOMPARE(panel.applied(config).augment.*kind.amount, kind.most);
        }
        panel.findChild<QPushButton *>(QStringLiteral("augmentNone"))->click();
        QVERIFY(!panel.applied(config).augment.any());
        panel.setRunning(true);
        QVERIFY(!panel.findChild<QCheckBox *>(QStringLiteral("flipCheck"))->isEnabled());
        QVERIFY(!panel.findChild<QComboBox *>(QStringLiteral("fitCombo"))->isEnabled());
        QVERIFY(!panel.findChild<QLabel *>(QStringLiteral("picturesNote"))->text().isEmpty());
    }

    void theImageGridIsASoundModel()
    {
        ImageGrid grid;
        const QAbstractItemModelTester tester(
            &grid.images(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        std::vector<ImageGridItem> items(100'000, { redImage(), QStringLiteral("caption"), {} });
        grid.images().setItems(items);
        QCOMPARE(grid.images().rowCount(), 100'000);
        QCOMPARE(grid.images().index(99'999).data().toString(), QStringLiteral("caption"));
        grid.images().setItems({});
        QCOMPARE(grid.images().rowCount(), 0);
    }
};

CONVSCOPE_QT_TEST(ViewsTest)

} // namespace convscope::test::views_test

#include "views_test.moc"
