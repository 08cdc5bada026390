// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/report/svg_chart.h"
#include "core/io/tensors/report_text.h"
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

constexpr double kWidth = 760, kLeft = 62, kRight = 12, kTop = 16, kBottom = 34;
constexpr std::size_t kMaxPoints = 1200; // points of a series
constexpr std::size_t kMaxBands = 60;

std::string number(double value)
{
    return fixed(value, 1);
}

std::string attribute(const char *name, double value)
{
    return " " + std::string(name) + "=\"" + number(value) + "\"";
}

std::string rect(const char *look, double x, double y, double width, double height)
{
    return "<rect class=\"" + std::string(look) + "\"" + attribute("x", x) + attribute("y", y)
        + attribute("width", width) + attribute("height", height) + "/>\n";
}

std::string line(const char *look, double x1, double y1, double x2, double y2)
{
    return "<line class=\"" + std::string(look) + "\"" + attribute("x1", x1) + attribute("y1", y1)
        + attribute("x2", x2) + attribute("y2", y2) + "/>\n";
}

std::string text(double x, double y, const char *anchor, const std::string &content)
{
    return "<text" + attribute("x", x) + attribute("y", y) + " text-anchor=\"" + anchor + "\">"
        + htmlText(content) + "</text>\n";
}

std::string opened(double width, double height, const std::string &description)
{
    return "<svg viewBox=\"0 0 " + fixed(width, 0) + " " + fixed(height, 0)
        + "\" role=\"img\" aria-label=\"" + htmlText(description) + "\">\n";
}

/// Where values lie in the image.
struct Frame {
    Range x, y;
    double height = 0;

    double atX(double value) const
    {
        return kLeft + (value - x.low) / (x.high - x.low) * (kWidth - kLeft - kRight);
    }
    double atY(double value) const
    {
        return height - kBottom - (value - y.low) / (y.high - y.low) * (height - kTop - kBottom);
    }
};

std::string axes(const Frame &frame, bool percent)
{
    std::string svg;
    const double stepY = niceStep(frame.y.high - frame.y.low, 5);
    const double slack = stepY * 1e-6; // rounding must not drop the last tick
    for (double i = std::ceil((frame.y.low - slack) / stepY); i * stepY <= frame.y.high + slack;
         ++i) {
        const double y = i * stepY + 0.0; // no "-0"
        svg += line("grid", kLeft, frame.atY(y), kWidth - kRight, frame.atY(y));
        svg += text(kLeft - 6, frame.atY(y) + 4, "end",
            percent ? shortNumber(y * 100) + " %" : shortNumber(y));
    }
    const double stepX = std::max(1.0, niceStep(frame.x.high - frame.x.low, 8));
    for (double x = std::ceil(frame.x.low / stepX) * stepX; x <= frame.x.high; x += stepX) {
        svg += line(
            "tick", frame.atX(x), frame.height - kBottom, frame.atX(x), frame.height - kBottom + 4);
        svg += text(frame.atX(x), frame.height - kBottom + 17, "middle", shortNumber(x));
    }
    svg += line("axis", kLeft, frame.height - kBottom, kWidth - kRight, frame.height - kBottom);
    return svg + text((kLeft + kWidth - kRight) / 2, frame.height - 3, "middle", "batch");
}

std::string bands(const Frame &frame, const std::vector<double> &ends)
{
    std::string svg;
    for (std::size_t i = 1; i < ends.size() && ends.size() <= kMaxBands; i += 2)
        svg += rect("band", frame.atX(ends[i - 1]), kTop,
            frame.atX(ends[i]) - frame.atX(ends[i - 1]), frame.height - kTop - kBottom);
    return svg;
}

