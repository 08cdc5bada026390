// SPDX-License-Identifier: GPL-3.0-or-later
// One run, and what every place says of it: the command line's JSON and text, the run's files,
// tables and reports, and the window.
#pragma once
#include "app/services/services.h"
#include "app/shell/main_window.h"
#include "core/io/run/run_folder.h"
#include "tests/support/figures.h"
#include "tests/support/patience.h"
#include "tests/support/program.h"
#include "tests/support/temp_folder.h"
#include "ui/kit/settings.h"
#include "ui/runs/runs_model.h"
#include <QFile>
#include <QLabel>
#include <QSignalSpy>
#include <QTableView>
#include <QTableWidget>
#include <QTest>
#include <nlohmann/json.hpp>

namespace convscope::test {

using nlohmann::json;

inline QString fileText(const std::filesystem::path &path)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// The cells of a CSV file without quotes.
inline QList<QStringList> table(const QString &csv)
{
    QList<QStringList> rows;
    for (const QString &line : csv.split(QLatin1Char('\n'), Qt::SkipEmptyParts))
        rows.append(line.split(QLatin1Char(',')));
    return rows;
}

/// With all digits; empty for null.
inline QString shown(const json &value)
{
    return value.is_number() ? QString::fromStdString(value.dump()) : QString();
}

inline QString shown(double value)
{
    return QString::number(value, 'g', 17);
}

struct RunPlaces {
    TempFolder folder;
    std::string run = folder.string() + "/runs/run";
    ProgramResult trained;
    QString trainText, evalText, infoText, status, summary, parameters;
    json train, eval, test, info, description;
    QString report, windowReport;
    QList<QStringList> metrics, confusion, epochs, batches, curves;
    QList<QStringList> windowMetrics, windowConfusion;
    QStringList runsRow;
    QString bestTip;
    RunLogs logs;
    std::vector<BatchReport> windowBatches;
    std::vector<EpochReport> windowEpochs;
    std::optional<EpochReport> windowBest;

    static ProgramResult cli(const std::vector<std::string> &arguments)
    {
        return runProgram(CONVSCOPE_CLI, arguments);
    }
    static QString text(const std::vector<std::string> &arguments)
    {
        return QString::fromStdString(cli(arguments).out);
    }
    std::string file(const char *name) const { return folder.string() + "/" + name; }

    void askTheCommandLine()
    {
        trained = cli({ "train", "sample:digits", "--run", run, "--model", "digits", "--epochs",
            "4", "--val", "0.2", "--test", "0.2", "--seed", "3", "--json" });
        QVERIFY2(trained.status == 0, trained.err.c_str());
        train = json::parse(trained.out);
        trainText = text({ "train", "sample:digits", "--run", run, "--resume" });
        const std::vector<std::string> command { "eval", run, "sample:digits", "--split" };
        const auto evaluated = [&](std::vector<std::string> more) {
            more.insert(more.begin(), command.begin(), command.end());
            return text(more);
        };
        eval = json::parse(
            evaluated({ "val", "--json", "--metrics", file("metrics.csv"), "--confusion",
                          file("confusion.csv"), "--report", file("report.html") })
                .toStdString());
        evalText = evaluated({ "val" });
        test = json::parse(evaluated({ "test", "--json" }).toStdString());
        info = json::parse(text({ "info", run, "--json" }).toStdString());
        infoText = text({ "info", run });
    }

    void readTheFiles()
    {
        description = json::parse(fileText(run + "/run.json").toStdString());
        logs = readRunLogs(run);
        epochs = table(fileText(run + "/epochs.csv"));
        batches = table(fileText(run + "/batches.csv"));
        metrics = table(fileText(file("metrics.csv")));
        confusion = table(fileText(file("confusion.csv")));
        report = fileText(file("report.html"));
    }

