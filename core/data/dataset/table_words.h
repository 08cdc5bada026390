// SPDX-License-Identifier: GPL-3.0-or-later
// The words by which people name the columns of their tables, in the languages that they write.
// Pure functions, any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace convscope {

enum class ColumnRole : std::uint8_t {
    File, ///< names the image
    Label, ///< names its class
    Split, ///< says whether it is for training, validation or test
    Group, ///< names what must not be divided between splits: a patient, a site
};

/// What a column of this name is for; nothing for a name that says nothing. Case, accents, spaces,
/// `_` and `-` do not count.
std::optional<ColumnRole> columnRole(std::string_view name);

/// Where several columns could have the role, the one whose name says it best.
std::optional<std::size_t> columnWithRole(std::span<const std::string> header, ColumnRole role);

/// All columns whose names say the role, the best first.
std::vector<std::size_t> columnsWithRole(std::span<const std::string> header, ColumnRole role);

} // namespace convscope
