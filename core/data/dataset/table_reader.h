// SPDX-License-Identifier: GPL-3.0-or-later
// TableReader: tables of words, as people write about their images with spreadsheets, scripts and
// notebooks: CSV and TSV in any encoding, lists between spaces, and JSON lines.
#pragma once
#include "core/data/dataset/csv_text.h"
#include "core/data/dataset/table_words.h"
#include <span>

namespace convscope {

struct TableRow {
    std::vector<std::string> fields; ///< valid UTF-8, composed; as many as columns()
    std::size_t line = 0; ///< of the file, from 1
    std::string problem; ///< why it cannot be understood; its fields are all empty then
};

/// What a person should know of a text whose encoding was guessed.
std::optional<std::string> encodingNotice(
    const std::filesystem::path &path, const TextDecoder &decoder);

class TableReader {
public:
    /// Looks at the first rows. A name that ends with .jsonl or .ndjson means JSON lines; one that
    /// ends with .txt, .lst or .list, that fields may lie between spaces.
    /// @throws Error "<path>: …" when it cannot be read.
    explicit TableReader(const std::filesystem::path &path);

    /// The next row, the header not among them; false at the end. Rows whose fields are all empty
    /// are passed over. Missing and surplus fields at the end of a row are no problem where nothing
    /// stands in them. @throws Error as CsvLines, and for more than five million rows, or rows that
    /// are too many for the size of the file.
    bool next(TableRow &row);

    /// The names of the columns; empty when there are none. The first row is taken for them when
    /// it names no image file and one of its fields is a word for a column (table_words.h) that
    /// does not come again below, or when a column names image files in all rows but the first, or
    /// when its first field alone is empty. A column that only numbers the rows and has no name, as
    /// pandas writes it, is left out. Of JSON lines: the keys of the first rows.
    const std::vector<std::string> &header() const { return m_header; }
    std::size_t columns() const { return m_columns; }
    std::optional<std::size_t> column(ColumnRole role) const
    {
        return columnWithRole(m_header, role);
    }

    bool isJsonLines() const { return m_isJson; }
    char separator() const { return m_lines.separator(); } ///< a line end: there is one column
    TextEncoding encoding() const { return m_lines.decoder().encoding(); }
    bool isEncodingGuessed() const { return m_lines.decoder().isGuessed(); }
    /// For the notes of DatasetLayout, once all is read: "labels.csv is read as Windows-1252: …".
    std::optional<std::string> notice() const { return encodingNotice(m_path, m_lines.decoder()); }

    static constexpr std::size_t kMaxRows = 5'000'000;

private:
    void findColumns(std::span<const CsvLine> lines);
    void findKeys(std::span<const CsvLine> lines);
    void setNeeded();
    std::vector<std::string> tableFields(std::string_view text) const;
    std::vector<std::string> jsonFields(std::string_view text) const;

    std::filesystem::path m_path;
    bool m_isJson;
    CsvLines m_lines;
    std::vector<CsvLine> m_block;
    std::size_t m_at = 0; ///< the next of the block
    std::vector<std::string> m_header;
    std::size_t m_columns = 0, m_needed = 0, m_rows = 0;
    bool m_hasIndex = false; ///< a first column that counts the rows
};

/// The name has the ending of an image, whether it can be read here or not.
bool looksLikeImageFile(std::string_view field);

} // namespace convscope
