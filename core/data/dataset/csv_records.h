// SPDX-License-Identifier: GPL-3.0-or-later
// Where records of a table end, and what separates their fields. Pure functions.
#pragma once
#include <cstddef>
#include <string_view>

namespace convscope {

/// How a table begins.
struct CsvStart {
    char separator = ',';
    std::size_t skipped = 0; ///< bytes of what is no record: blank lines, and "sep=;"
    std::size_t lines = 0; ///< that these are
};

/// From the text's first lines. A line "sep=;", as Excel understands it, says the separator.
/// Otherwise it is the one of comma, semicolon and tab that stands in every line outside quotation
/// marks, and most often in the first; but a semicolon or tab where commas are nothing but decimal
/// commas. Without these it is the bar that stands in every line; and, if `spaces` are allowed, the
/// space, if it makes as many fields in every line and these do not look like names of images with
/// spaces in them ("image 1.png"), or else nothing (a line feed), as lines are whole names then.
CsvStart csvStart(std::string_view text, char lineEnd, bool spaces);

/// Nothing but spaces and a few separators, as spreadsheets leave below a table.
bool isBlankRecord(std::string_view line, char separator);

/// The length of the first record, without its line end; npos when more text is needed to tell. A
/// quotation mark at the start of a field is closed by the next one that has no twin, if a
/// separator or a line end comes behind it. One that is not, or not within 1 MB, ends the record
/// where its line ends.
std::size_t csvRecordEnd(std::string_view text, char separator, char lineEnd, bool isWhole);

} // namespace convscope
