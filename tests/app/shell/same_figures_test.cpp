// SPDX-License-Identifier: GPL-3.0-or-later
// Every figure of a run that more than one place shows: all agree in value, unit and moment.
#include "tests/app/shell/run_places.h"
#include "tests/support/qt_test.h"

namespace convscope::test::same_figures_test {

namespace {

constexpr bool kForPeople = true;

} // namespace

class SameFiguresTest : public QObject {
    Q_OBJECT

    RunPlaces m_run;
    std::vector<Figure> m_figures;

    void add(const char *name, Unit unit, double value, std::vector<Place> places)
    {
        m_figures.push_back({ QString::fromLatin1(name), unit, value, std::move(places) });
    }

    void addLastEpoch()
    {
        const EpochReport &last = m_run.logs.epochs.back();
        const EpochReport &window = m_run.windowEpochs.back();
        const json &final = m_run.train["final"];
        const QStringList &row = m_run.epochs.back();
        add("training loss of the last epoch", Unit::Number, last.trainLoss,
            { { "train --json", shown(final["train_loss"]) },
                { "train", m_run.inTrainText("train_loss"), kForPeople },
                { "progress", m_run.epochLine(last.epoch, "loss ([^,]*)"), kForPeople },
                { "epochs.csv", row[1] }, { "window", shown(window.trainLoss) } });
        add("training accuracy of the last epoch", Unit::Share, last.trainAccuracy,
            { { "train --json", shown(final["train_accuracy"]) },
                { "train", m_run.inTrainText("train_accuracy"), kForPeople },
                { "progress", m_run.epochLine(last.epoch, "loss [^,]*, accuracy ([^;]*);"),
                    kForPeople },
                { "epochs.csv", row[2] }, { "window", shown(window.trainAccuracy) } });
        add("validation loss of the last epoch", Unit::Number, *last.valLoss,
            { { "train --json", shown(final["val_loss"]) },
                { "train", m_run.inTrainText("val_loss"), kForPeople },
                { "progress", m_run.epochLine(last.epoch, ".*; validation loss ([^,]*)"),
                    kForPeople },
                { "epochs.csv", row[3] }, { "curves.csv", m_run.curves.back()[9] },
                { "window", shown(*window.valLoss) } });
        add("validation accuracy of the last epoch", Unit::Share, *last.valAccuracy,
            { { "train --json", shown(final["val_accuracy"]) },
                { "train", m_run.inTrainText("val_accuracy"), kForPeople },
                { "progress", m_run.epochLine(last.epoch, ".*; validation.*accuracy ([^(\\n]*)"),
                    kForPeople },
                { "epochs.csv", row[4] }, { "curves.csv", m_run.curves.back()[10] },
                { "window", shown(*window.valAccuracy) } });
    }

