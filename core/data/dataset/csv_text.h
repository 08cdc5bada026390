// SPDX-License-Identifier: GPL-3.0-or-later
// Tables as text, read a block of lines at a time: a file of any length takes little memory.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace convscope {

struct CsvLine {
    std::string_view text; ///< without its end
    std::size_t number = 0; ///< from 1
};

/// The lines of a file, packed with gzip or not. A byte order mark and blank lines are passed over;
/// lines end with LF or CR LF.
class CsvLines {
public:
    /// @throws Error "<path>: …".
    explicit CsvLines(const std::filesystem::path &path, std::size_t blockBytes = kBlock);
    ~CsvLines();
    CsvLines(const CsvLines &) = delete;
    CsvLines &operator=(const CsvLines &) = delete;

    /// The lines of the next block, as long as next() is not called again; false at the end.
    /// @throws Error for what is no text, for a line that is too long, for blank lines without end,
    /// and for damaged gzip data.
    bool next(std::vector<CsvLine> &lines);

    std::size_t bytesRead() const; ///< bytes of the file as it lies on the disk
    std::size_t bytes() const { return m_bytes; }

    static constexpr std::size_t kBlock = std::size_t { 4 } << 20U;
    static constexpr std::size_t kMaxLine = std::size_t { 16 } << 20U;

private:
    struct File;
    void fill();
    void cut(std::size_t end, std::vector<CsvLine> &lines);
    [[noreturn]] void fail(const std::string &reason) const;

    std::string m_name;
    std::unique_ptr<File> m_file;
    std::size_t m_blockBytes, m_bytes = 0, m_line = 0, m_used = 0, m_unpacked = 0;
    bool m_atEnd = false, m_first = true;
    std::string m_text; ///< its first m_used bytes were given out
};

/// The fields of a line, without spaces around them and without quotation marks.
class CsvFields {
public:
    CsvFields(std::string_view line, char separator)
        : m_rest(line)
        , m_separator(separator)
    {
    }
    /// False after the last. The field lives until the next call. @throws Error with the reason
    /// alone when a quotation mark is not closed.
    bool next(std::string_view &field);

private:
    void quoted(std::string_view &field);

    std::string_view m_rest;
    char m_separator;
    bool m_done = false;
    std::string m_unquoted;
};

/// Copies of a line's fields.
std::vector<std::string> csvFields(std::string_view line, char separator);

/// Comma, semicolon or tab: what occurs most often in the line.
char csvSeparator(std::string_view line);

} // namespace convscope
