// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset/table_reader.h"
#include "core/base/error.h"
#include "core/base/files/strict_json.h"
#include "core/base/text/unicode.h"
#include "core/base/utf8_name.h"
#include "core/base/words.h"
#include "core/data/dataset/file_names.h"
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

namespace convscope {

namespace {

namespace fs = std::filesystem;
using Fields = std::vector<std::string>;

constexpr std::size_t kTableBlock = std::size_t { 256 } << 10U;
constexpr std::size_t kRowsLookedAt = 50;
constexpr std::size_t kShortestRow = 6; // bytes; rows all alike pack into almost nothing
constexpr std::size_t kRowsAlways = 5'000;

bool hasEnding(const fs::path &path, std::initializer_list<std::string_view> endings)
{
    std::string name = lowerCase(path.filename().string());
    if (name.ends_with(".gz"))
        name.resize(name.size() - 3);
    return std::ranges::any_of(
        endings, [&](std::string_view ending) { return name.ends_with(ending); });
}

CsvReading readingOf(const fs::path &path, bool isJson)
{
    return { .quotes = !isJson, .spaces = hasEnding(path, { ".txt", ".lst", ".list" }) };
}

void dropEmptyEnd(Fields &fields, std::size_t least)
{
    while (fields.size() > least && fields.back().empty())
        fields.pop_back();
}

/// Nothing where it cannot be read; its line is named when it is its turn.
std::optional<Fields> readableFields(const CsvLine &line, char separator)
{
    try {
        Fields fields = csvFields(line.text, separator);
        dropEmptyEnd(fields, 0);
        return fields;
    } catch (const Error &) {
        return std::nullopt;
    }
}

std::vector<Fields> readableRows(std::span<const CsvLine> lines, char separator)
{
    std::vector<Fields> rows;
    for (const CsvLine &line : lines)
        if (auto fields = readableFields(line, separator))
            rows.push_back(std::move(*fields));
    return rows;
}

std::string_view fieldAt(const Fields &row, std::size_t column)
{
    return column < row.size() ? std::string_view(row[column]) : std::string_view();
}

/// Some column's name is known, and does not come again below as classes do.
bool hasKnownName(std::span<const Fields> rows)
{
    const Fields &first = rows.front();
    for (std::size_t i = 0; i < first.size(); ++i) {
        const bool comesAgain = std::ranges::any_of(
            rows.subspan(1), [&](const Fields &row) { return fieldAt(row, i) == first[i]; });
        if (columnRole(first[i]) && !comesAgain)
            return true;
    }
    return false;
}

bool namesFilesBelow(std::span<const Fields> rows)
{
    for (std::size_t i = 0; rows.size() > 1 && i < rows[1].size(); ++i)
        if (std::ranges::all_of(rows.subspan(1),
                [&](const Fields &row) { return looksLikeImageFile(fieldAt(row, i)); }))
            return true;
    return false;
}

bool beginsWithNames(std::span<const Fields> rows)
{
    const Fields &first = rows.front();
    if (std::ranges::any_of(first, looksLikeImageFile))
        return false;
    return hasKnownName(rows) || namesFilesBelow(rows) || (first.size() > 1 && first[0].empty());
}

bool isWholeNumber(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// A first column without a name, beside two or more, where each row has a number of its own.
bool hasIndexColumn(std::span<const Fields> rows)
{
    const Fields &header = rows.front();
    const std::string name = header.empty() ? std::string() : foldedWord(header[0]);
    if (header.size() < 3 || rows.size() < 2 || !(name.empty() || name == "unnamed0"))
        return false;
    std::set<std::string_view> numbers;
    return std::ranges::all_of(rows.subspan(1), [&](const Fields &row) {
        return isWholeNumber(fieldAt(row, 0)) && numbers.insert(row[0]).second;
    });
}

/// R writes no name above the column of row names.
bool lacksAName(std::span<const Fields> rows)
{
    return namesFilesBelow(rows) && std::ranges::all_of(rows.subspan(1), [&](const Fields &row) {
        return row.size() == rows.front().size() + 1 && isWholeNumber(row[0]);
    });
}

/// Columns of the first row and, as far as the first row leaves room without names, of the others.
std::size_t usedWidth(std::span<const Fields> rows, std::size_t room)
{
    std::size_t width = rows.front().size();
    for (const Fields &row : rows)
        width = row.size() <= room ? std::max(width, row.size()) : width;
    return width;
}

std::string jsonText(const nlohmann::json &value)
{
    if (value.is_string())
        return value.get<std::string>();
    return value.is_null() ? std::string() : value.dump();
}

/// @throws Error with the reason alone.
nlohmann::json jsonObject(std::string_view text)
{
    nlohmann::json object = parseStrictJson("it", text);
    if (!object.is_object())
        throw Error("it is no JSON object");
    return object;
}

} // namespace

bool looksLikeImageFile(std::string_view field)
{
    static constexpr std::array<std::string_view, 19> kEndings { ".jpg", ".jpeg", ".jpe", ".jfif",
        ".png", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".pgm", ".ppm", ".pnm", ".pbm", ".jp2",
        ".heic", ".avif", ".jxl", ".dcm" };
    const std::size_t dot = field.rfind('.');
    return dot != std::string_view::npos
        && std::ranges::find(kEndings, lowerCase(field.substr(dot))) != kEndings.end();
}

std::optional<std::string> encodingNotice(const fs::path &path, const TextDecoder &decoder)
{
    if (!decoder.isGuessed())
        return std::nullopt;
    const bool isWide = decoder.encoding() == TextEncoding::Utf16Little
        || decoder.encoding() == TextEncoding::Utf16Big;
    return utf8Name(path.filename().string()) + " is read as "
        + std::string(toString(decoder.encoding())) + ": "
        + (isWide ? "it has no byte order mark, but zeros as UTF-16 has them"
                  : "not all of its bytes are UTF-8, and nothing in it names the encoding")
        + "; if letters look wrong, save the table as UTF-8";
}

TableReader::TableReader(const fs::path &path)
    : m_path(path)
    , m_isJson(hasEnding(path, { ".jsonl", ".ndjson" }))
    , m_lines(path, kTableBlock, readingOf(path, m_isJson))
{
    m_lines.next(m_block);
    const auto looked = std::span(m_block).first(std::min(m_block.size(), kRowsLookedAt));
    if (m_isJson)
        findKeys(looked);
    else
        findColumns(looked);
}

void TableReader::findColumns(std::span<const CsvLine> lines)
{
    std::vector<Fields> rows = readableRows(lines, separator());
    if (rows.empty()) {
        m_columns = m_needed = 1;
        return;
    }
    Fields &first = rows.front();
    std::size_t room = first.size();
    if (readableFields(lines.front(), separator())) // with its empty fields
        room = csvFields(lines.front().text, separator()).size();
    if (readableFields(lines.front(), separator()) && beginsWithNames(rows)) {
        if (lacksAName(rows))
            first.insert(first.begin(), std::string());
        m_hasIndex = hasIndexColumn(rows);
        for (const std::string &name : first)
            m_header.push_back(composed(trimmedField(name)));
        m_header.erase(m_header.begin(), m_header.begin() + (m_hasIndex ? 1 : 0));
        m_at = 1;
    }
    m_columns = usedWidth(rows, room);
    m_columns -= m_hasIndex ? 1 : 0;
    if (!m_header.empty())
        m_header.resize(m_columns);
    setNeeded();
}

/// Fields behind the last column that is known may be missing.
void TableReader::setNeeded()
{
    std::size_t needed = 0;
    for (const ColumnRole role : { ColumnRole::File, ColumnRole::Label, ColumnRole::Split })
        needed = std::max(needed, column(role) ? *column(role) + 1 : 0);
    m_needed = needed > 0 ? needed : m_columns;
}

void TableReader::findKeys(std::span<const CsvLine> lines)
{
    for (const CsvLine &line : lines) {
        try {
            const nlohmann::json object = jsonObject(line.text);
            for (const auto &[key, value] : object.items())
                if (std::ranges::find(m_header, composed(key)) == m_header.end())
                    m_header.push_back(composed(key));
        } catch (const Error &) {
            continue;
        }
    }
    m_columns = m_header.size();
}

bool TableReader::next(TableRow &row)
{
    for (;;) {
        if (m_at >= m_block.size()) {
            m_at = 0;
            if (!m_lines.next(m_block))
                return false;
        }
        const CsvLine &line = m_block[m_at++];
        row = { .fields = {}, .line = line.number, .problem = {} };
        try {
            if (line.text.find('\0') != std::string_view::npos)
                throw Error("it holds a zero byte, which is no text");
            row.fields = m_isJson ? jsonFields(line.text) : tableFields(line.text);
        } catch (const Error &error) {
            row.problem = error.what();
        }
        row.fields.resize(m_columns);
        const bool isEmpty = std::ranges::all_of(row.fields, &std::string::empty);
        if (isEmpty && row.problem.empty())
            continue;
        if (++m_rows > std::min(kMaxRows, kRowsAlways + m_lines.bytes() / kShortestRow))
            throw Error(m_path.string() + ": it has more than " + grouped(m_rows - 1)
                + " rows, which is too much for its size");
        return true;
    }
}

std::vector<std::string> TableReader::tableFields(std::string_view text) const
{
    Fields fields = csvFields(text, separator());
    const std::size_t index = m_hasIndex ? 1 : 0, found = fields.size();
    dropEmptyEnd(fields, std::min(found, m_columns + index));
    if (fields.size() > m_columns + index || fields.size() < m_needed + index)
        throw Error("it has " + std::to_string(found) + " fields where "
            + std::to_string(m_columns + index) + " are expected");
    fields.erase(fields.begin(), fields.begin() + static_cast<std::ptrdiff_t>(index));
    for (std::string &field : fields)
        field = composed(field);
    return fields;
}

std::vector<std::string> TableReader::jsonFields(std::string_view text) const
{
    const nlohmann::json object = jsonObject(text);
    Fields fields(m_columns);
    for (const auto &[key, value] : object.items()) {
        const auto column = std::ranges::find(m_header, composed(key));
        if (column != m_header.end())
            fields[static_cast<std::size_t>(column - m_header.begin())] = composed(jsonText(value));
    }
    return fields;
}

} // namespace convscope
