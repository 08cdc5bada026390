// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset/csv_layout.h"
#include "core/base/error.h"
#include "core/data/dataset/file_names.h"
#include "core/data/dataset/image_blocks.h"
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>

namespace convscope {

namespace {

using Column = CsvLayout::Column;
using Row = std::vector<std::string>;

constexpr std::size_t kMaxColumns = 2 + std::size_t { 3 } * 1024 * 1024;
constexpr std::size_t kLooks = 200; // rows that are looked at

bool isOneOf(const std::string &name, std::initializer_list<std::string_view> names)
{
    return std::ranges::find(names, std::string_view(name)) != names.end();
}

bool isLabelName(const std::string &name)
{
    return isOneOf(lowerCase(name),
        { "label", "labels", "class", "classes", "target", "targets", "y", "category" });
}

bool isIgnoredName(const std::string &name)
{
    return isOneOf(lowerCase(name), { "", "id", "index", "image_id", "imageid", "unnamed: 0" });
}

std::size_t countWords(const Row &row, char separator)
{
    return static_cast<std::size_t>(std::ranges::count_if(
        row, [=](const std::string &field) { return !csvNumber(field, separator); }));
}

/// "label,0,1,2,…" is a header; so is "y,0,1,2", but "y,0,0,13" is an image of the letter.
bool isHeader(const Row &row, char separator)
{
    const std::size_t words = countWords(row, separator);
    if (words != 1)
        return words > 1;
    if (std::ranges::none_of(row, isLabelName))
        return false;
    std::optional<double> before;
    for (const std::string &field : row) {
        const auto number = csvNumber(field, separator);
        if (number && before && *number != *before + 1)
            return false;
        before = number ? number : before;
    }
    return true;
}

/// A name without its digits: "pixel12" is of the kind "pixel".
std::string kindOf(std::string name)
{
    std::erase_if(name, [](char c) { return c >= '0' && c <= '9'; });
    return name;
}

std::optional<std::size_t> labelByName(const Row &header)
{
    const auto named = std::ranges::find_if(header, isLabelName);
    if (named == header.end())
        return std::nullopt;
    return static_cast<std::size_t>(named - header.begin());
}

/// The label's place among `columns` when none is called a label.
std::size_t labelByKind(const Row &header, const std::vector<std::size_t> &columns)
{
    if (columns.size() < 3)
        return columns.front();
    const auto kind = [&](std::size_t i) {
        return kindOf(header[columns[i]]);
    };
    return kind(0) == kind(1) && kind(columns.size() - 1) != kind(1) ? columns.back()
                                                                     : columns.front();
}

/// The facts about one column in the rows that are looked at.
struct ColumnFacts {
    std::set<std::string> values;
    bool words = false, fractions = false;
    std::size_t rows = 0;

