// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rounding.h"
#include "core/data/decode/image_draw.h"
#include "core/io/report/confusion_text.h"
#include "core/io/report/html_report.h"
#include "core/io/report/svg_chart.h"
#include "core/io/tensors/report_text.h"
#include <algorithm>

namespace convscope {

namespace {

constexpr std::size_t kMaxErrors = 36; // with images
constexpr int kMaxPixels = 128; // an image's longer side

/// As text of a page.
std::string percent(double share)
{
    return htmlText(unbroken(percentText(share)));
}

std::string fractionOrNone(const std::optional<double> &share)
{
    return share ? fractionText(*share) : std::string(kNoFigure);
}

std::string figure(const std::string &value, std::string_view name)
{
    return "<div class=\"figure\"><b>" + htmlText(value) + "</b><span>" + htmlText(name)
        + "</span></div>\n";
}

std::string figures(const Evaluation &e)
{
    return "<div class=\"figures\">\n" + figure(unbroken(percentText(e.accuracy)), "accuracy")
        + figure(unbroken(percentText(e.topTwo)), "right in the first two")
        + figure(amountText(e.loss), "loss")
        + figure(
            fractionOrNone(e.macro.f1.value), "F1, mean of " + countedClasses(e.macro.f1.classes))
        + figure(unbroken(percentText(calibrationOf(e).expectedError)), "calibration error")
        + figure(std::to_string(e.images), "images") + "</div>\n";
}

std::string metricsRow(const std::string &name, const std::array<std::optional<double>, 3> &figures,
    std::size_t images)
{
    std::string row = "<tr><th scope=\"row\">" + htmlText(name) + "</th>";
    for (const auto &value : figures)
        row += "<td>" + htmlText(fractionOrNone(value)) + "</td>";
    return row + "<td>" + std::to_string(images) + "</td></tr>\n";
}

std::string metricsTable(const Evaluation &e)
{
    std::string table = "<section><h2>Classes</h2>\n<div class=\"wide\"><table class=\"numbers\">\n"
                        "<thead><tr><th>class</th><th>precision</th><th>recall</th><th>F1</th>"
                        "<th>images</th></tr></thead>\n<tbody>\n";
    for (std::size_t k = 0; k < e.names.size(); ++k) {
        const ClassMetrics &own = e.classes[k];
        table += metricsRow(e.names[k], { own.precision, own.recall, own.f1 }, own.support);
    }
    const MeanMetrics &means = e.macro;
    return table + "</tbody>\n<tfoot>"
        + metricsRow(meanTitle(means),
            { means.precision.value, means.recall.value, means.f1.value }, means.support)
        + "</tfoot>\n</table></div>\n<p class=\"note\">Precision: of all that were called so, the "
          "share that is. Recall: of all that are, the share that was found. F1: their harmonic "
          "mean. –: there is none, of a class that has no images or was never "
          "predicted.</p></section>\n";
}

/// Two digits are enough to be seen; the colours mix with the page's background.
std::string cell(std::size_t count, std::size_t all, bool hit)
{
    if (count == 0)
        return "<td class=\"none\">·</td>";
    constexpr double kFaint = 0.12, kStrong = 0.5;
    const double share = double(count) / double(all);
    return "<td style=\"background-color:rgba(" + std::string(hit ? "45,125,210" : "214,69,51")
        + "," + fixed(kFaint + kStrong * share, 2) + ")\" title=\"" + percent(share)
        + " of the row\">" + std::to_string(count) + "</td>";
}

std::string confusionTable(const Evaluation &e)
{
    std::string table = "<section><h2>Confusion matrix</h2>\n<p class=\"note\">Rows: what the "
                        "images are. Columns: what the network took them for. The colour is the "
                        "share of the row: blue right, red taken for something else.</p>\n"
                        "<div class=\"wide\"><table class=\"matrix\">\n<thead><tr><td>"
        + htmlText(kConfusionSides) + "</td>";
    for (const std::string &name : e.names)
        table += "<th scope=\"col\"><span>" + htmlText(name) + "</span></th>";
    table += "<th scope=\"col\"><span>all</span></th></tr></thead>\n<tbody>\n";
    for (std::size_t truth = 0; truth < e.names.size(); ++truth) {
        table += "<tr><th scope=\"row\">" + htmlText(e.names[truth]) + "</th>";
        for (std::size_t k = 0; k < e.names.size(); ++k)
            table += cell(e.confusion[truth][k], e.classes[truth].support, truth == k);
        table += "<td class=\"sum\">" + std::to_string(e.classes[truth].support) + "</td></tr>\n";
    }
    return table + "</tbody>\n</table></div></section>\n";
}

std::string reliability(const Evaluation &e)
{
    const Calibration calibration = calibrationOf(e);
    return "<section><h2>Reliability</h2>\n<p>Of the predictions with a probability of, say, 80 to "
           "90 %, as many should be right. Bars: the share that was right; short lines: the mean "
           "probability; numbers: images. A bar below its line means that the network is too "
           "sure of itself. Expected calibration error: "
        + percent(calibration.expectedError) + ".</p>\n<div class=\"reliability\">\n"
        + svgReliability(calibration) + "</div></section>\n";
}

/// A prepared image, made smaller where it is large.
Image thumbnail(std::span<const std::uint8_t> planes, const Shape &shape)
{
    Image image { shape.c, shape.h, shape.w, std::vector<std::uint8_t>(planes.size()) };
    const auto channels = std::size_t(shape.c);
    for (std::size_t i = 0; i < planes.size(); ++i)
        image.pixels[i % shape.area() * channels + i / shape.area()] = planes[i];
    const int longer = std::max(shape.h, shape.w);
    if (longer <= kMaxPixels)
        return image;
    const Preprocessing small { .channels = shape.c,
        .height = std::max(1, shape.h * kMaxPixels / longer),
        .width = std::max(1, shape.w * kMaxPixels / longer),
        .mean = {},
        .stddev = {} };
    return thumbnail(preparePixels(image, small), small.shape());
}

std::string errorFigure(const EvaluatedImages &evaluated, const SampleResult &sample)
{
    const auto &names = evaluated.evaluation.names;
    const std::string truth = htmlText(names[std::size_t(sample.truth)]),
                      predicted = htmlText(names[std::size_t(sample.predicted)]),
                      file = htmlText(evaluated.name(sample.index));
    const Image image = thumbnail(evaluated.images.image(sample.index), evaluated.images.shape);
    return "<figure><img src=\"" + pngAddress(encodePng(image)) + "\" alt=\"" + file
        + "\"/><figcaption><b>" + truth + "</b> taken for <b>" + predicted + "</b>, "
        + percent(sample.probability) + "<br/><span>" + file + "</span></figcaption></figure>\n";
}

std::string errors(const EvaluatedImages &evaluated)
{
    const auto wrong = samplesOf(evaluated.evaluation, {});
    std::string html = "<section><h2>Errors</h2>\n";
    if (wrong.empty())
        return html + "<p>None: every image was recognized.</p></section>\n";
    const std::size_t shown = std::min(wrong.size(), kMaxErrors);
    html += "<p>" + std::to_string(wrong.size()) + " of "
        + std::to_string(evaluated.evaluation.images) + " images were taken for something else. "
        + (shown < wrong.size() ? "The " + std::to_string(shown) + " most confident ones:"
                                : std::string("The most confident first:"))
        + "</p>\n<div class=\"gallery\">\n";
    for (std::size_t i = 0; i < shown; ++i)
        html += errorFigure(evaluated, wrong[i]);
    return html + "</div></section>\n";
}

} // namespace

std::string describedSplit(std::optional<Split> split)
{
    if (!split)
        return "all images";
    switch (*split) {
    case Split::Train:
        return "the training images";
    case Split::Validation:
        return "the validation images";
    case Split::Test:
        break;
    }
    return "the test images";
}

std::string htmlResult(const EvaluatedImages &evaluated)
{
    return "<section><h2>Result</h2>\n<p>On " + describedSplit(evaluated.split) + " of <b>"
        + htmlText(evaluated.location) + "</b>. The network is that of "
        + htmlText(describe(evaluated.origin.checkpoint, *evaluated.model)) + ".</p>\n"
        + figures(evaluated.evaluation)
        + (evaluated.problems.empty() ? std::string()
                                      : "<p>" + std::to_string(evaluated.problems.size())
                    + " files could not be used, and were left out.</p>\n")
        + "</section>\n";
}

std::string htmlEvaluation(const EvaluatedImages &evaluated)
{
    const Evaluation &e = evaluated.evaluation;
    return metricsTable(e) + confusionTable(e) + reliability(e) + errors(evaluated);
}

} // namespace convscope
