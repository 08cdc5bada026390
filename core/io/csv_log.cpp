// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/csv_log.h"
#include "core/base/atomic_file.h"
#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/train/trainer_state.h"
#include <algorithm>

namespace convscope {

namespace {

constexpr std::size_t kMaxFile = std::size_t(2) << 30U;

// Whole lines, the header first; what follows the last line end was cut off and is dropped.
std::vector<std::string> wholeLines(const std::filesystem::path &path, const std::string &header)
{
    const std::vector<std::uint8_t> bytes = readFile(path, kMaxFile);
    std::vector<std::string> lines;
    for (auto at = bytes.begin(), end = std::find(at, bytes.end(), '\n'); end != bytes.end();
         at = end + 1, end = std::find(at, bytes.end(), '\n'))
        lines.emplace_back(at, end);
    if (lines.empty() || lines.front() != header)
        throw Error(path.string() + ": its first line is not '" + header + "'");
    return lines;
}

} // namespace

CsvLog::CsvLog(std::filesystem::path path, const std::string &header)
    : m_path(std::move(path))
{
    writeFileAtomically(m_path, header + "\n");
}

CsvLog::CsvLog(std::filesystem::path path, const std::string &header, std::size_t rows)
    : m_path(std::move(path))
{
    const std::vector<std::string> lines = wholeLines(m_path, header);
    std::string kept;
    for (std::size_t i = 0; i < std::min(lines.size(), rows + 1); ++i)
        kept += lines[i] + "\n";
    writeFileAtomically(m_path, kept);
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
    m_pending.clear();
}

std::vector<std::vector<std::optional<double>>> readCsv(
    const std::filesystem::path &path, const std::string &header)
{
    const std::vector<std::string> lines = wholeLines(path, header);
    std::vector<std::vector<std::optional<double>>> rows;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        rows.emplace_back();
        const std::string line = lines[i] + ",";
        for (std::size_t at = 0, end = line.find(','); end != std::string::npos;
             at = end + 1, end = line.find(',', at)) {
            const std::string field = line.substr(at, end - at);
            rows.back().push_back(
                field.empty() ? std::nullopt : std::optional(numberFromText(field)));
        }
        if (rows.back().size() != std::size_t(std::ranges::count(header, ',')) + 1)
            throw Error(path.string() + ": line " + std::to_string(i + 1)
                + " has the wrong number of fields");
    }
    return rows;
}

} // namespace convscope
