// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/layout/label_table.h"
#include "core/base/error.h"
#include "core/base/words.h"
#include "core/data/dataset/csv_text.h"
#include "core/data/dataset/file_names.h"
#include <algorithm>
#include <array>

namespace convscope {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxRows = 5'000'000;
constexpr std::size_t kShortestRow = 6; // bytes; rows all alike pack into almost nothing
constexpr std::size_t kRowsAlways = 5'000;
constexpr std::size_t kTableBlock = std::size_t { 64 } << 10U;
constexpr std::size_t kNamesLookedFor = 40;

struct RawRow {
    TableFields fields;
    std::size_t line = 0;
    std::string problem;
};

RawRow rawRow(const CsvLine &line, char separator)
{
    RawRow row;
    row.line = line.number;
    try {
        row.fields = csvFields(line.text, separator);
    } catch (const Error &error) {
        row.problem = error.what();
    }
    return row;
}

std::vector<RawRow> rawRows(const fs::path &table, const Progress &progress, std::size_t most)
{
    CsvLines text(table, kTableBlock);
    std::vector<RawRow> rows;
    std::vector<CsvLine> lines;
    char separator = 0;
    while (rows.size() < most && text.next(lines)) {
        if (!progress(0, 0))
            throw Cancelled();
        for (const CsvLine &line : lines) {
            if (separator == 0)
                separator = text.separator();
            rows.push_back(rawRow(line, separator));
        }
        if (rows.size() > std::min(kMaxRows, kRowsAlways + text.bytes() / kShortestRow))
            throw Error(table.string() + ": it has more than " + grouped(rows.size())
                + " rows, which is too much for its size");
    }
    return rows;
}

void fill(LabelRow &row, const TableFields &fields, const LabelColumns &columns)
{
    if (fields.size() != columns.count)
        throw Error("it has " + std::to_string(fields.size()) + " fields where "
            + std::to_string(columns.count) + " are expected");
    row.file = fields[columns.file];
    row.label = labelOf(fields, columns);
    if (row.file.empty() || row.label.empty())
        throw Error(row.file.empty() ? "no file is named" : "the label is missing");
    if (columns.group)
        row.group = fields[*columns.group];
    if (!columns.split)
        return;
    row.split = fields[*columns.split];
    if (!splitWord(row.split))
        throw Error("\"" + row.split + "\" is no split; expected train, val or test");
}

LabelRow rowOf(const RawRow &raw, const LabelColumns &columns)
{
    LabelRow row;
    row.line = raw.line;
    row.problem = raw.problem;
    try {
        if (raw.problem.empty())
            fill(row, raw.fields, columns);
    } catch (const Error &error) {
        row.problem = error.what();
    }
    return row;
}

std::vector<TableFields> fieldsOf(const std::vector<RawRow> &rows)
{
    std::vector<TableFields> fields;
    fields.reserve(rows.size());
    for (const RawRow &row : rows)
        fields.push_back(row.fields);
    return fields;
}

} // namespace

LabelTable readLabelTable(
    const fs::path &table, const Progress &progress, const std::string &column, std::size_t most)
{
    const auto raw = rawRows(table, progress, most);
    LabelTable result;
    try {
        result.columns = findLabelColumns(fieldsOf(raw), column);
    } catch (const Error &error) {
        throw Error(table.string() + ": " + error.what());
    }
    for (std::size_t i = result.columns.hasHeader ? 1 : 0; i < raw.size(); ++i)
        result.rows.push_back(rowOf(raw[i], result.columns));
    return result;
}

bool isNamedAsLabels(const fs::path &table)
{
    static constexpr std::array<std::string_view, 3> kStems { "labels", "annotations", "metadata" };
    static constexpr std::array<std::string_view, 3> kEndings { ".csv", ".tsv", ".jsonl" };
    const std::string stem = lowerCase(table.stem().string());
    const std::string ending = lowerCase(table.extension().string());
    return std::ranges::find(kStems, stem) != kStems.end()
        && std::ranges::find(kEndings, ending) != kEndings.end();
}

bool mayBeLabels(const fs::path &table)
{
    static constexpr std::array<std::string_view, 4> kEndings { ".csv", ".tsv", ".jsonl", ".txt" };
    static constexpr std::array<std::string_view, 6> kOthers { "readme", "license", "requirements",
        "submission", "licence", "citation" };
    const std::string ending = lowerCase(table.extension().string());
    const auto words = wordsOf(table.stem().string());
    return std::ranges::find(kEndings, ending) != kEndings.end()
        && std::ranges::none_of(words, [](const std::string &word) {
               return std::ranges::find(kOthers, word) != kOthers.end();
           });
}

bool namesImagesIn(const LabelTable &table, const std::vector<fs::path> &folders)
{
    static constexpr std::array<std::string_view, 11> kEndings { "", ".jpg", ".png", ".jpeg",
        ".JPEG", ".JPG", ".bmp", ".gif", ".tif", ".tiff", ".webp" };
    const auto isIn = [](const fs::path &folder, const std::string &name) {
        std::error_code ignored;
        return std::ranges::any_of(kEndings, [&](std::string_view ending) {
            return fs::is_regular_file(folder / (name + std::string(ending)), ignored);
        });
    };
    std::size_t looked = 0;
    for (const LabelRow &row : table.rows) {
        if (row.file.empty() || !staysInside(row.file))
            continue;
        const std::string name = fs::path(row.file).filename().string();
        if (std::ranges::any_of(folders, [&](const fs::path &folder) {
                return isIn(folder, row.file) || isIn(folder, name);
            }))
            return true;
        if (++looked == kNamesLookedFor)
            return false;
    }
    return false;
}

bool staysInside(const fs::path &name)
{
    const fs::path plain = name.lexically_normal();
    return !plain.is_absolute() && !plain.empty() && *plain.begin() != "..";
}

} // namespace convscope