    void addBest()
    {
        // The lowest validation loss, by the log alone.
        const auto best = std::ranges::min_element(
            m_run.logs.epochs, {}, [](const EpochReport &epoch) { return *epoch.valLoss; });
        const json &kept = m_run.description["result"]["best"];
        const QString all = QString::fromStdString(m_run.trained.err);
        QVERIFY(m_run.windowBest);
        add("best epoch", Unit::Count, best->epoch,
            { { "train --json", shown(m_run.train["best"]["epoch"]) },
                { "run.json", shown(kept["epoch"]) }, { "info --json", shown(m_run.info["epoch"]) },
                { "info", captured(m_run.infoText, "\\(epoch (\\d+)\\)"), kForPeople },
                { "progress", captured(all, "epoch (\\d+):[^\\n]*so far"), kForPeople },
                { "train", captured(m_run.trainText, "loss: [^ ]* in epoch (\\d+)"), kForPeople },
                { "report, training", captured(m_run.report, "loss: [^ ]* in epoch (\\d+)"),
                    kForPeople },
                { "report", captured(m_run.report, "validation loss, (\\d+) \\(batch"),
                    kForPeople },
                { "window", shown(m_run.windowBest->epoch) },
                { "runs", captured(m_run.bestTip, "[Ee]poch (\\d+)"), kForPeople },
                { "status line", captured(m_run.status, "in epoch (\\d+)"), kForPeople } });
        add("batch of the best model", Unit::Count, double(best->batch),
            { { "info --json", shown(m_run.info["batch"]) },
                { "info", captured(m_run.infoText, "for ([\\d,]+) batches"), kForPeople },
                { "report", captured(m_run.report, "\\(batch ([\\d,]+)\\)"), kForPeople },
                { "window's report", captured(m_run.windowReport, "\\(batch ([\\d,]+)\\)"),
                    kForPeople },
                { "evaluation", captured(m_run.summary, "batch ([\\d,]+)"), kForPeople },
                { "window", shown(double(m_run.windowBest->batch)) } });
        add("loss of the best model", Unit::Number, *best->valLoss,
            { { "train --json", shown(m_run.train["best"]["val_loss"]) },
                { "run.json", shown(kept["val_loss"]) },
                { "eval --json", shown(m_run.eval["loss"]) },
                { "eval", captured(m_run.evalText, "(?m)^loss: (.*)$"), kForPeople },
                { "metrics.csv", m_run.metrics.back()[8] },
                { "report", RunPlaces::inReport(m_run.report, "loss"), kForPeople },
                { "window's report", RunPlaces::inReport(m_run.windowReport, "loss"), kForPeople },
                { "evaluation", captured(m_run.summary, "loss ([^ ]*)"), kForPeople },
                { "runs", m_run.runsRow[RunsModel::BestLoss], kForPeople },
                { "train", captured(m_run.trainText, "lowest validation loss: ([^ ]*)"),
                    kForPeople },
                { "report, training", captured(m_run.report, "Lowest validation loss: ([^ ]*)"),
                    kForPeople },
                { "status line", captured(m_run.status, "lowest validation loss ([^ ]*)"),
                    kForPeople },
                { "window", shown(*m_run.windowBest->valLoss) } });
        add("accuracy of the best model", Unit::Share, *best->valAccuracy,
            { { "train --json", shown(m_run.train["best"]["val_accuracy"]) },
                { "run.json", shown(kept["val_accuracy"]) },
                { "eval --json", shown(m_run.eval["accuracy"]) },
                { "eval", captured(m_run.evalText, "(?m)^accuracy: (.*)$"), kForPeople },
                { "metrics.csv", m_run.metrics.back()[6] },
                { "report", RunPlaces::inReport(m_run.report, "accuracy"), kForPeople },
                { "window's report", RunPlaces::inReport(m_run.windowReport, "accuracy"),
                    kForPeople },
                { "evaluation", captured(m_run.summary, "^([<>]?[\\d.]+ %) right"), kForPeople },
                { "runs", m_run.runsRow[RunsModel::Accuracy], kForPeople },
                { "train", captured(m_run.trainText, "accuracy there (.*)"), kForPeople },
                { "report, training", captured(m_run.report, "with an accuracy of ([^<]* %)\\."),
                    kForPeople },
                { "status line", captured(m_run.status, "accuracy there ([<>]?[\\d.]+ %)"),
                    kForPeople },
                { "window", shown(*m_run.windowBest->valAccuracy) } });
        add("right in the first two", Unit::Share, m_run.eval["top2"].get<double>(),
            { { "eval", captured(m_run.evalText, "first two: (.*)"), kForPeople },
                { "metrics.csv", m_run.metrics.back()[7] },
                { "report", RunPlaces::inReport(m_run.report, "right in the first two"),
                    kForPeople },
                { "window's report",
                    RunPlaces::inReport(m_run.windowReport, "right in the first two"), kForPeople },
                { "evaluation", captured(m_run.summary, "first two ([<>]?[\\d.]+ %)"),
                    kForPeople } });
    }

    void addTest()
    {
        const json &kept = m_run.description["test"];
        add("test loss", Unit::Number, m_run.test["loss"].get<double>(),
            { { "train --json", shown(m_run.train["final"]["test_loss"]) },
                { "train", m_run.inTrainText("test_loss"), kForPeople },
                { "run.json", shown(kept["loss"]) } });
        add("test accuracy", Unit::Share, m_run.test["accuracy"].get<double>(),
            { { "train --json", shown(m_run.train["final"]["test_accuracy"]) },
                { "train", m_run.inTrainText("test_accuracy"), kForPeople },
                { "run.json", shown(kept["accuracy"]) },
                { "runs", m_run.runsRow[RunsModel::TestAccuracy], kForPeople } });
    }

