// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/layout/label_columns.h"
#include "core/base/error.h"
#include "core/data/dataset/csv_layout.h"
#include "core/data/dataset/file_names.h"
#include "core/data/dataset/table_words.h"
#include <algorithm>
#include <cmath>
#include <set>

namespace convscope {

namespace {

constexpr std::size_t kEnoughRows = 20; // to say that a column has as many values as rows
constexpr std::size_t kLookedAt = 50'000; // rows; more say nothing new

/// The column that names images in all of the first rows.
std::optional<std::size_t> columnOfImages(const std::vector<TableFields> &rows)
{
    constexpr std::size_t kRows = 50;
    for (std::size_t c = 0; !rows.empty() && c < rows.front().size(); ++c)
        if (std::all_of(rows.begin(),
                rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), kRows)),
                [&](const TableFields &row) { return hasImageEnding(row[c]); }))
            return c;
    return std::nullopt;
}

/// The values of a column, as far as they were looked at.
struct ColumnFacts {
    std::size_t filled = 0;
    std::set<std::string> values;
    bool isNumeric = true, hasFractions = false;

    bool isMeasured() const { return isNumeric && hasFractions; }
    bool isInEveryRowAnother() const { return filled >= kEnoughRows && values.size() * 2 > filled; }
    bool repeats() const { return values.size() > 1 && values.size() < filled; }
};

ColumnFacts factsOf(const std::vector<TableFields> &rows, std::size_t column)
{
    ColumnFacts facts;
    for (std::size_t i = 0; i < std::min(rows.size(), kLookedAt); ++i) {
        if (column >= rows[i].size() || rows[i][column].empty())
            continue;
        const std::string &field = rows[i][column];
        const auto number = csvNumber(field, ';');
        facts.isNumeric = facts.isNumeric && number.has_value();
        facts.hasFractions = facts.hasFractions || (number && *number != std::floor(*number));
        facts.values.insert(field);
        ++facts.filled;
    }
    return facts;
}

bool isZeroOrOne(const std::string &field)
{
    const auto number = csvNumber(field, ';');
    return number && (*number == 0 || *number == 1);
}

/// The columns that are 0 or 1 in every row, where each row has one 1 among them.
std::vector<std::size_t> oneHotColumns(
    const std::vector<TableFields> &rows, const LabelColumns &known)
{
    std::vector<std::size_t> columns;
    for (std::size_t c = 0; c < known.count; ++c) {
        if (c == known.file || known.split == c || known.group == c)
            continue;
        if (std::all_of(rows.begin(), rows.end(),
                [&](const TableFields &row) { return c < row.size() && isZeroOrOne(row[c]); }))
            columns.push_back(c);
    }
    const auto hasOne = [&](const TableFields &row) {
        return std::ranges::count_if(columns, [&](std::size_t c) {
            return *csvNumber(row[c], ';') == 1;
        }) == 1;
    };
    if (columns.size() < 2 || rows.size() < 2 || !std::all_of(rows.begin(), rows.end(), hasOne))
        return {};
    return columns;
}

void nameColumns(
    const TableFields &header, const std::vector<TableFields> &rows, LabelColumns &columns)
{
    auto file = columnWithRole(header, ColumnRole::File);
    if (!file)
        file = columnOfImages(rows);
    columns.label = columnWithRole(header, ColumnRole::Label);
    columns.split = columnWithRole(header, ColumnRole::Split);
    columns.group = columnWithRole(header, ColumnRole::Group);
    columns.file = file.value_or(columns.label == 0U ? 1 : 0);
    if (!columns.label && header.size() == 2)
        columns.label = 1 - columns.file;
}

/// Where no column is called so: the one whose values repeat, or a choice.
void findLabel(const std::vector<TableFields> &rows, LabelColumns &columns)
{
    std::vector<std::size_t> likely;
    for (std::size_t c = 0; c < columns.count; ++c) {
        if (c == columns.file || columns.split == c || columns.group == c)
            continue;
        const ColumnFacts facts = factsOf(rows, c);
        if (facts.repeats() && !facts.isMeasured() && !facts.isInEveryRowAnother())
            likely.push_back(c);
    }
    if (likely.empty())
        return;
    columns.label = likely.front();
    if (likely.size() > 1)
        for (const std::size_t c : likely)
            columns.choices.push_back(columns.nameOf(c));
}

void chooseLabel(const std::string &column, LabelColumns &columns)
{
    const auto found = std::ranges::find(columns.names, column);
    if (found == columns.names.end())
        throw Error("it has no column \"" + column + "\"");
    columns.label = static_cast<std::size_t>(found - columns.names.begin());
    columns.oneHot.clear();
    columns.choices.clear();
}

/// Why the labels are no classes; empty where they are.
std::string problemWith(const std::vector<TableFields> &rows, const LabelColumns &columns)
{
    if (!columns.label)
        return {};
    const ColumnFacts facts = factsOf(rows, *columns.label);
    const std::string what = "its column " + columns.nameOf(*columns.label);
    if (facts.isMeasured())
        return what + " holds measured numbers such as " + *facts.values.rbegin()
            + ", not classes; make classes of them, for example small and large";
    if (facts.isNumeric && facts.isInEveryRowAnother())
        return what + " has another number in nearly every row, so these are no classes";
    return {};
}

} // namespace

std::string LabelColumns::nameOf(std::size_t column) const
{
    return column < names.size() ? names[column] : "number " + std::to_string(column + 1);
}

LabelColumns findLabelColumns(
    const TableFields &header, const std::vector<TableFields> &rows, const std::string &column)
{
    LabelColumns columns;
    if (rows.empty() && header.empty())
        return columns;
    columns.count = header.empty() ? rows.front().size() : header.size();
    if (columns.count < 2)
        throw Error("its first line has one field; expected file,label");
    if (!header.empty()) {
        columns.names = header;
        nameColumns(header, rows, columns);
        if (!columns.label || columns.count > 3)
            columns.oneHot = oneHotColumns(rows, columns);
        if (!columns.oneHot.empty())
            columns.label.reset();
        else if (!columns.label)
            findLabel(rows, columns);
    } else {
        columns.file = columnOfImages(rows).value_or(0);
        columns.label = columns.file == 1 ? 0 : 1;
        if (columns.count > 2 && columns.file != 2 && splitWord(rows.front()[2]))
            columns.split = 2;
    }
    if (!column.empty())
        chooseLabel(column, columns);
    if (columns.group == columns.label)
        columns.group.reset(); // a class is no group that splits could keep whole
    columns.problem = problemWith(rows, columns);
    return columns;
}

std::string labelOf(const TableFields &row, const LabelColumns &columns)
{
    if (columns.label)
        return row[*columns.label];
    std::string label;
    for (const std::size_t c : columns.oneHot) {
        const auto number = csvNumber(row[c], ';');
        if (!number || (*number != 0 && *number != 1))
            throw Error("\"" + row[c] + "\" in the column " + columns.nameOf(c) + " is not 0 or 1");
        if (*number == 0)
            continue;
        if (!label.empty())
            throw Error("it has a 1 in several classes, " + label + " and " + columns.nameOf(c));
        label = columns.nameOf(c);
    }
    return label;
}

} // namespace convscope
