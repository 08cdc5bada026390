// SPDX-License-Identifier: GPL-3.0-or-later
// Tables as text, read a block of lines at a time: a file of any length takes little memory.
#pragma once
#include "core/base/text/text_decoder.h"
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace convscope {

/// A record; of several lines where line feeds stand between quotation marks.
struct CsvLine {
    std::string_view text; ///< UTF-8, without its end
    std::size_t number = 0; ///< of its first line, from 1
};

/// How a text is cut.
struct CsvReading {
    bool quotes = true; ///< a line feed between quotation marks ends no record
    bool spaces = false; ///< fields may lie between spaces, where nothing else separates them
};

/// The records of a file, packed with gzip or not, in any encoding of TextDecoder. Blank lines and
/// lines of nothing but separators are passed over, and so is a first line "sep=;". Lines end with
/// LF or CR LF, or, in a file without any LF, with CR. A quotation mark that is not closed properly
/// within 1 MB ends its record at the end of its line, so that the rows behind it are read.
class CsvLines {
public:
    /// @throws Error "<path>: …".
    explicit CsvLines(const std::filesystem::path &path, std::size_t blockBytes = kBlock,
        const CsvReading &reading = {});
    ~CsvLines();
    CsvLines(const CsvLines &) = delete;
    CsvLines &operator=(const CsvLines &) = delete;

    /// The records of the next block, as long as next() is not called again; false at the end.
    /// @throws Error for what is no text, for a line that is too long, for blank lines without end,
    /// and for damaged gzip data.
    bool next(std::vector<CsvLine> &lines);

    /// What the first line says, else what separates the fields of the first lines; known after the
    /// first next().
    char separator() const { return m_separator; }
    /// Of what was read up to now.
    const TextDecoder &decoder() const { return m_decoder; }

    std::size_t bytesRead() const; ///< bytes of the file as it lies on the disk
    std::size_t bytes() const { return m_bytes; }

    static constexpr std::size_t kBlock = std::size_t { 4 } << 20U;
    static constexpr std::size_t kMaxLine = std::size_t { 16 } << 20U;

private:
    struct File;
    void fill();
    bool begin();
    void cut(std::vector<CsvLine> &lines);
    [[noreturn]] void fail(const std::string &reason) const;

    std::unique_ptr<File> m_file;
    CsvReading m_reading;
    TextDecoder m_decoder;
    char m_separator = 0, m_lineEnd = 0; ///< 0: not known yet
    std::size_t m_blockBytes, m_bytes = 0, m_line = 0, m_used = 0, m_unpacked = 0;
    bool m_atEnd = false;
    std::string m_text; ///< its first m_used bytes were given out
};

/// The fields of a record, without spaces around them and without quotation marks. Between spaces
/// as separators several count as one.
class CsvFields {
public:
    CsvFields(std::string_view line, char separator);
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

/// Copies of a record's fields.
std::vector<std::string> csvFields(std::string_view line, char separator);

/// Without the spaces, tabs and no-break spaces around it.
std::string_view trimmedField(std::string_view text);

} // namespace convscope