    void addCounts()
    {
        const json &images = m_run.description["images"], &result = m_run.description["result"];
        const QString rates = captured(m_run.report, "<p>Report of a training run([^<]*)");
        add("epochs done", Unit::Count, double(m_run.logs.epochs.size()),
            { { "train --json", shown(m_run.train["epochs_done"]) },
                { "train", captured(m_run.trainText, "epochs: (\\d+)"), kForPeople },
                { "run.json", shown(result["epochs_done"]) },
                { "report", captured(rates, "([\\d,]+) epochs"), kForPeople },
                { "runs", captured(m_run.runsRow[RunsModel::Epochs], "^([\\d,]+) of 4$"),
                    kForPeople },
                { "status line", captured(m_run.status, "epoch ([\\d,]+)/4"), kForPeople },
                { "window", shown(double(m_run.windowEpochs.size())) } });
        add("batches done", Unit::Count, double(m_run.logs.batches.size()),
            { { "train --json", shown(m_run.train["batches_done"]) },
                { "train", captured(m_run.trainText, "batches: (\\d+)"), kForPeople },
                { "run.json", shown(result["batches_done"]) },
                { "batches.csv", m_run.batches.back()[0] },
                { "report", captured(rates, "([\\d,]+) batches"), kForPeople },
                { "runs", m_run.runsRow[RunsModel::Batches], kForPeople },
                { "window", shown(double(m_run.windowBatches.back().batch)) } });
        add("images to validate", Unit::Count, images["val"].get<double>(),
            { { "eval --json", shown(m_run.eval["images"]) },
                { "eval", captured(m_run.evalText, "images: (.*)"), kForPeople },
                { "metrics.csv", m_run.metrics.back()[5] },
                { "report", RunPlaces::inReport(m_run.report, "images"), kForPeople },
                { "window's report", RunPlaces::inReport(m_run.windowReport, "images"),
                    kForPeople },
                { "report, origin", captured(m_run.report, "([\\d,]+) for validation"),
                    kForPeople },
                { "evaluation", captured(m_run.summary, "right of ([\\d,]+)"), kForPeople } });
        add("images to test", Unit::Count, images["test"].get<double>(),
            { { "eval --json", shown(m_run.test["images"]) },
                { "report, origin", captured(m_run.report, "([\\d,]+) for testing"), kForPeople },
                { "run.json, test", shown(m_run.description["test"]["images"]) } });
        const QString total = QStringLiteral(">all</th><td></td><td></td><td>([\\d,]+)");
        add("parameters", Unit::Count, m_run.info["parameters"].get<double>(),
            { { "info", captured(m_run.infoText, "([\\d,]+) parameters"), kForPeople },
                { "report", captured(m_run.report, total), kForPeople },
                { "window's report", captured(m_run.windowReport, total), kForPeople },
                { "window", captured(m_run.parameters, "([\\d,]+)"), kForPeople } });
        add("learning rate", Unit::Number, m_run.logs.batches.back().learningRate,
            { { "batches.csv", m_run.batches.back()[4] }, { "curves.csv", m_run.curves.back()[8] },
                { "window", shown(m_run.windowBatches.back().learningRate) } });
        add("seconds of training", Unit::Number, m_run.logs.epochs.back().seconds,
            { { "epochs.csv", m_run.epochs.back()[5] },
                { "report", captured(rates, "([\\d.]+) s of training"), kForPeople },
                { "runs", captured(m_run.runsRow[RunsModel::Duration], "^([\\d.]+) s$"),
                    kForPeople },
                { "window", shown(m_run.windowEpochs.back().seconds) } });
    }

    void addClass(const char *name, const json &metrics, const QString &reportRow, int row)
    {
        const char *const parts[] = { "precision", "recall", "f1" };
        for (int part = 0; part < 3; ++part) {
            const QString figure
                = QStringLiteral("%1 of %2")
                      .arg(QString::fromLatin1(parts[part]), QString::fromLatin1(name));
            m_figures.push_back({ figure, Unit::Fraction, metrics[parts[part]].get<double>(),
                { { "metrics.csv", m_run.metrics[row + 1][2 + part] },
                    { "report", RunPlaces::inReportRow(m_run.report, "Classes", reportRow, part),
                        kForPeople },
                    { "window's report",
                        RunPlaces::inReportRow(m_run.windowReport, "Classes", reportRow, part),
                        kForPeople },
                    { "evaluation", m_run.windowMetrics[row][1 + part], kForPeople } } });
        }
    }

