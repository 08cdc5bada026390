// SPDX-License-Identifier: GPL-3.0-or-later
// LabelColumns: which columns of a table name an image, its class, its part and its subject, found
// out from the first rows. Pure functions.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace convscope {

using TableFields = std::vector<std::string>;

struct LabelColumns {
    std::size_t count = 0; ///< fields of a row
    std::size_t file = 0;
    std::optional<std::size_t> label;
    std::vector<std::size_t> oneHot; ///< instead: the one with a 1 is the class, by its name
    std::optional<std::size_t> split, group;
    /// Columns that could be the label as well, by their names; a person is to choose.
    std::vector<std::string> choices;
    std::string problem; ///< why the labels cannot be classes; empty: they can
    std::vector<std::string> names; ///< of all columns; empty without a header

    bool hasLabels() const { return label || !oneHot.empty(); }
    std::string nameOf(std::size_t column) const;
};

/// `header`: the columns' names, or nothing. Without rows, without labels. `column`: the name of
/// the one with the labels, where a person has chosen.
/// @throws Error with the reason alone: one field, or no such column.
LabelColumns findLabelColumns(const TableFields &header, const std::vector<TableFields> &rows,
    const std::string &column = {});

/// The class of a row. @throws Error with the reason alone.
std::string labelOf(const TableFields &row, const LabelColumns &columns);

} // namespace convscope
