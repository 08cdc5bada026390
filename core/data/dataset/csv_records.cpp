// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset/csv_records.h"
#include "core/data/dataset/file_names.h"
#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace convscope {

namespace {

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::size_t kMaxQuoted = std::size_t { 1 } << 20U;
constexpr std::size_t kStartLines = 20; // that are looked at
constexpr std::size_t kStartBytes = std::size_t { 256 } << 10U; // of each

// ---- the end of a record -----------------------------------------------------------------------

enum class Closing { Closed, Broken, Unknown };

struct ClosingMark {
    Closing closing = Closing::Broken;
    std::size_t behind = 0; ///< the separator or line end behind it
};

/// Of the quoted field whose text begins at `at`.
ClosingMark closingMark(
    std::string_view text, std::size_t at, char separator, char lineEnd, bool isWhole)
{
    const std::string_view near = text.substr(0, std::min(text.size(), at + kMaxQuoted));
    const bool isCut = near.size() == text.size() && !isWhole; // and more may come
    const ClosingMark outside { isCut ? Closing::Unknown : Closing::Broken, 0 };
    for (;;) {
        const std::size_t mark = near.find('"', at);
        if (mark == kNone || (mark + 1 == near.size() && isCut))
            return outside;
        if (mark + 1 < near.size() && near[mark + 1] == '"') {
            at = mark + 2;
            continue;
        }
        std::size_t behind = mark + 1;
        while (behind < near.size() && near[behind] == ' ' && separator != ' ')
            ++behind;
        if (behind == near.size())
            return isWhole ? ClosingMark { Closing::Closed, behind } : outside;
        const char c = near[behind];
        const bool isClosed = c == separator || c == lineEnd || c == '\r' || c == '\t';
        return { isClosed ? Closing::Closed : Closing::Broken, behind };
    }
}

// ---- the start of a table ----------------------------------------------------------------------

bool isDigitAt(std::string_view text, std::size_t at)
{
    return at < text.size() && text[at] >= '0' && text[at] <= '9';
}

/// What separates nothing is left out: what stands between quotation marks.
std::string withoutQuoted(std::string_view line)
{
    std::string plain;
    bool isInside = false;
    for (const char c : line) {
        isInside = c == '"' ? !isInside : isInside;
        if (!isInside || c == '"')
            plain += c;
    }
    return isInside ? std::string(line) : plain;
}

struct StartLines {
    std::vector<std::string> lines; ///< not blank, without what is quoted