    void addClasses()
    {
        const json &classes = m_run.eval["classes"];
        for (const int k : { 1, 8 }) {
            const std::string name = classes[k]["name"];
            addClass(name.c_str(), classes[k], QString::fromStdString(name), k);
            const QString line
                = captured(m_run.evalText, QStringLiteral("(?m)^  %1: (.*)$").arg(name.c_str()));
            const QStringList words = line.split(QLatin1Char(' '));
            for (int part = 0; part < 3; ++part)
                m_figures[m_figures.size() - 3 + std::size_t(part)].places.push_back(
                    { "eval", words.value(part), kForPeople });
            add("images of a class", Unit::Count, classes[k]["support"].get<double>(),
                { { "metrics.csv", m_run.metrics[k + 1][5] },
                    { "eval", words.value(3), kForPeople },
                    { "evaluation", m_run.windowMetrics[k][4], kForPeople } });
        }
        addClass("the classes' mean", m_run.eval["macro"], QStringLiteral("mean[^<]*"),
            int(classes.size()));
        m_figures.back().places.push_back(
            { "report, above", RunPlaces::inReport(m_run.report, "F1, mean of[^<]*"), kForPeople });
    }

    void addConfusion()
    {
        const json &confusion = m_run.eval["confusion"];
        for (std::size_t truth = 0; truth < confusion.size(); ++truth)
            for (std::size_t k = 0; k < confusion.size(); ++k) {
                const auto count = confusion[truth][k].get<int>();
                if (count == 0)
                    continue; // people see a dot, or nothing
                const QString name = QStringLiteral("%1 taken for %2").arg(truth).arg(k);
                m_figures.push_back({ name, Unit::Count, double(count),
                    { { "confusion.csv", m_run.confusion[qsizetype(truth) + 1][qsizetype(k) + 1] },
                        { "report",
                            RunPlaces::inReportRow(m_run.report, "Confusion matrix",
                                QString::fromStdString(m_run.eval["classes"][truth]["name"]),
                                int(k)),
                            kForPeople },
                        { "evaluation", m_run.windowConfusion[qsizetype(truth)][qsizetype(k)],
                            kForPeople } } });
            }
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_run.askTheCommandLine();
        m_run.readTheFiles();
        m_run.askTheWindow();
        if (QTest::currentTestFailed())
            return;
        addLastEpoch();
        addBest();
        addTest();
        addCounts();
        addClasses();
        addConfusion();
    }

    void everyPlaceShowsTheSame_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < m_figures.size(); ++i)
            QTest::newRow(qPrintable(m_figures[i].name)) << int(i);
    }

    void everyPlaceShowsTheSame()
    {
        QFETCH(const int, index);
        const Figure &figure = m_figures[std::size_t(index)];
        QStringList errors;
        for (const Place &place : figure.places)
            errors << errorOf(figure, place);
        errors.removeAll(QString());
        QVERIFY2(errors.isEmpty(), qPrintable(errors.join(QLatin1Char('\n'))));
    }

    void aPlaceThatDiffersIsFound()
    {
        const Figure figure { "accuracy", Unit::Share, 0.9361, {} };
        QCOMPARE(errorOf(figure, { "here", "93.6 %", kForPeople }), QString());
        QCOMPARE(errorOf(figure, { "here", "0.9361" }), QString());
        QVERIFY(!errorOf(figure, { "here", "0.936", kForPeople }).isEmpty());
        QVERIFY(!errorOf(figure, { "here", "93.7 %", kForPeople }).isEmpty());
        QVERIFY(!errorOf(figure, { "here", "0.93610001" }).isEmpty());
        QVERIFY(!errorOf(figure, { "here", QString() }).isEmpty());
    }
};

CONVSCOPE_QT_TEST(SameFiguresTest)

} // namespace convscope::test::same_figures_test

#include "same_figures_test.moc"
