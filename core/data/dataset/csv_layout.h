// SPDX-License-Identifier: GPL-3.0-or-later
// The meaning of the columns of a table of images, found out from its first rows.
#pragma once
#include "core/data/dataset/csv_text.h"
#include <optional>

namespace convscope {

struct CsvLayout {
    enum class Column : std::uint8_t { Pixel, Label, Ignored };

    char separator = ',';
    bool header = false; ///< the first line has names
    std::vector<Column> columns;
    std::size_t needed = 0; ///< columns up to the last that is not ignored
    std::size_t pixels = 0;
    int channels = 0, side = 0; ///< images are squares
    bool planar = false; ///< all of red, then green, then blue; else R, G, B of each pixel
};

/// From the first lines of a file, at least one.
///
/// The first line is a header when one of its fields is the name of a label column or two are no
/// numbers. The label is the column named label, class, target or y (any case, singular or plural);
/// else, in a header, the last column when its name is of another kind than those of the pixels;
/// else the first. Without a header it is the first column, unless that cannot be: when only
/// the last one has words; or when the last one has few different whole numbers and the first has
/// one number everywhere (a corner that is always dark), has fractions, or has more than twice as
/// many numbers. Columns without a name, or named id or index, are passed over, and so are the last
/// columns where nothing stands in any row.
///
/// The other columns are a square, grey or of three colours. Names such as "r0" or "0_red" tell the
/// order of the colours; otherwise each pixel's red, green and blue are taken to be together.
///
/// `like`: of another file of the dataset, which decides where this one has no header either.
/// @throws Error with the reason alone when this is no table of labelled images.
CsvLayout findCsvLayout(
    const std::vector<CsvLine> &lines, char separator, const CsvLayout *like = nullptr);

/// A field that is a number and nothing else; "nan" and what is too large are none. "0,5" is one
/// where fields are not separated by commas.
std::optional<double> csvNumber(std::string_view field, char separator = ',');

} // namespace convscope