    void askTheWindow()
    {
        Settings settings(QString::fromStdString(file("window.ini")));
        Services services({ .runs = folder / "runs", .nextRun = {}, .config = {} });
        MainWindow window(services, settings);
        window.show();
        const QSignalSpy data(&services.dataset, &DatasetService::changed);
        services.library.takeSettingsOf(QString::fromStdString(run));
        QTRY_VERIFY_WITH_TIMEOUT(
            !data.isEmpty() && services.training.requests().canTrain(), kPatience);
        services.models.open(QString::fromStdString(run));
        QTRY_VERIFY_WITH_TIMEOUT(services.models.hasModel(), kPatience);
        const QSignalSpy evaluated(&services.evaluations, &Evaluations::evaluated);
        services.evaluations.evaluate(Split::Validation, true);
        QTRY_VERIFY_WITH_TIMEOUT(!evaluated.isEmpty(), kPatience);
        const auto saved = [&](const char *name, auto save) {
            const QSignalSpy exported(&services.exports, &Exports::exported);
            save(QString::fromStdString(file(name)));
            return QTest::qWaitFor([&] { return !exported.isEmpty(); }, kPatience);
        };
        QVERIFY(saved(
            "window.html", [&](const QString &path) { services.exports.exportReport(path); }));
        QVERIFY(saved(
            "curves.csv", [&](const QString &path) { services.exports.exportCurves(path, 0.5); }));
        windowReport = fileText(file("window.html"));
        curves = table(fileText(file("curves.csv")));
        const auto *runs = window.findChild<QTableView *>(QStringLiteral("runsTable"))->model();
        services.library.list();
        QTRY_COMPARE_WITH_TIMEOUT(runs->rowCount(), 1, kPatience);
        for (int column = 0; column < RunsModel::ColumnCount; ++column)
            runsRow.append(runs->index(0, column).data().toString());
        bestTip = runs->index(0, RunsModel::BestLoss).data(Qt::ToolTipRole).toString();
        const auto label = [&](const char *name) {
            return window.findChild<QLabel *>(QString::fromLatin1(name))->text();
        };
        status = label("statusLine");
        summary = label("evaluationSummary");
        parameters = label("parameterTotal");
        windowMetrics
            = cellsOf(*window.findChild<QTableWidget *>(QStringLiteral("metricsTable"))->model());
        windowConfusion
            = cellsOf(*window.findChild<QTableView *>(QStringLiteral("confusionMatrix"))->model());
        windowBatches = services.training.run().batches();
        windowEpochs = services.training.run().epochs();
        if (const EpochReport *best = services.training.run().bestEpoch())
            windowBest = *best;
    }

    static QList<QStringList> cellsOf(const QAbstractItemModel &model)
    {
        QList<QStringList> rows;
        for (int row = 0; row < model.rowCount(); ++row) {
            rows.append(QStringList());
            for (int column = 0; column < model.columnCount(); ++column)
                rows.back().append(model.index(row, column).data().toString());
        }
        return rows;
    }

    /// "epoch 4: loss 0.1234, accuracy 95.0 %; validation loss …" on stderr: the part before or
    /// after the validation's beginning.
    QString epochLine(int epoch, const QString &pattern) const
    {
        return captured(QString::fromStdString(trained.err),
            QStringLiteral("epoch %1: %2").arg(epoch).arg(pattern));
    }
    QString inTrainText(const char *name) const
    {
        return captured(
            trainText, QStringLiteral("(?m)^%1: ([^\\n,]+)").arg(QString::fromLatin1(name)));
    }
    static QString inReport(const QString &report, const char *name)
    {
        return captured(
            report, QStringLiteral("<b>([^<]*)</b><span>%1<").arg(QString::fromLatin1(name)))
            .replace(QStringLiteral("&lt;"), QStringLiteral("<"))
            .replace(QStringLiteral("&gt;"), QStringLiteral(">"));
    }
    static QString inReportRow(
        const QString &report, const char *section, const QString &name, int column)
    {
        const QString cell = QStringLiteral("<td[^>]*>[^<]*</td>");
        const QString head = QStringLiteral("<h2>%1</h2>").arg(QLatin1String(section));
        return captured(report.section(head, 1, 1).section(QStringLiteral("</section>"), 0, 0),
            QStringLiteral("<th scope=\"row\">%1</th>(?:%2){%3}<td[^>]*>([^<]*)</td>")
                .arg(name, cell)
                .arg(column));
    }
};

} // namespace convscope::test
