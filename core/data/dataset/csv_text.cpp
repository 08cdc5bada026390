// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset/csv_text.h"
#include "core/base/error.h"
#include "core/data/dataset/csv_records.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

namespace convscope {

namespace {

constexpr std::size_t kMaxText = std::size_t { 32 } << 30U; // unpacked
constexpr std::size_t kMaxLines = std::size_t { 1 } << 15U; // at once: the shortest take the most

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

} // namespace

/// zlib's reader, which takes unpacked files too.
struct CsvLines::File {
    std::string name; ///< for messages
    std::string bytes; ///< the room for a block
    gzFile handle = nullptr;
    int descriptor = -1; ///< owned by `handle`
    ~File()
    {
        if (handle)
            gzclose(handle);
    }
};

CsvLines::CsvLines(
    const std::filesystem::path &path, std::size_t blockBytes, const CsvReading &reading)
    : m_file(std::make_unique<File>())
    , m_reading(reading)
    , m_blockBytes(blockBytes)
{
    m_file->name = path.string();
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        fail(std::strerror(errno)); // NOLINT(concurrency-mt-unsafe)
    m_file->descriptor = descriptor;
    m_file->handle = gzdopen(descriptor, "rb");
    if (!m_file->handle) {
        ::close(descriptor);
        fail("there is not enough memory to read it");
    }
    struct stat facts { };
    if (::fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) // a pipe must not hang
        fail(S_ISDIR(facts.st_mode) ? "it is a folder" : "it is not an ordinary file");
    m_bytes = static_cast<std::size_t>(facts.st_size);
    gzbuffer(m_file->handle, 1U << 18U);
}

CsvLines::~CsvLines() = default;

std::size_t CsvLines::bytesRead() const
{
    return static_cast<std::size_t>(std::max<z_off_t>(gzoffset(m_file->handle), 0));
}

bool CsvLines::next(std::vector<CsvLine> &lines)
{
    lines.clear();
    const std::size_t before = m_unpacked;
    while (lines.empty()) {
        if (m_unpacked - before > kMaxLine && m_used > 0)
            fail("behind line " + std::to_string(m_line) + " more than "
                + std::to_string(kMaxLine >> 20U) + " MB are blank; this is no table of images");
        m_text.erase(0, m_used);
        m_used = 0;
        cut(lines);
        if (m_used > 0)
            continue;
        if (m_atEnd)
            return false;
        if (m_text.size() > kMaxLine)
            fail("line " + std::to_string(m_line + 1) + " is longer than "
                + std::to_string(kMaxLine >> 20U) + " MB; this is no table of images");
        fill();
    }
    return true;
}

/// Another block of text behind what is there.
void CsvLines::fill()
{
    std::string &bytes = m_file->bytes;
    bytes.resize(m_blockBytes);
    const bool isFirst = m_unpacked == 0;
    const int got = gzread(m_file->handle, bytes.data(), static_cast<unsigned>(m_blockBytes));
    bytes.resize(static_cast<std::size_t>(std::max(got, 0)));
    m_unpacked += bytes.size();
    m_atEnd = got < static_cast<int>(m_blockBytes);
    int code = Z_OK;
    if (m_atEnd)
        gzerror(m_file->handle, &code);
    if (code == Z_ERRNO)
        fail("it cannot be read to its end");
    if (code != Z_OK && code != Z_STREAM_END)
        fail("its gzip data is damaged or cut off");
    if (m_unpacked > kMaxText)
        fail("it unpacks to more than is allowed here");
    m_decoder.add(bytes, m_atEnd, m_text);
    if (isFirst && std::ranges::any_of(m_text, [](char c) { return c >= 0 && c < '\t'; }))
        fail("it is not a text file");
}

/// Finds out how lines end and fields are separated, once there is a line; false before.
bool CsvLines::begin()
{
    if (m_text.find('\n') != std::string::npos)
        m_lineEnd = '\n';
    else if (m_text.find('\r') < m_text.size() - (m_atEnd ? 0 : 1))
        m_lineEnd = '\r';
    else if (m_atEnd)
        m_lineEnd = '\n';
    if (m_lineEnd == 0)
        return false;
    const CsvStart start = csvStart(m_text, m_lineEnd, m_reading.spaces);
    m_separator = start.separator;
    m_used = start.skipped;
    m_line = start.lines;
    return true;
}

/// What is there to its last whole record.
void CsvLines::cut(std::vector<CsvLine> &lines)
{
    if (m_text.empty() || (m_separator == 0 && !begin()))
        return;
    while (m_used < m_text.size() && lines.size() < kMaxLines) {
        const std::string_view text = std::string_view(m_text).substr(m_used);
        const std::size_t end = m_reading.quotes
            ? csvRecordEnd(text, m_separator, m_lineEnd, m_atEnd)
            : std::min(text.find(m_lineEnd), m_atEnd ? text.size() : std::string_view::npos);
        if (end == std::string_view::npos)
            return;
        std::string_view line = text.substr(0, end);
        const std::size_t number = m_line + 1;
        m_used = std::min(m_used + end + 1, m_text.size());
        m_line = number + static_cast<std::size_t>(std::ranges::count(line, m_lineEnd));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (!isBlankRecord(line, m_separator))
            lines.push_back({ line, number });
    }
}

void CsvLines::fail(const std::string &reason) const
{
    throw Error(m_file->name + ": " + reason);
}

CsvFields::CsvFields(std::string_view line, char separator)
    : m_rest(separator == ' ' ? trimmed(line) : line)
    , m_separator(separator)
{
}

bool CsvFields::next(std::string_view &field)
{
    if (m_done)
        return false;
    if (m_separator == ' ')
        m_rest = trimmed(m_rest);
    std::size_t start = 0;
    while (start < m_rest.size() && m_rest[start] == ' ')
        ++start;
    if (start < m_rest.size() && m_rest[start] == '"') {
        m_rest.remove_prefix(start + 1);
        quoted(field);
        return true;
    }
    const std::size_t end
        = m_separator == ' ' ? m_rest.find_first_of(" \t") : m_rest.find(m_separator);
    m_done = end == std::string_view::npos;
    field = m_rest.substr(0, end);
    m_rest.remove_prefix(m_done ? m_rest.size() : end + 1);
    field = trimmed(field);
    return true;
}

/// After the opening mark; two marks stand for one (RFC 4180, 2.7).
void CsvFields::quoted(std::string_view &field)
{
    m_unquoted.clear();
    for (;;) {
        const std::size_t mark = m_rest.find('"');
        if (mark == std::string_view::npos)
            throw Error("a quotation mark is not closed");
        m_unquoted += m_rest.substr(0, mark);
        m_rest.remove_prefix(mark + 1);
        if (!m_rest.starts_with('"'))
            break;
        m_unquoted += '"';
        m_rest.remove_prefix(1);
    }
    const std::size_t end = m_rest.find(m_separator);
    if (!trimmed(m_rest.substr(0, end)).empty())
        throw Error("there is text behind a quotation mark that was closed");
    m_done = end == std::string_view::npos;
    m_rest.remove_prefix(m_done ? m_rest.size() : end + 1);
    field = m_unquoted;
}

std::vector<std::string> csvFields(std::string_view line, char separator)
{
    std::vector<std::string> fields;
    CsvFields reader(line, separator);
    for (std::string_view field; reader.next(field);)
        fields.emplace_back(field);
    return fields;
}

std::string_view trimmedField(std::string_view text)
{
    constexpr std::string_view kNoBreakSpace = "\xc2\xa0";
    for (std::size_t before = text.size() + 1; before != text.size();) {
        before = text.size();
        text = trimmed(text);
        if (text.starts_with(kNoBreakSpace))
            text.remove_prefix(kNoBreakSpace.size());
        if (text.ends_with(kNoBreakSpace))
            text.remove_suffix(kNoBreakSpace.size());
    }
    return text;
}

} // namespace convscope
