// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/layout/label_table.h"
#include "core/base/error.h"
#include "core/base/text/unicode.h"
#include "core/data/dataset/file_names.h"
#include "core/data/dataset/table_reader.h"
#include <algorithm>
#include <array>

namespace convscope {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNamesLookedFor = 40;

std::vector<TableRow> rawRows(TableReader &reader, const Progress &progress, std::size_t most)
{
    constexpr std::size_t kRowsBetweenReports = 4096;
    std::vector<TableRow> rows;
    for (TableRow row; rows.size() < most && reader.next(row);) {
        if (rows.size() % kRowsBetweenReports == 0 && !progress(0, 0))
            throw Cancelled();
        rows.push_back(std::move(row));
    }
    return rows;
}

/// fastai writes the parts as "is_valid", with True and False.
std::string splitIn(const std::string &field, const std::string &column)
{
    const std::string name = foldedWord(column), value = lowerCase(field);
    if (name != "isvalid" && name != "istest")
        return field;
    if (value == "true" || value == "1")
        return name == "istest" ? "test" : "val";
    return value == "false" || value == "0" ? "train" : field;
}

void fill(LabelRow &row, const TableFields &fields, const LabelColumns &columns)
{
    row.file = fields[columns.file];
    row.label = labelOf(fields, columns);
    if (row.file.empty() || row.label.empty())
        throw Error(row.file.empty() ? "no file is named" : "the label is missing");
    if (columns.group)
        row.group = fields[*columns.group];
    if (!columns.split)
        return;
    row.split = splitIn(fields[*columns.split], columns.nameOf(*columns.split));
    if (!splitWord(row.split))
        throw Error("\"" + row.split + "\" is no split; expected train, val or test");
}

LabelRow rowOf(const TableRow &raw, const LabelColumns &columns)
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

std::vector<TableFields> fieldsOf(const std::vector<TableRow> &rows)
{
    std::vector<TableFields> fields;
    fields.reserve(rows.size());
    for (const TableRow &row : rows)
        if (row.problem.empty())
            fields.push_back(row.fields);
    return fields;
}

} // namespace

LabelTable readLabelTable(
    const fs::path &table, const Progress &progress, const std::string &column, std::size_t most)
{
    TableReader reader(table);
    const auto raw = rawRows(reader, progress, most);
    LabelTable result;
    try {
        result.columns = findLabelColumns(reader.header(), fieldsOf(raw), column);
    } catch (const Error &error) {
        throw Error(table.string() + ": " + error.what());
    }
    for (const TableRow &row : raw)
        result.rows.push_back(rowOf(row, result.columns));
    if (const auto notice = reader.notice())
        result.notes.push_back(*notice + ".");
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
            const std::string file = name + std::string(ending);
            return fs::is_regular_file(folder / file, ignored)
                || (!isAscii(file) && fs::is_regular_file(folder / decomposed(file), ignored));
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