    void add(const std::string &field, char separator)
    {
        const auto number = csvNumber(field, separator);
        words |= !number;
        fractions |= number && *number != std::floor(*number);
        values.insert(field);
        ++rows;
    }
    bool couldBeLabels() const
    {
        return !fractions && values.size() > 1 && values.size() <= rows / 2;
    }
};

std::size_t labelByNumbers(const std::vector<Row> &rows, std::size_t end, char separator)
{
    ColumnFacts first, last;
    for (const Row &row : rows) {
        first.add(row.front(), separator);
        last.add(row[end], separator);
    }
    if (first.words != last.words)
        return first.words ? 0 : end;
    const bool firstCannot = first.values.size() == 1 || first.fractions
        || first.values.size() > 2 * last.values.size();
    return last.couldBeLabels() && firstCannot ? end : 0;
}

/// 'r', 'g' or 'b' when one of a name's words stands for that colour: "r0", "0_red", "Blue 12".
char colourOf(const std::string &name)
{
    std::string word;
    for (const char c : lowerCase(name) + ' ') {
        if (c >= 'a' && c <= 'z') {
            word += c;
            continue;
        }
        if (isOneOf(word, { "r", "g", "b", "red", "green", "blue" }))
            return word.front();
        word.clear();
    }
    return ' ';
}

/// Names of all pixels say: first all the red ones, then all the green ones, then the blue ones.
bool isPlanar(const Row &header, const CsvLayout &layout)
{
    std::size_t pixel = 0;
    for (std::size_t i = 0; i < header.size(); ++i) {
        if (layout.columns[i] != Column::Pixel)
            continue;
        const char expected = std::string_view("rgb")[pixel++ * 3 / layout.pixels];
        if (colourOf(header[i]) != expected)
            return false;
    }
    return true;
}

void setShape(CsvLayout &layout)
{
    layout.pixels = static_cast<std::size_t>(std::ranges::count(layout.columns, Column::Pixel));
    const ImageBlock square = squareOf(layout.pixels);
    if (square.channels == 0) {
        const bool unlabelled = squareOf(layout.pixels + 1).channels != 0;
        throw Error("its rows have " + std::to_string(layout.columns.size()) + " fields"
            + (unlabelled ? ", which is an image without a label" : "")
            + "; expected a label and the pixels of a square, grey or with three colours "
              "(28×28: 785 fields, 32×32×3: 3,073)");
    }
    layout.channels = square.channels;
    layout.side = square.width;
    for (std::size_t i = 0; i < layout.columns.size(); ++i)
        if (layout.columns[i] != Column::Ignored)
            layout.needed = i + 1;
}

void useHeader(const Row &header, CsvLayout &layout)
{
    const auto named = labelByName(header);
    std::vector<std::size_t> columns;
    for (std::size_t i = 0; i < header.size(); ++i) {
        if (isIgnoredName(header[i]))
            layout.columns[i] = Column::Ignored;
        else
            columns.push_back(i);
    }
    if (columns.empty())
        throw Error("its columns have no names that tell what they are");
    if (!named && squareOf(columns.size()).channels != 0
        && squareOf(columns.size() - 1).channels == 0)
        throw Error("it has no label column, only pixels");
    layout.columns[named.value_or(labelByKind(header, columns))] = Column::Label;
    setShape(layout);
    layout.planar = layout.channels == 3 && isPlanar(header, layout);
}

/// Columns but the last ones that are empty in all rows; at least one.
std::size_t usedColumns(const std::vector<Row> &rows, std::size_t columns)
{
    if (rows.empty())
        return columns;
    const auto isUsed = [&](std::size_t column) {
        return std::ranges::any_of(rows, [&](const Row &row) { return !row[column].empty(); });
    };
    while (columns > 1 && !isUsed(columns - 1))
        --columns;
    return columns;
}

std::vector<Row> rowsToLookAt(
    const std::vector<CsvLine> &lines, std::size_t first, const CsvLayout &layout)
{
    std::vector<Row> rows;
    const std::size_t count = lines.size() - first, looks = std::min(count, kLooks);
    for (std::size_t i = 0; i < looks; ++i) {
        Row row;
        try {
            row = csvFields(lines[first + i * count / looks].text, layout.separator);
        } catch (const Error &) {
            continue; // its line is named when it is read
        }
        if (row.size() == layout.columns.size())
            rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace

std::optional<double> csvNumber(std::string_view field, char separator)
{
    double value = 0;
    if (field.size() == 1 && field[0] >= '0' && field[0] <= '9')
        return field[0] - '0'; // most pixels of a drawing are 0
    const char *const end = field.data() + field.size();
    const auto [at, error] = std::from_chars(field.data(), end, value);
    if (error == std::errc() && at == end && std::isfinite(value))
        return value;
    const std::size_t comma = separator == ',' ? std::string_view::npos : field.find(',');
    if (comma == std::string_view::npos || field.find('.') != std::string_view::npos)
        return std::nullopt;
    std::string point(field);
    point[comma] = '.';
    return csvNumber(point);
}

CsvLayout findCsvLayout(const std::vector<CsvLine> &lines, char separator, const CsvLayout *like)
{
    CsvLayout layout;
    layout.separator = separator;
    const auto separators = std::ranges::count(lines.front().text, layout.separator);
    if (static_cast<std::size_t>(separators) >= kMaxColumns)
        throw Error("its first line has " + std::to_string(separators + 1)
            + " fields, which is more than an image may have");
    const Row first = csvFields(lines.front().text, layout.separator);
    layout.columns.assign(first.size(), Column::Pixel);
    const auto rows = rowsToLookAt(lines, 0, layout);
    const std::size_t used = usedColumns(rows, first.size());
    layout.header = isHeader({ first.begin(), first.begin() + std::ptrdiff_t(used) }, separator);
    if (layout.header) {
        useHeader(first, layout);
        return layout;
    }
    if (like && like->columns.size() == first.size()) {
        layout = *like;
        layout.separator = separator;
        layout.header = false;
        return layout;
    }
    std::fill(layout.columns.begin() + std::ptrdiff_t(used), layout.columns.end(), Column::Ignored);
    layout.columns[rows.empty() ? 0 : labelByNumbers(rows, used - 1, separator)] = Column::Label;
    setShape(layout);
    return layout;
}

} // namespace convscope
