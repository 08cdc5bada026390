// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run/logs/csv_log.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/base/files/byte_reader.h"
#include "core/base/words.h"
#include "core/train/loop/trainer_state.h"
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

constexpr std::size_t kMaxLog = std::size_t(2) << 30U;

// Whole lines; what follows the last line end was cut off and is dropped.
std::vector<std::string_view> wholeLines(std::string_view text)
{
    std::vector<std::string_view> lines;
    for (std::size_t at = 0, end = text.find('\n'); end != std::string_view::npos;
         at = end + 1, end = text.find('\n', at))
        lines.push_back(text.substr(at, end - at));
    return lines;
}

/// Nothing where it is not a line of so many numbers.
std::optional<CsvRow> rowOf(std::string_view text, std::size_t fields)
{
    CsvRow row;
    const std::string line = std::string(text) + ",";
    try {
        for (std::size_t at = 0, end = line.find(','); end != std::string::npos;
             at = end + 1, end = line.find(',', at)) {
            const std::string field = line.substr(at, end - at);
            row.push_back(field.empty() ? std::nullopt : std::optional(numberFromText(field)));
        }
    } catch (const Error &) {
        return std::nullopt;
    }
    return row.size() == fields ? std::optional(row) : std::nullopt;
}

std::size_t fieldsOf(const std::string &header)
{
    return std::size_t(std::ranges::count(header, ',')) + 1;
}

/// Its number, of a line that has one.
std::optional<double> numberOf(std::string_view line, std::size_t fields)
{
    const auto row = rowOf(line, fields);
    const auto number = row ? row->front() : std::nullopt;
    return number && *number >= 1 && *number == std::floor(*number) ? number : std::nullopt;
}

/// The whole lines up to number `last`; a state that forgets a validation stands before the last of
/// them.
std::string upTo(std::int64_t last, std::string text, const std::string &header)
{
    const auto lastLine = [&] {
        const std::size_t before = text.rfind('\n', text.size() - 2);
        return before == std::string::npos ? 0 : before + 1;
    };
    for (std::size_t at = lastLine(); at > 0; at = lastLine()) {
        const auto number
            = numberOf(std::string_view(text).substr(at, text.size() - 1 - at), fieldsOf(header));
        if (number && *number <= double(last))
            break;
        text.resize(at);
    }
    return text;
}

/// Picks out of a log that is not as it was written the lines that still can be.
class LogMending {
public:
    LogMending(std::string file, std::string_view text, const std::string &header)
        : m_file(std::move(file))
        , m_lines(wholeLines(text))
        , m_header(header)
    {
        m_numbers.push_back(0); // the header has none
        for (std::size_t i = 1; i < m_lines.size(); ++i)
            m_numbers.push_back(numberOf(m_lines[i], fieldsOf(header)));
    }

    std::string upTo(std::int64_t last)
    {
        if (!m_lines.empty() && m_lines.front() != m_header)
            m_damaged.push_back(1);
        std::string kept = m_header + "\n";
        double before = 0;
        for (std::size_t i = 1; i < m_lines.size(); ++i) {
            if (!isInPlace(i, before))
                m_damaged.push_back(i + 1);
            if (!isInPlace(i, before) || *m_numbers[i] > double(last))
                continue;
            before = *m_numbers[i];
            kept += std::string(m_lines[i]) + "\n";
            ++m_kept;
        }
        return kept;
    }

    void addErrors(std::int64_t last, std::vector<std::string> &errors) const
    {
        if (!m_damaged.empty())
            errors.push_back(m_file + ": " + damagedLines() + " damaged and left out");
        const std::int64_t missing = last - m_kept;
        if (missing > std::int64_t(m_damaged.size()))
            errors.push_back(m_file + ": it has only " + grouped(std::size_t(m_kept)) + " of "
                + counted(std::size_t(last), "line")
                + "; the run goes on from its saved state, which is whole");
    }

private:
    /// The next number, or after a gap one that its own neighbour follows.
    bool isInPlace(std::size_t i, double before) const
    {
        const auto number = m_numbers[i];
        if (!number || *number <= before)
            return false;
        const bool isLast = i + 1 == m_lines.size();
        return *number == before + 1 || isLast || m_numbers[i + 1] == *number + 1;
    }