    std::size_t inFirst(char c) const
    {
        return lines.empty() ? 0 : static_cast<std::size_t>(std::ranges::count(lines.front(), c));
    }
    bool inAll(char c) const
    {
        return std::ranges::all_of(
            lines, [=](const std::string &line) { return line.find(c) != kNone; });
    }
    /// All commas stand between digits, as in "0,5".
    bool commasAreDecimal() const
    {
        return std::ranges::all_of(lines, [](const std::string &line) {
            for (std::size_t at = line.find(','); at != kNone; at = line.find(',', at + 1))
                if (!isDigitAt(line, at + 1) || (at > 0 && !isDigitAt(line, at - 1)))
                    return false;
            return true;
        });
    }
};

/// How many fields a line has between spaces.
std::size_t wordsIn(std::string_view line)
{
    std::size_t words = 0;
    bool isInside = false;
    for (const char c : line) {
        const bool isSpace = c == ' ' || c == '\t' || c == '\r';
        words += !isSpace && !isInside ? 1 : 0;
        isInside = !isSpace;
    }
    return words;
}

/// "image 1.png": only its end names an image, and no number of a class stands before it.
bool isNameWithSpaces(std::string_view line)
{
    const std::size_t begin = line.find_first_not_of(" \t");
    const std::size_t end = line.find_last_not_of(" \t\r");
    if (begin == kNone)
        return false;
    line = line.substr(begin, end - begin + 1);
    const std::size_t space = line.find_first_of(" \t");
    const std::string_view first = line.substr(0, space);
    return space != kNone && hasImageEnding(line) && !hasImageEnding(first)
        && first.find_first_not_of("0123456789") != kNone;
}

char separatorOf(const StartLines &start, bool spaces, char lineEnd)
{
    for (const char candidate : { ';', '\t' })
        if (start.inFirst(candidate) > 0 && start.inAll(candidate) && start.commasAreDecimal())
            return candidate;
    const bool isSteady = start.inFirst(',') > 0 && start.inAll(',');
    char best = ',';
    for (const char candidate : { ';', '\t' }) {
        const bool isBetter = start.inFirst(candidate) > start.inFirst(best);
        if (isBetter && (!isSteady || start.inAll(candidate)))
            best = candidate;
    }
    if (start.inFirst(best) > 0)
        return best;
    if (start.inFirst('|') > 0 && start.inAll('|'))
        return '|';
    if (!spaces || start.lines.empty())
        return ',';
    const std::size_t words = wordsIn(start.lines.front());
    const bool isEven = std::ranges::all_of(
        start.lines, [=](const std::string &line) { return wordsIn(line) == words; });
    const bool areNames = std::ranges::all_of(start.lines, isNameWithSpaces);
    return words > 1 && isEven && !areNames ? ' ' : lineEnd;
}

/// "sep=;", also between quotation marks, as LibreOffice would write it.
std::optional<char> saidSeparator(std::string_view line)
{
    if (line.starts_with('"') && line.ends_with('"') && line.size() > 2)
        line = line.substr(1, line.size() - 2);
    const bool isSaid = line.size() == 5 && (line[0] == 's' || line[0] == 'S')
        && (line[1] == 'e' || line[1] == 'E') && (line[2] == 'p' || line[2] == 'P')
        && line[3] == '=';
    return isSaid && std::string_view(",;\t| ").find(line[4]) != kNone ? std::optional(line[4])
                                                                       : std::nullopt;
}

bool isBlankStart(std::string_view line)
{
    return isBlankRecord(line, ',') || isBlankRecord(line, ';') || isBlankRecord(line, '|');
}

} // namespace

CsvStart csvStart(std::string_view text, char lineEnd, bool spaces)
{
    CsvStart result;
    StartLines start;
    for (std::size_t at = 0; at < text.size() && start.lines.size() < kStartLines;) {
        const std::size_t end = std::min(text.find(lineEnd, at), text.size());
        std::string_view line = text.substr(at, std::min(end - at, kStartBytes));
        const bool isCut = end == text.size();
        if (isCut && (!start.lines.empty() || isBlankStart(line)))
            break;
        at = std::min(end + 1, text.size());
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (start.lines.empty() && (isBlankStart(line) || saidSeparator(line))) {
            result.skipped = at;
            ++result.lines;
        }
        if (const auto said = start.lines.empty() ? saidSeparator(line) : std::nullopt) {
            result.separator = *said;
            return result;
        }
        if (!isBlankStart(line))
            start.lines.push_back(withoutQuoted(line));
    }
    result.separator = separatorOf(start, spaces, lineEnd);
    return result;
}

bool isBlankRecord(std::string_view line, char separator)
{
    constexpr std::size_t kLongest = 4096; // many empty fields are a table of another kind
    return line.size() < kLongest && std::ranges::all_of(line, [=](char c) {
        return c == separator || c == ' ' || c == '\t' || c == '\r';
    });
}

std::size_t csvRecordEnd(std::string_view text, char separator, char lineEnd, bool isWhole)
{
    const std::size_t whole = isWhole ? text.size() : kNone;
    std::size_t line = std::min(text.find(lineEnd), whole);
    if (line == kNone || text.substr(0, line).find('"') == kNone)
        return line;
    for (std::size_t at = 0; at < line;) { // the start of a field
        std::size_t start = at;
        while (start < line && text[start] == ' ')
            ++start;
        if (start < line && text[start] == '"') {
            const ClosingMark mark = closingMark(text, start + 1, separator, lineEnd, isWhole);
            if (mark.closing != Closing::Closed)
                return mark.closing == Closing::Broken ? line : kNone;
            if (mark.behind > line)
                line = std::min(text.find(lineEnd, mark.behind), whole);
            if (line == kNone)
                return kNone;
            start = mark.behind;
        }
        at = std::min(text.substr(0, line).find(separator, start), line);
        at += at < line ? 1 : 0;
    }
    return line;
}

} // namespace convscope
