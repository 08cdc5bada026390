// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever the window shows is of the network, the dataset and the image that are open, or is
// gone, or names what it is of.
#include "core/base/files/folder_lock.h"
#include "tests/support/image_files.h"
#include "tests/support/qt_test.h"
#include "tests/support/random_model.h"
#include "tests/support/window_desk.h"
#include "ui/charts/chart_view.h"
#include "ui/evaluation/evaluation_panel.h"
#include "ui/formula/formula_view.h"
#include "ui/history/time_scrubber.h"
#include "ui/images/image_conversion.h"
#include "ui/images/probability_bars.h"
#include "ui/kit/message_bar.h"
#include "ui/maps/maps_panel.h"
#include "ui/training/checkpoint_text.h"
#include <QAbstractButton>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QTabWidget>
#include <QTextDocument>

namespace convscope::test::shown_results_test {

namespace {

QString plain(const QLabel &label)
{
    QTextDocument text;
    text.setHtml(label.text());
    return text.toPlainText();
}

/// A window on the digits.
class Desk : public WindowDesk {
public:
    Desk()
    {
        if (!open(kDigits))
            qFatal("the digits could not be opened");
    }
    bool wait(const std::function<bool()> &what) { return QTest::qWaitFor(what, kPatience); }
    const RunModel &run() { return services.training.run(); }
    std::int64_t last() { return run().batches().back().batch; }
    std::int64_t best() { return run().bestEpoch()->batch; }
    /// A run that is some batches beyond its best epoch, and waits.
    bool pauseBeyondTheBest()
    {
        part<QSpinBox>("epochsSpin").setValue(100'000);
        action("actionTrain").trigger();
        if (!wait([&] { return run().bestEpoch() != nullptr; }))
            return false;
        action("actionPause").trigger();
        const auto rests = [&] {
            return services.training.controller().state() == TrainingController::State::Paused
                && services.training.controller().isQuiet();
        };
        if (!wait(rests))
            return false;
        while (last() == best()) {
            const std::size_t before = run().batches().size();
            action("actionStep").trigger();
            if (!wait([&] { return run().batches().size() > before && rests(); }))
                return false;
        }
        return true;
    }
    bool stop()
    {
        action("actionStop").trigger();
        return wait([&] {
            return !services.training.hasRun() && services.training.controller().isQuiet();
        });
    }
    bool trainBeyondTheBest() { return pauseBeyondTheBest() && stop(); }
    /// Null: it failed.
    std::shared_ptr<const EvaluatedImages> evaluate(bool best)
    {
        std::shared_ptr<const EvaluatedImages> result;
        const auto connection = QObject::connect(&services.evaluations, &Evaluations::evaluated,
            &window, [&](const std::shared_ptr<const EvaluatedImages> &news) { result = news; });
        services.evaluations.evaluate(Split::Validation, best);
        wait([&] { return result != nullptr; });
        QObject::disconnect(connection);
        return result;
    }
    bool openModel(const QString &path)
    {
        const QSignalSpy changed(&services.models, &ModelService::changed);
        services.models.open(path);
        return wait([&] { return !changed.isEmpty(); });
    }
    QString runFolder() { return fileOf(services.training.runFolder()); }
    EvaluationPanel &evaluation() { return part<EvaluationPanel>("evaluationPanel"); }
    void showMaps() { window.showRoom("maps"); }
    std::shared_ptr<const TrainedModel> drawnModel()
    {
        Rng rng(5);
        auto model = std::make_shared<TrainedModel>(
            *randomModel(withNames(services.settings.config().model), rng));
        model->classes = services.dataset.loaded().data->classes;
        return model;
    }
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class ShownResultsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void theBestModelOfARunThatGoesOnIsTheBestOne()
    {
        Desk desk;
        QVERIFY(desk.pauseBeyondTheBest());
        QVERIFY(desk.best() < desk.last());
        const auto best = desk.evaluate(true);
        QVERIFY(best);
        QCOMPARE(best->model->batch, desk.best());
        const auto text = [&] {
            return desk.part<QLabel>("evaluationSummary").text();
        };
        QVERIFY(text().contains(QStringLiteral("best epoch until then, %1 (batch %2) of run %3")
                                    .arg(desk.run().bestEpoch()->epoch)
                                    .arg(desk.best())
                                    .arg(QFileInfo(desk.runFolder()).fileName())));
        const auto current = desk.evaluate(false);
        QVERIFY(current);
        QCOMPARE(current->model->batch, desk.last());
        QVERIFY(text().contains(QStringLiteral("(batch %1)").arg(desk.last())));

        const QSignalSpy exported(&desk.services.exports, &Exports::modelExported);
        const QString file = desk.fileOf(desk.folder / "m.safetensors");
        desk.services.exports.exportModel(exportFormats().front(), file);
        QVERIFY(desk.wait([&] { return !exported.isEmpty(); }));
        QCOMPARE(readModelFile(file.toStdString()).batch, desk.best());
        QVERIFY(desk.part<MessageBar>("mainMessage").text().contains(QStringLiteral("best epoch")));

        const QSignalSpy saved(&desk.services.exports, &Exports::exported);
        const QString report = desk.fileOf(desk.folder / "report.html");
        desk.services.exports.exportReport(report);
        QVERIFY(desk.wait([&] { return !saved.isEmpty(); }));
        QVERIFY(contentOf(report).contains("the epoch with the lowest validation loss until then, "
            + QByteArray::number(desk.run().bestEpoch()->epoch) + " (batch "
            + QByteArray::number(qlonglong(desk.best())) + ")"));
    }

    void theCurrentModelOfAnOpenedRunIsItsLast()
    {
        Desk desk;
        QVERIFY(desk.trainBeyondTheBest());
        const std::int64_t best = desk.best(), last = desk.last();
        QVERIFY(desk.openModel(desk.runFolder()));
        QCOMPARE(desk.evaluate(true)->model->batch, best);
        QCOMPARE(desk.evaluate(false)->model->batch, last);
    }

    void anEvaluationGoesWithItsNetworkAndItsDataset()
    {
        Desk desk;
        QVERIFY(desk.trainFor(1));
        QVERIFY(desk.wait([&] { return desk.services.training.controller().isQuiet(); }));
        const QString first = desk.runFolder();
        const auto isShown = [&] {
            return desk.evaluation().shown() != nullptr
                && desk.part<QAbstractButton>("exportEvaluationButton").isEnabled();
        };
        const auto isGone = [&] {
            return desk.evaluation().shown() == nullptr
                && desk.part<QLabel>("evaluationSummary").isHidden()
                && !desk.part<QAbstractButton>("exportEvaluationButton").isEnabled();
        };
        QVERIFY(desk.evaluate(true));
        QVERIFY(isShown());
        QVERIFY(desk.trainFor(1)); // another run
        QVERIFY(isGone());
        QVERIFY(desk.evaluate(true));
        QVERIFY(desk.openModel(first)); // the first one again
        QVERIFY(isGone());
        QVERIFY(desk.evaluate(true));
        desk.services.models.use(desk.drawnModel()); // one from elsewhere
        QVERIFY(isGone());
        QVERIFY(desk.evaluate(true));
        desk.folder.write("data/a/1.png", encodeImage(plainImage(8, 8, { 9 }), ".png"));
        desk.folder.write("data/b/1.png", encodeImage(plainImage(8, 8, { 200 }), ".png"));
        QVERIFY(desk.open(desk.fileOf(desk.folder / "data"))); // another dataset
        QVERIFY(isGone());
    }

    void aModelFromElsewhereHasNoCurves()
    {
        Desk desk;
        QVERIFY(desk.trainFor(1));
        QVERIFY(desk.part<QLabel>("statusLine").text().contains(QStringLiteral("epoch 1/1")));
        QVERIFY(!desk.part<QWidget>("lossChart").isHidden());
        desk.services.models.use(desk.drawnModel());
        QVERIFY(desk.run().batches().empty());
        QCOMPARE(desk.part<QLabel>("statusLine").text(), QStringLiteral("Ready"));
        QVERIFY(!desk.part<QWidget>("lossChart").isVisible());
        QVERIFY(desk.part<QWidget>("timeBar").isHidden());
    }

    void theBaselinesAreThoseOfTheDatasetOfTheRun()
    {
        Desk desk;
        QVERIFY(desk.trainFor(1));
        const auto &chart = desk.part<ChartView>("accuracyChart");
        QVERIFY(desk.wait([&] { return !chart.baselines().empty(); }));
        for (int i = 0; i < 12; ++i) {
            const std::string name = std::to_string(i) + ".png";
            desk.folder.write(
                "data/a/" + name, encodeImage(plainImage(8, 8, { std::uint8_t(i) }), ".png"));
            desk.folder.write(
                "data/b/" + name, encodeImage(plainImage(8, 8, { std::uint8_t(200 + i) }), ".png"));
        }
        const QSignalSpy reported(
            &desk.services.dataset.examiner(), &DatasetExaminer::reportChanged);
        QVERIFY(desk.open(desk.fileOf(desk.folder / "data")));
        QVERIFY(desk.wait([&] {
            return !reported.isEmpty() && desk.services.dataset.examiner().report() != nullptr;
        }));
        QVERIFY(desk.wait([&] { return chart.baselines().empty(); }));
        QVERIFY(desk.open(kDigits)); // and they come back with it
        QVERIFY(desk.wait([&] { return !chart.baselines().empty(); }));
    }

    void everyViewSaysTheSameMoment()
    {
        Desk desk;
        QVERIFY(desk.trainBeyondTheBest());
        desk.showMaps(); // training brought its own tab to the front
        const QString batch = QString::number(desk.best());
        QVERIFY(desk.best() < desk.last());
        const auto &state = desk.part<QLabel>("mapsState");
        QVERIFY(desk.wait(
            [&] { return plain(state).endsWith(QStringLiteral("after batch ") + batch); }));
        const QString checkpoint = QStringLiteral("best epoch, %1 (batch %2)")
                                       .arg(desk.run().bestEpoch()->epoch)
                                       .arg(batch);
        QCOMPARE(desk.part<QLabel>("timeState").text(),
            QStringLiteral("now: %1 of %2").arg(checkpoint).arg(desk.last()));
        QCOMPARE(desk.part<TimeScrubber>("timeScrubber").checkpoint(), desk.best());
        desk.part<QAbstractButton>("classifyPinnedButton").click();
        const auto &answer = desk.part<QLabel>("predictionText");
        QVERIFY(desk.wait([&] { return plain(answer).contains(checkpoint); }));

        desk.services.history.goTo(desk.last(), true);
        const QString other = QString::number(desk.last());
        QVERIFY(desk.wait([&] {
            return plain(state).endsWith(QStringLiteral("after batch ") + other)
                && plain(answer).contains(QStringLiteral("(batch %1)").arg(other));
        }));
        QVERIFY(desk.part<QLabel>("timeState")
                    .text()
                    .startsWith(QStringLiteral("showing batch ") + other));
    }

    void howSureItIsStandsBesideHowOftenItIsRight()
    {
        Desk desk;
        QVERIFY(desk.trainBeyondTheBest());
        desk.part<QAbstractButton>("classifyPinnedButton").click();
        const auto &answer = desk.part<QLabel>("predictionText");
        QVERIFY(desk.wait([&] { return answer.text().contains(QStringLiteral("sure")); }));
        QVERIFY(plain(answer).contains(knownAccuracy(desk.run(), *desk.services.history.now())));
        QVERIFY(plain(answer).contains(QStringLiteral("of the validation images right")));
        desk.services.models.use(desk.drawnModel());
        QVERIFY(desk.wait([&] {
            return plain(answer).contains(
                QStringLiteral("how often it is right is not known here"));
        }));
    }

    void anErrorOnPredictOutlastsTheRunsNewerWeights()
    {
        Desk desk;
        desk.part<QSpinBox>("epochsSpin").setValue(100'000);
        desk.action("actionTrain").trigger();
        QVERIFY(desk.wait([&] { return !desk.run().batches().empty(); }));
        const auto &bars = desk.part<ProbabilityBars>("probabilityBars");
        desk.part<QAbstractButton>("classifyPinnedButton").click();
        QVERIFY(desk.wait([&] { return !bars.bars().empty(); }));
        desk.folder.write("letter.png", std::string_view("Dear all,"));
        desk.drop(desk.fileOf(desk.folder / "letter.png"));
        const auto &message = *desk.part<QWidget>("predictPanel").findChild<MessageBar *>();
        const auto isSaid = [&] {
            return message.isVisible() && message.text().contains(QStringLiteral("letter.png"));
        };
        QVERIFY(desk.wait(isSaid));
        const QSignalSpy newer(
            &desk.services.training.controller(), &TrainingController::snapshotTaken);
        desk.showMaps(); // somebody wants newer weights
        QVERIFY(desk.wait([&] { return newer.size() > 3; }));
        QVERIFY(isSaid());
        QVERIFY(bars.bars().empty());
        QVERIFY(desk.part<QLabel>("predictionText").isHidden());
        desk.part<QAbstractButton>("classifyPinnedButton").click(); // until there is an answer
        QVERIFY(desk.wait([&] { return !bars.bars().empty() && !message.isVisible(); }));
    }

    void aWrongImageThatIsClickedIsShownWholeAndClassified()
    {
        Desk desk;
        QVERIFY(desk.trainFor(1));
        desk.showMaps();
        auto &maps = desk.part<MapsPanel>("mapsPanel");
        QVERIFY(desk.wait([&] { return maps.shown().maps != nullptr; }));
        const auto &formula = desk.part<FormulaView>("formulaView");
        QVERIFY(desk.wait([&] {
            maps.choosePlace({ maps.shown().layer, 0, 0, 0 }); // once the maps are laid out
            return formula.isVisible();
        }));
        desk.part<QAbstractButton>("classifyPinnedButton").click();

        const LoadedData &loaded = desk.services.dataset.loaded();
        const std::size_t sample = loaded.data->train.samples[7];
        desk.part<QTabWidget>("centralTabs").setCurrentWidget(&desk.evaluation());
        Q_EMIT desk.evaluation().sampleChosen(loaded.dataset, sample);
        const QString name = QString::fromStdString(loaded.dataset->samples()[sample].name);
        const auto &answer = desk.part<QLabel>("predictionText");
        QVERIFY(desk.wait([&] { return plain(answer).contains(name); }));
        QVERIFY(maps.isVisible());
        QVERIFY(!formula.isVisible());
    }

    void aViewThatWasKeptGoesWithItsNetwork()
    {
        Desk desk;
        QVERIFY(desk.trainFor(1));
        desk.showMaps();
        auto &maps = desk.part<MapsPanel>("mapsPanel");
        QVERIFY(desk.wait([&] { return maps.shown().maps != nullptr; }));
        maps.keepView();
        QVERIFY(maps.shown().kept);
        QVERIFY(desk.trainFor(1)); // the same layers, other weights
        QVERIFY(!maps.shown().kept);
    }

    void whatIsOfAnotherDatasetThanTheOpenOneSaysSo()
    {
        Desk desk;
        const auto &note = desk.part<QLabel>("shownRunNote");
        QVERIFY(!note.isVisible());
        QVERIFY(desk.trainFor(1));
        QVERIFY(!note.isVisible());
        desk.part<QAbstractButton>("classifyPinnedButton").click();
        const auto &answer = desk.part<QLabel>("predictionText");
        QVERIFY(desk.wait([&] { return answer.isVisible(); }));

        for (const char *name : { "a/1.png", "a/2.png", "b/1.png", "b/2.png" })
            desk.folder.write("other/" + std::string(name),
                encodeImage(plainImage(9, 9, { std::uint8_t(40 * name[2]) }), ".png"));
        QVERIFY(desk.open(desk.fileOf(desk.folder / "other")));
        QVERIFY(note.isVisible());
        QVERIFY(note.text().contains(QFileInfo(desk.runFolder()).fileName()));
        QVERIFY(note.text().contains(QStringLiteral("other")));
        QVERIFY(!answer.isVisible()); // its image is of the digits

        QVERIFY(desk.open(kDigits));
        QVERIFY(!note.isVisible());
    }

    void aRunThatStoppedEarlyIsOpenedAsItStopped()
    {
        Desk desk;
        QVERIFY(desk.pauseBeyondTheBest());
        const std::int64_t planned = desk.run().batchesTotal();
        QVERIFY(desk.stop());
        QVERIFY(desk.last() < planned);
        QVERIFY(desk.openModel(desk.runFolder()));
        QCOMPARE(desk.run().batchesTotal(), planned);
        QCOMPARE(desk.run().epochsTotal(), 100'000);
    }

    void aTestScoreThatCannotBeKeptIsSaid()
    {
        Desk desk;
        RunConfig config = desk.services.settings.config();
        config.test = 0.2;
        desk.services.settings.configure(config);
        QVERIFY(desk.trainFor(1));
        const FolderLock lock(
            desk.services.training.runFolder()); // as another program would hold it
        const QSignalSpy failed(&desk.services.evaluations, &Evaluations::failed);
        const QSignalSpy evaluated(&desk.services.evaluations, &Evaluations::evaluated);
        desk.services.evaluations.evaluate(Split::Test, true);
        QVERIFY(desk.wait([&] { return !failed.isEmpty(); }));
        QVERIFY(failed.first().first().toString().contains(QStringLiteral("could not be kept")));
        QCOMPARE(evaluated.size(), 1); // it is shown all the same
    }

    void aCheckBeforeTrainingIsOfTheSettingsItWasMadeWith()
    {
        Desk desk;
        desk.action("actionPreflight").trigger();
        const auto &summary = desk.part<QLabel>("preflightSummary");
        const QSignalSpy ended(&desk.services.preflight, &Preflight::ended);
        QVERIFY(desk.wait([&] { return !ended.isEmpty(); }));
        QVERIFY(!summary.text().contains(QStringLiteral("check again")));
        desk.services.settings.choosePreset(QStringLiteral("mnist-linear"));
        QVERIFY(summary.text().contains(QStringLiteral("check again")));
        QVERIFY(!desk.part<QAbstractButton>("useRateButton").isVisible());
    }
};

CONVSCOPE_QT_TEST(ShownResultsTest)

} // namespace convscope::test::shown_results_test

#include "shown_results_test.moc"