std::string curve(const Frame &frame, const SvgSeries &series)
{
    std::string points, dots;
    for (const CurvePoint &point : thinOut(series.points, frame.x.low, frame.x.high, kMaxPoints)) {
        const double x = frame.atX(point.x), y = frame.atY(point.y);
        points += (points.empty() ? "" : " ") + number(x) + "," + number(y);
        if (series.dots)
            dots += "<circle class=\"dot " + series.look + "\"" + attribute("cx", x)
                + attribute("cy", y) + " r=\"3\"/>\n";
    }
    if (points.empty())
        return {};
    return "<polyline class=\"" + series.look + "\" points=\"" + points + "\"/>\n" + dots;
}

/// The finite values' frame; none where there are no such values.
std::optional<Frame> frameOf(const SvgChart &chart)
{
    Range x { HUGE_VAL, -HUGE_VAL }, y = x;
    for (const SvgSeries &series : chart.series)
        for (const CurvePoint &point : series.points)
            if (std::isfinite(point.y)) {
                x = { std::min(x.low, point.x), std::max(x.high, point.x) };
                y = { std::min(y.low, point.y), std::max(y.high, point.y) };
            }
    if (x.low > x.high)
        return {};
    if (x.low == x.high)
        x = { x.low - 1, x.high + 1 };
    y = niceRange(chart.fromZero ? std::min(0.0, y.low) : y.low, y.high);
    if (chart.percent)
        y = { std::max(0.0, y.low), std::min(1.0, y.high) };
    return Frame { x, y, double(chart.height) };
}

} // namespace

std::string svgLines(const SvgChart &chart)
{
    const std::optional<Frame> frame = frameOf(chart);
    if (!frame)
        return "<p class=\"note\">There is no value that could be drawn here.</p>\n";
    std::string svg = opened(kWidth, chart.height, chart.description);
    svg += bands(*frame, chart.epochEnds) + axes(*frame, chart.percent);
    for (const SvgSeries &series : chart.series)
        svg += curve(*frame, series);
    if (chart.best > 0) {
        svg += line(
            "best", frame->atX(chart.best), kTop, frame->atX(chart.best), chart.height - kBottom);
        svg += text(frame->atX(chart.best), kTop - 4,
            chart.best > frame->x.high * 0.95 ? "end" : "middle", "lowest validation loss");
    }
    return svg + "</svg>\n";
}

std::string svgReliability(const Calibration &calibration)
{
    constexpr double kSide = 320, kEdge = 46, kUp = 24, kDown = 40, kOutside = 24;
    const auto x = [](double share) {
        return kEdge + share * kSide;
    };
    const auto y = [](double share) {
        return kUp + (1 - share) * kSide;
    };
    std::string svg = opened(kEdge + kSide + kOutside, kUp + kSide + kDown,
        "Reliability diagram: the share of right predictions by their probability");
    for (int tick = 0; tick <= 10; tick += 2) {
        const double share = tick / 10.0;
        svg += line("grid", x(0), y(share), x(1), y(share));
        svg += text(x(0) - 6, y(share) + 4, "end", std::to_string(tick * 10) + " %");
        svg += text(x(share), y(0) + 16, "middle", std::to_string(tick * 10) + " %");
    }
    constexpr double kStep = 1.0 / double(kCalibrationBins), kGap = 1.5;
    for (std::size_t i = 0; i < kCalibrationBins; ++i) {
        const CalibrationBin &bin = calibration.bins[i];
        if (bin.images == 0)
            continue;
        const double left = x(double(i) * kStep) + kGap, width = kStep * kSide - 2 * kGap;
        svg += rect("bar", left, y(bin.accuracy), width, y(0) - y(bin.accuracy));
        svg += line("confidence", left, y(bin.confidence), left + width, y(bin.confidence));
        svg += text(left + width / 2, y(std::max(bin.accuracy, bin.confidence)) - 5, "middle",
            std::to_string(bin.images));
    }
    svg += line("diagonal", x(0), y(0), x(1), y(1));
    svg += line("axis", x(0), y(0), x(1), y(0));
    svg += text(x(0.5), y(0) + 34, "middle", "probability of the predicted class");
    return svg + "</svg>\n";
}

} // namespace convscope
