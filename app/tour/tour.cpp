// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/tour/tour.h"
#include "app/services/services.h"
#include "app/shell/main_window.h"
#include "core/io/tensors/npz.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/curve_readout.h"
#include "ui/data/class_chart.h"
#include "ui/evaluation/confusion_model.h"
#include "ui/evaluation/evaluation_panel.h"
#include "ui/images/image_conversion.h"
#include "ui/images/image_grid.h"
#include "ui/images/probability_bars.h"
#include "ui/kit/message_bar.h"
#include "ui/predict/predict_panel.h"
#include <QAction>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QListWidget>
#include <QSpinBox>
#include <QTableView>
#include <cstdio>

namespace convscope {

using namespace std::chrono_literals;
using State = TrainingController::State;

namespace {

constexpr int kDigits = 10;
constexpr int kManyEpochs = 2000; // more than the tour waits for: it stops the run itself
constexpr std::size_t kEpochsToSee = 12; // for a chart worth an image
constexpr double kGoodAccuracy = 0.95;

} // namespace

Tour::Tour(MainWindow &window, Services &services, const QString &folder)
    : m_window(window)
    , m_services(services)
    , m_guide(window, folder)
{
    m_window.setFixedSize(1440, 900);
}

int Tour::run()
{
    QString failure;
    try {
        for (const auto station : { &Tour::welcome, &Tour::sampleDigits, &Tour::dataReport,
                 &Tour::training, &Tour::featureMaps, &Tour::control, &Tour::formula,
                 &Tour::ablationScores, &Tour::chelsea, &Tour::prediction, &Tour::why,
                 &Tour::badFile, &Tour::evaluation, &Tour::exportWeights })
            (this->*station)();
    } catch (const std::exception &error) {
        failure = QString::fromUtf8(error.what());
    }
    try {
        m_guide.finish(failure);
    } catch (const Error &error) {
        failure = QString::fromUtf8(error.what());
    }
    if (!failure.isEmpty())
        std::fprintf(stderr, "convscope: the tour failed: %s\n", failure.toUtf8().constData());
    return failure.isEmpty() ? 0 : 1;
}

void Tour::welcome()
{
    m_guide.waitUntil(
        "the welcome page", [this] { return m_guide.find<QWidget>("welcomeDigits").isVisible(); });
    m_guide.report("welcome", {});
}

void Tour::sampleDigits()
{
    m_guide.click("welcomeDigits");
    const auto &train = m_guide.find<QAction>("actionTrain");
    m_guide.waitUntil("opening the sample digits", [&] { return train.isEnabled(); });
    qint64 images = 0;
    for (const ClassCount &count : m_guide.find<ClassChart>("classChart").counts())
        images += qint64(count.count);
    m_guide.require(images == 1797, QStringLiteral("there are %1 digits, not 1797").arg(images));
    m_guide.report("digits",
        { { QStringLiteral("pictures"), images },
            { QStringLiteral("problems"), m_guide.find<QListWidget>("problemList").count() },
            { QStringLiteral("samples_shown"),
                m_guide.find<ImageGrid>("sampleGrid").images().rowCount() },
            { QStringLiteral("parameters"), m_guide.find<QLabel>("parameterTotal").text() } });
}

void Tour::dataReport()
{
    const auto &examiner = m_services.dataset.examiner();
    m_guide.waitUntil("the report", [&] { return examiner.report() != nullptr; });
    const DatasetReport &report = examiner.report()->report;
    m_guide.require(report.sizes.size() == 1 && report.problems.empty(),
        QStringLiteral("the digits are not all alike"));
    auto &chart = m_guide.find<ClassChart>("classChart");
    const auto &shown = m_guide.find<ImageGrid>("sampleGrid").images();
    const int all = shown.rowCount();
    chart.choose(3);
    m_guide.require(shown.rowCount() == int(chart.counts()[3].count),
        QStringLiteral("%1 threes are shown").arg(shown.rowCount()));
    m_guide.report("data-report",
        { { QStringLiteral("summary"), m_guide.find<QLabel>("dataSummary").text() },
            { QStringLiteral("threes"), shown.rowCount() },
            { QStringLiteral("equal_groups"), qint64(report.duplicates.size()) },
            { QStringLiteral("majority"), report.baselines.majority },
            { QStringLiteral("size_and_brightness"), report.baselines.centroid } });
    chart.choose(std::nullopt);
    m_guide.require(shown.rowCount() == all, QStringLiteral("not all digits came back"));
}

void Tour::training()
{
    m_guide.find<QSpinBox>("epochsSpin").setValue(kManyEpochs);
    m_guide.trigger("actionTrain");
    const RunModel &run = m_services.training.run();
    m_guide.waitUntil(
        "95 % validation accuracy",
        [&] {
            return run.epochs().size() >= kEpochsToSee
                && run.epochs().back().valAccuracy.value_or(0) >= kGoodAccuracy;
        },
        60s);
    m_guide.require(m_services.training.controller().state() == State::Running,
        QStringLiteral("the training ended too early"));
    const auto &chart = m_guide.find<ChartView>("lossChart");
    m_guide.waitUntil("a live chart", [&] { return chart.shownPoints() > 10; });
    m_guide.report("training",
        { { QStringLiteral("status"), m_guide.find<QLabel>("statusLine").text() },
            { QStringLiteral("chart_points"), chart.shownPoints() },
            { QStringLiteral("batches"), qint64(run.batches().size()) },
            { QStringLiteral("validation_accuracy"), *run.epochs().back().valAccuracy },
            { QStringLiteral("training_seconds"), run.epochs().back().seconds } });
}

void Tour::control()
{
    const RunModel &run = m_services.training.run();
    const auto isPaused = [this] {
        return m_services.training.controller().state() == State::Paused;
    };
    m_window.showRoom("training");
    m_guide.trigger("actionPause");
    m_guide.waitUntil("a pause", isPaused);
    const std::size_t before = run.batches().size();
    m_guide.trigger("actionStep");
    m_guide.waitUntil("a single step", [&] { return run.batches().size() > before; });
    m_guide.waitUntil("rest after the step",
        [&] { return isPaused() && m_services.training.controller().isQuiet(); });
    m_guide.require(run.batches().size() == before + 1,
        QStringLiteral("one step trained %1 batches").arg(run.batches().size() - before));
    m_guide.trigger("actionPause"); // goes on
    m_guide.waitUntil("going on", [&] { return run.batches().size() > before + 1; });
    QElapsedTimer elapsed;
    elapsed.start();
    m_guide.trigger("actionStop");
    m_guide.waitUntil("a stop", [this] { return !m_services.training.hasRun(); });
    const qint64 milliseconds = elapsed.elapsed();
    const QString last = QLocale().toString(qlonglong(run.batches().back().batch));
    m_guide.waitUntil("charts up to the last batch",
        [&] { return m_guide.find<CurveReadout>("curveReadout").text().contains(last); });
    const EpochReport *best = run.bestEpoch();
    m_guide.require(best && best->valAccuracy.value_or(0) >= kGoodAccuracy,
        QStringLiteral("the best epoch is no good"));
    m_guide.report("stopped",
        { { QStringLiteral("status"), m_guide.find<QLabel>("statusLine").text() },
            { QStringLiteral("stop_milliseconds"), milliseconds },
            { QStringLiteral("best_epoch"), best->epoch },
            { QStringLiteral("best_validation_accuracy"), *best->valAccuracy } });
}

QString Tour::writeDigit(int digit) const
{
    const LoadedData &loaded = m_services.dataset.loaded();
    for (const std::size_t sample : loaded.data->validation.samples) {
        if (loaded.dataset->samples()[sample].label != digit)
            continue;
        QString file = m_files.filePath(QStringLiteral("digit-%1.png").arg(digit));
        m_guide.require(toQImage(loaded.dataset->image(sample)).save(file),
            QStringLiteral("%1 cannot be written").arg(file));
        return file;
    }
    throw Error("there is no validation image of the digit " + std::to_string(digit));
}

void Tour::prediction()
{
    m_window.showRoom("training");
    auto &zone = m_guide.find<QWidget>("dropZone");
    const auto &answer = m_guide.find<QLabel>("predictionText");
    const auto &bars = m_guide.find<ProbabilityBars>("probabilityBars");
    QJsonArray answers;
    int right = 0;
    for (int digit = 0; digit < kDigits; ++digit) {
        const QString file = writeDigit(digit);
        m_guide.drop(zone, file);
        m_guide.waitUntil("a prediction",
            [&] { return answer.text().contains(QStringLiteral("digit-%1.png").arg(digit)); });
        right += bars.bars().front().name == QString::number(digit) ? 1 : 0;
        answers.append(QJsonObject { { QStringLiteral("dropped"), QString::number(digit) },
            { QStringLiteral("predicted"), bars.bars().front().name },
            { QStringLiteral("probability"), bars.bars().front().probability } });
    }
    m_guide.require(
        right >= kDigits - 2, QStringLiteral("only %1 of 10 digits are right").arg(right));
    m_guide.report("prediction",
        { { QStringLiteral("right"), right }, { QStringLiteral("answers"), answers } });
}

void Tour::badFile()
{
    QFile file(m_files.filePath(QStringLiteral("notes.png")));
    m_guide.require(file.open(QIODevice::WriteOnly) && file.write("This is no image.\n") > 0,
        QStringLiteral("no file can be written"));
    file.close();
    m_guide.drop(m_guide.find<QWidget>("dropZone"), file.fileName());
    const auto &message = *m_guide.find<PredictPanel>("predictPanel").findChild<MessageBar *>();
    m_guide.waitUntil("a sentence about the bad file",
        [&] { return message.text().contains(QStringLiteral("notes.png")); });
    m_guide.report("bad-file", { { QStringLiteral("sentence"), message.text() } });
}

void Tour::evaluation()
{
    m_window.showRoom("evaluation");
    m_guide.click("evaluateButton");
    const auto &panel = m_guide.find<EvaluationPanel>("evaluationPanel");
    m_guide.waitUntil("the evaluation", [&] { return panel.shown() != nullptr; });
    const Evaluation &evaluation = panel.shown()->evaluation;
    const QAbstractItemModel &matrix = *m_guide.find<QTableView>("confusionMatrix").model();
    int counted = 0;
    for (int row = 0; row < matrix.rowCount(); ++row)
        for (int column = 0; column < matrix.columnCount(); ++column)
            counted += matrix.index(row, column).data(ConfusionModel::CountRole).toInt();
    m_guide.require(counted == int(evaluation.images),
        QStringLiteral("the matrix counts %1 images, not all").arg(counted));
    m_guide.require(
        evaluation.accuracy >= kGoodAccuracy, QStringLiteral("the accuracy is no good"));
    m_guide.report("evaluation",
        { { QStringLiteral("images"), counted },
            { QStringLiteral("accuracy"), evaluation.accuracy },
            { QStringLiteral("top2"), evaluation.topTwo },
            { QStringLiteral("loss"), evaluation.loss },
            { QStringLiteral("errors_shown"),
                m_guide.find<ImageGrid>("errorGallery").images().rowCount() } });
}

void Tour::exportWeights()
{
    const auto &message = m_guide.find<MessageBar>("mainMessage");
    QJsonObject sizes;
    double largestDifference = 0;
    QString howto;
    const QObject listener; // hears nothing after this station
    QObject::connect(&m_services.exports, &Exports::modelExported, &listener,
        [&](const QString &, double difference, const QString &file) {
            largestDifference = std::max(largestDifference, difference);
            howto = file;
        });
    for (const ExportFormat &format : exportFormats()) {
        const QString extension
            = QString::fromUtf8(format.extension.data(), qsizetype(format.extension.size()));
        const QString ending = extension.isEmpty() ? QStringLiteral("_folder") : extension;
        const QString file = m_files.filePath(QStringLiteral("digits") + ending);
        const std::string action = "actionExport_" + std::string(format.name);
        m_guide.saveWith(action.c_str(), file);
        m_guide.waitUntil("an export", [&] { return message.text().contains(file); });
        m_guide.require(QFileInfo(howto).size() > 0 && howto.startsWith(file),
            QStringLiteral("%1 has no text that explains it").arg(file));
        sizes[QFileInfo(file).fileName()] = QFileInfo(file).size();
    }
    m_guide.require(largestDifference == 0,
        QStringLiteral("read again, the exports differ by %1").arg(largestDifference));
    const QString page = m_files.filePath(QStringLiteral("report.html"));
    m_guide.saveWith("actionExportReport", page);
    m_guide.waitUntil("a report", [&] { return message.text().contains(page); });
    sizes[QFileInfo(page).fileName()] = QFileInfo(page).size();
    const auto weights
        = readModelFile(m_files.filePath(QStringLiteral("digits.safetensors")).toStdString())
              .parameters;
    const auto arrays = readNpz(m_files.filePath(QStringLiteral("digits.npz")).toStdString());
    for (const NamedTensor &tensor : weights)
        m_guide.require(std::ranges::find(arrays, tensor) != arrays.end(),
            QStringLiteral("%1 differs between the files")
                .arg(QString::fromStdString(tensor.name)));
    m_guide.require(!weights.empty(), QStringLiteral("the model file has no weights"));
    m_window.showRoom("runs");
    const auto &runs = m_guide.find<QTableView>("runsTable");
    m_guide.waitUntil("the list of runs", [&] { return runs.model()->rowCount() == 1; });
    m_guide.report("export",
        { { QStringLiteral("bytes"), sizes },
            { QStringLiteral("tensors_read_again"), int(weights.size()) },
            { QStringLiteral("largest_difference"), largestDifference },
            { QStringLiteral("runs"), runs.model()->rowCount() } });
}

} // namespace convscope
