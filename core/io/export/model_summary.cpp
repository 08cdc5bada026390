// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/export/model_summary.h"
#include "core/base/words.h"
#include "core/io/tensors/report_text.h"
#include "core/kinds/kinds.h"
#include <algorithm>
#include <array>
#include <cmath>

namespace convscope {

namespace {

struct Row {
    std::string name, title, options, output, parameters;
    Shape shape;
    const char *colour;
};

constexpr const char *kOtherColour = "#b5bcc7", *kProbabilityColour = "#d98a3d";

/// By what a layer does: filters, weighted sums, windows, and all that works value by value.
const char *colourOf(const LayerSummary &layer)
{
    using Kind = LayerWindow::Kind;
    const LayerKind &kind = layerKind(layer.kind);
    if (has(kind, ParameterRole::Kernel))
        return "#56a0d3";
    if (has(kind, ParameterRole::Matrix))
        return "#7b6fb8";
    const bool pools = layer.window.kind == Kind::Window || layer.window.kind == Kind::WholeMap;
    return pools ? "#55a868" : kOtherColour;
}

/// Those that are not as they would be by themselves: "filters 16, kernel 5×5".
std::string tellingOptions(const LayerSpec &layer)
{
    std::string text;
    for (const Field &option : layerKind(layer.kind).options) {
        const auto given = layer.options.find(option.name);
        const bool telling
            = option.name == "filters" || option.name == "kernel" || option.name == "units";
        const FieldValue &value = given == layer.options.end() ? option.initial : given->second;
        if (telling || value != option.initial)
            text += (text.empty() ? "" : ", ") + option.name + " " + readable(value);
    }
    return text;
}

std::vector<Row> rowsOf(const ModelSpec &spec, std::size_t classes)
{
    const ModelSpec named = withNames(spec);
    const auto layers = inferShapes(named);
    std::vector<Row> rows { { std::string(kInputName), "Image", {}, toString(spec.input), {},
        spec.input, kOtherColour } };
    for (std::size_t i = 0; i < layers.size(); ++i)
        rows.push_back({ layers[i].name, std::string(layerKind(layers[i].kind).text->title),
            tellingOptions(named.layers[i]), toString(layers[i].output),
            layers[i].parameters ? grouped(layers[i].parameters) : std::string(), layers[i].output,
            colourOf(layers[i]) });
    rows.push_back({ std::string(softmaxKind().name), std::string(softmaxKind().text->title),
        grouped(classes) + " classes", rows.back().output, {}, rows.back().shape,
        kProbabilityColour });
    return rows;
}

/// Characters, not bytes.
std::size_t lengthOf(std::string_view text)
{
    return std::size_t(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string padded(const std::string &text, std::size_t width, bool right)
{
    const std::string space(width - std::min(width, lengthOf(text)), ' ');
    return right ? space + text : text + space;
}

std::string sums(const std::vector<LayerSummary> &layers)
{
    std::size_t parameters = 0, products = 0;
    for (const LayerSummary &layer : layers) {
        parameters += layer.parameters;
        products += layer.multiplyAdds;
    }
    return counted(parameters, "parameter") + ", " + grouped(products)
        + " multiply-adds for one image";
}

// In pixels.
constexpr double kCellWidth = 118, kBlockRoom = 120, kWordsRoom = 84, kMargin = 20, kTitle = 40;
constexpr double kLine = 15; // height of a line of words
constexpr std::size_t kCellsInLine = 9;

std::string attribute(const char *name, double value)
{
    return " " + std::string(name) + "=\"" + fixed(value, 1) + "\"";
}

std::string word(double x, double y, const char *look, const std::string &content)
{
    if (content.empty())
        return {};
    return "<text" + attribute("x", x) + attribute("y", y) + " class=\"" + look + "\">"
        + htmlText(content) + "</text>\n";
}

/// A face of the block with corners (x, y) pairs.
std::string face(const std::array<double, 8> &corners, const char *colour, double shade)
{
    std::string points;
    for (std::size_t i = 0; i < corners.size(); i += 2)
        points += fixed(corners[i], 1) + "," + fixed(corners[i + 1], 1) + " ";
    points.pop_back();
    return "<polygon points=\"" + points + "\" fill=\"" + colour + "\"/>\n<polygon points=\""
        + points + "\" fill=\"#000000\" fill-opacity=\"" + fixed(shade, 2) + "\"/>\n";
}

/// Flat layers are columns; maps are seen from the side, one behind the other.
std::string block(const Row &row, double left, double top)
{
    const bool flat = row.shape.area() == 1;
    const auto grown = [](double count, double most) {
        return std::min(most, 6 + 9 * std::log2(1 + count));
    };
    const double height = flat ? grown(row.shape.c, 96) : grown(row.shape.h, 84);
    const double width = flat ? 14 : grown(row.shape.c, 60);
    const double slant = flat ? 5 : std::min(22.0, grown(row.shape.w, 84) / 4);
    const double x = left + (kCellWidth - width - slant) / 2;
    const double y = top + kBlockRoom - height;
    const char *colour = row.colour;
    return face({ x, y, x + width, y, x + width, y + height, x, y + height }, colour, 0)
        + face({ x, y, x + slant, y - slant / 2, x + width + slant, y - slant / 2, x + width, y },
            colour, 0.12)
        + face({ x + width, y, x + width + slant, y - slant / 2, x + width + slant,
                   y + height - slant / 2, x + width, y + height },
            colour, 0.28);
}

/// At commas, so that a cell's width holds it.
std::vector<std::string> wrapped(const std::string &text)
{
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t comma = std::min(text.find(", ", begin), text.size());
        lines.push_back(shortened(text.substr(begin, comma - begin), 20));
        begin = comma + 2;
    }
    return lines;
}

std::string cell(const Row &row, double left, double top)
{
    std::vector<std::string> words = wrapped(row.options);
    words.insert(words.begin(), shortened(row.title, 20));
    if (!row.parameters.empty())
        words.push_back(row.parameters + " par.");
    const double middle = left + kCellWidth / 2, first = top + kBlockRoom + 18;
    std::string svg = block(row, left, top) + word(middle, first, "name", shortened(row.name, 18))
        + word(middle, first + kLine, "output", row.output);
    for (std::size_t i = 0; i < words.size(); ++i)
        svg += word(middle, first + kLine * double(i + 2), "kind", words[i]);
    return svg;
}

double wordsRoom(const std::vector<Row> &rows)
{
    std::size_t most = 0;
    for (const Row &row : rows)
        most = std::max(most, wrapped(row.options).size());
    return kWordsRoom + kLine * double(most);
}

constexpr std::string_view kStyle
    = "<style>text { font: 12px sans-serif; text-anchor: middle; fill: #1d2430 }\n"
      ".name { font-weight: 700 } .kind { fill: #5a6372 }\n"
      ".title { font-size: 15px; text-anchor: start }</style>\n";

} // namespace

std::string modelSummaryText(const ModelSpec &spec, const std::vector<std::string> &classes)
{
    std::vector<Row> rows { { "layer", "kind", "options", "output", "parameters", {},
        kOtherColour } };
    std::ranges::copy(rowsOf(spec, classes.size()), std::back_inserter(rows));
    const std::array columns { &Row::name, &Row::title, &Row::options, &Row::output,
        &Row::parameters };
    std::array<std::size_t, columns.size()> widths {};
    for (const Row &row : rows)
        for (std::size_t i = 0; i < columns.size(); ++i)
            widths[i] = std::max(widths[i], lengthOf(row.*columns[i]));
    std::string text;
    for (const Row &row : rows) {
        std::string line;
        for (std::size_t i = 0; i < columns.size(); ++i)
            line += (i == 0 ? "" : "  ") + padded(row.*columns[i], widths[i], i >= 3);
        text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    text += "\n" + sums(inferShapes(spec)) + "\nclasses: ";
    for (std::size_t i = 0; i < classes.size(); ++i)
        text += (i == 0 ? "" : ", ") + classes[i];
    return text + "\n";
}

std::string modelSummarySvg(const ModelSpec &spec, const std::vector<std::string> &classes)
{
    const std::vector<Row> rows = rowsOf(spec, classes.size());
    const std::size_t columns = std::min(rows.size(), kCellsInLine);
    const std::size_t lines = (rows.size() + kCellsInLine - 1) / kCellsInLine;
    const double lineHeight = kBlockRoom + wordsRoom(rows);
    const double width = std::max(2 * kMargin + kCellWidth * double(columns), 560.0);
    const double height = kTitle + lineHeight * double(lines) + kMargin;
    std::string svg = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<svg xmlns=\"http://www.w3.org/2000/svg\""
        + attribute("width", width) + attribute("height", height) + " viewBox=\"0 0 "
        + fixed(width, 1) + " " + fixed(height, 1) + "\">\n<title>Network</title>\n"
        + std::string(kStyle) + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
        + word(kMargin, 28, "title", sums(inferShapes(spec)));
    for (std::size_t i = 0; i < rows.size(); ++i)
        svg += cell(rows[i], kMargin + kCellWidth * double(i % kCellsInLine),
            kTitle + lineHeight * double(i / kCellsInLine));
    return svg + "</svg>\n";
}

} // namespace convscope
