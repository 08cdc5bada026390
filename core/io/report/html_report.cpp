// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/report/html_report.h"
#include "core/base/rounding.h"
#include "core/base/utf8_name.h"
#include "core/io/report/html_style.h"
#include "core/io/report/svg_chart.h"
#include "core/io/run/run_settings.h"
#include "core/io/tensors/report_text.h"
#include "core/nn/model_spec.h"
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace convscope {

using nlohmann::json;

namespace {

constexpr double kSmoothing = 0.9; // smoothing of the strong curves

std::string dimensions(const Shape &shape)
{
    return std::to_string(shape.c) + " × " + std::to_string(shape.h) + " × "
        + std::to_string(shape.w);
}

/// The smoothed curve, strong, over the faint values it came from.
std::vector<SvgSeries> batchCurves(
    const std::vector<BatchReport> &batches, double BatchReport::*value)
{
    SvgSeries raw { .look = "raw", .points = {} }, smooth { .look = "training", .points = {} };
    Smoother smoother(kSmoothing);
    for (const BatchReport &batch : batches) {
        raw.points.push_back({ double(batch.batch), batch.*value });
        smooth.points.push_back({ double(batch.batch), smoother.next(batch.*value) });
    }
    return { std::move(raw), std::move(smooth) };
}

SvgSeries epochCurve(
    const std::vector<EpochReport> &epochs, std::optional<double> EpochReport::*value)
{
    SvgSeries series { .look = "validation", .points = {}, .dots = true };
    for (const EpochReport &epoch : epochs)
        if (epoch.*value)
            series.points.push_back({ double(epoch.batch), *(epoch.*value) });
    return series;
}

std::string rateChart(const RunLogs &logs, SvgChart chart)
{
    SvgSeries rate { .look = "rate", .points = {} };
    for (const BatchReport &batch : logs.batches)
        rate.points.push_back({ double(batch.batch), batch.learningRate });
    chart.description = "Learning rate by batch";
    chart.series = { std::move(rate) };
    chart.percent = false;
    chart.fromZero = true;
    chart.height = 130;
    return "<h3>Learning rate</h3>\n" + svgLines(chart);
}

/// By what it is the best, and what belongs to it.
std::string bestEpoch(const RunLogs &logs)
{
    const auto best = std::find_if(logs.epochs.rbegin(), logs.epochs.rend(),
        [](const EpochReport &epoch) { return epoch.best; });
    if (best == logs.epochs.rend())
        return {};
    return "<p>Lowest validation loss: " + htmlText(amountText(*best->valLoss)) + " in epoch "
        + std::to_string(best->epoch) + ", with an accuracy of "
        + htmlText(unbroken(percentText(best->valAccuracy.value_or(NAN)))) + ".</p>\n";
}

std::string charts(const RunLogs &logs)
{
    SvgChart chart;
    for (const EpochReport &epoch : logs.epochs) {
        chart.epochEnds.push_back(double(epoch.batch));
        if (epoch.best)
            chart.best = double(epoch.batch);
    }
    chart.description = "Loss by batch, and of the validation images by epoch";
    chart.series = batchCurves(logs.batches, &BatchReport::loss);
    chart.series.push_back(epochCurve(logs.epochs, &EpochReport::valLoss));
    std::string html = "<section><h2>Training</h2>\n<p class=\"legend\"><span class=\"key "
                       "training\">training, smoothed</span> <span class=\"key raw\">each "
                       "batch</span> <span class=\"key validation\">validation, each "
                       "epoch</span></p>\n"
        + bestEpoch(logs) + "<h3>Loss</h3>\n" + svgLines(chart);
    chart.description = "Accuracy by batch, and of the validation images by epoch";
    chart.series = batchCurves(logs.batches, &BatchReport::accuracy);
    chart.series.push_back(epochCurve(logs.epochs, &EpochReport::valAccuracy));
    chart.percent = true;
    html += "<h3>Accuracy</h3>\n" + svgLines(chart);
    return html + rateChart(logs, chart) + "</section>\n";
}

std::string network(const ModelSpec &spec)
{
    std::string html = "<section><h2>Network</h2>\n<div class=\"wide\"><table class=\"numbers\">\n"
                       "<thead><tr><th>layer</th><th>kind</th><th>output</th><th>parameters</th>"
                       "</tr></thead>\n<tbody>\n<tr><th scope=\"row\">input</th><td></td><td>"
        + dimensions(spec.input) + "</td><td></td></tr>\n";
    std::size_t total = 0;
    for (const LayerSummary &layer : inferShapes(spec)) {
        total += layer.parameters;
        html += "<tr><th scope=\"row\">" + htmlText(layer.name) + "</th><td>" + htmlText(layer.kind)
            + "</td><td>" + dimensions(layer.output) + "</td><td>"
            + (layer.parameters ? std::to_string(layer.parameters) : std::string())
            + "</td></tr>\n";
    }
    return html + "</tbody>\n<tfoot><tr><th scope=\"row\">all</th><td></td><td></td><td>"
        + std::to_string(total) + "</td></tr></tfoot>\n</table></div></section>\n";
}

std::string settingRows(const json &saved)
{
    std::string rows;
    for (const SettingText &setting : settingTexts(saved))
        rows += htmlRow(setting.name, setting.value);
    return rows;
}

std::string settings(const RunRecord &run)
{
    json saved = toJson(run.config);
    for (const char *elsewhere : { "model", "dataset" }) // they have places of their own
        saved.erase(elsewhere);
    return "<section><h2>Settings</h2>\n<table class=\"facts\"><tbody>\n" + settingRows(saved)
        + "</tbody></table></section>\n";
}

std::string facts(const ReportParts &parts)
{
    const TrainedModel &model = parts.model;
    std::string classes;
    for (const std::string &name : model.classes)
        classes += (classes.empty() ? "" : ", ") + name;
    std::string rows = htmlRow("model", describe(parts.checkpoint, model))
        + htmlRow("classes", std::to_string(model.classes.size()) + ": " + classes);
    rows += settingRows({ { "preprocessing", toJson(model.preprocessing) } });
    if (const RunRecord *run = parts.run) {
        const RunRecord::Images &count = run->images;
        rows += htmlRow("dataset", utf8Name(run->config.dataset))
            + htmlRow("images",
                std::to_string(count.train) + " for training, " + std::to_string(count.validation)
                    + " for validation, " + std::to_string(count.test) + " for testing")
            + htmlRow("fingerprint of the images", run->fingerprint)
            + htmlRow("seed", std::to_string(run->config.seed))
            + htmlRow("trained with", run->producer + ", " + run->simd + " instructions")
            + htmlRow("ended by", run->stoppedBy.empty() ? "not finished" : run->stoppedBy);
    }
    return "<section><h2>Data and origin</h2>\n<table class=\"facts\"><tbody>\n" + rows
        + htmlRow("report written by", "ConvScope " CONVSCOPE_VERSION)
        + "</tbody></table></section>\n";
}

std::string titleOf(const ReportParts &parts)
{
    if (!parts.run)
        return "A trained network";
    const auto folder = std::filesystem::absolute(parts.run->folder).lexically_normal();
    return utf8Name((folder.has_filename() ? folder : folder.parent_path()).filename().string());
}

std::string subtitle(const ReportParts &parts)
{
    if (!parts.run)
        return "Report of a model file";
    const RunRecord &run = *parts.run;
    std::string text = "Report of a training run";
    if (!run.started.empty())
        text += " of " + run.started;
    text += ": " + std::to_string(run.logs.batches.size()) + " batches, "
        + std::to_string(run.epochsDone) + " epochs";
    if (!run.logs.batches.empty()) {
        const double validated = run.logs.epochs.empty() ? 0 : run.logs.epochs.back().seconds;
        text += ", " + fixed(std::max(validated, run.logs.batches.back().seconds), 1)
            + " s of training and validation";
    }
    return text;
}

} // namespace

std::string htmlRow(std::string_view name, std::string_view value)
{
    return "<tr><th scope=\"row\">" + htmlText(name) + "</th><td>" + htmlText(value)
        + "</td></tr>\n";
}

std::string htmlReport(const ReportParts &parts)
{
    const std::string title = htmlText(titleOf(parts));
    std::string html = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                       "<meta name=\"viewport\" content=\"width=device-width\"/>\n<title>"
        + title + " – ConvScope report</title>\n<style>\n" + std::string(kReportStyle)
        + "</style>\n</head>\n<body>\n<main>\n<header><h1>" + title + "</h1>\n<p>"
        + htmlText(subtitle(parts)) + "</p></header>\n";
    html += parts.evaluated ? htmlResult(*parts.evaluated)
                            : "<p>No images were evaluated for this report.</p>\n";
    if (parts.run)
        html += charts(parts.run->logs);
    if (parts.evaluated)
        html += htmlEvaluation(*parts.evaluated);
    html += network(parts.model.spec);
    if (parts.run)
        html += settings(*parts.run);
    return html + facts(parts) + "</main>\n</body>\n</html>\n";
}

} // namespace convscope