    std::string damagedLines() const
    {
        constexpr std::size_t kNamed = 3;
        std::string text = m_damaged.size() == 1 ? "line" : "lines";
        for (std::size_t i = 0; i < std::min(kNamed, m_damaged.size()); ++i)
            text += (i ? ", " : " ") + std::to_string(m_damaged[i]);
        if (m_damaged.size() > kNamed)
            text += " and " + grouped(m_damaged.size() - kNamed) + " more";
        return text + (m_damaged.size() == 1 ? " is" : " are");
    }

    std::string m_file;
    std::vector<std::string_view> m_lines;
    std::string m_header;
    std::vector<std::optional<double>> m_numbers;
    std::vector<std::size_t> m_damaged; // lines, counted from 1
    std::int64_t m_kept = 0;
};

/// Empty where there is no such file.
std::string textIn(const std::filesystem::path &path)
{
    if (!std::filesystem::exists(path))
        return {};
    const auto bytes = readFile(path, kMaxLog);
    return { bytes.begin(), bytes.end() };
}

} // namespace

CsvLog::CsvLog(std::filesystem::path path, const std::string &header)
    : m_path(std::move(path))
{
    writeFileAtomically(m_path, header + "\n");
    count(header + "\n");
}

CsvLog::CsvLog(std::filesystem::path path, const std::string &header, const LogEnd &end,
    std::vector<std::string> &errors)
    : m_path(std::move(path))
{
    const std::string text = textIn(m_path);
    std::string kept;
    if (end.mark && fits(*end.mark, text)) {
        kept = upTo(end.last, text.substr(0, end.mark->bytes), header);
    } else {
        LogMending mending(m_path.string(), text, header);
        const std::size_t before = errors.size();
        kept = mending.upTo(end.last);
        mending.addErrors(end.last, errors);
        if (end.mark && errors.size() == before)
            errors.push_back(m_path.string()
                + ": some of its figures are not what was written, though all lines can be read; "
                  "they are kept as they are");
    }
    if (kept != text)
        writeFileAtomically(m_path, kept);
    count(kept);
}

void CsvLog::count(std::string_view text)
{
    m_bytes += text.size();
    m_hash.add(text);
}

void CsvLog::add(const std::vector<std::optional<double>> &row)
{
    for (std::size_t i = 0; i < row.size(); ++i)
        m_pending += (i ? "," : "") + (row[i] ? toText(*row[i]) : std::string());
    m_pending += '\n';
}

void CsvLog::flush()
{
    if (m_pending.empty())
        return;
    appendToFile(m_path, m_pending);
    count(m_pending);
    m_pending.clear();
}

std::vector<CsvRow> readCsv(const std::filesystem::path &path, const std::string &header,
    const std::optional<FileMark> &mark)
{
    const auto bytes = readFile(path, kMaxLog);
    const std::string text(bytes.begin(), bytes.end());
    const auto lines = wholeLines(
        std::string_view(text).substr(0, mark ? std::size_t(mark->bytes) : std::string::npos));
    if (lines.empty() || lines.front() != header)
        throw Error(path.string() + ": its first line is not '" + header + "'");
    std::vector<CsvRow> rows;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        auto row = rowOf(lines[i], fieldsOf(header));
        if (!row)
            throw Error(path.string() + ": line " + std::to_string(i + 1) + " is damaged");
        rows.push_back(std::move(*row));
    }
    if (mark && !fits(*mark, text))
        throw Error(path.string()
            + (text.size() < mark->bytes ? ": its last lines are missing"
                                         : ": some of its figures are not what was written"));
    return rows;
}

} // namespace convscope
