// SPDX-License-Identifier: GPL-3.0-or-later
// FileMark: how far a file is vouched for. Logs grow at their ends, so the hash of their first
// bytes stays true while more is written, and whoever is killed in between leaves no false alarm.
#pragma once
#include "core/base/sha256.h"
#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <vector>

namespace convscope {

struct FileMark {
    std::uint64_t bytes = 0; ///< the first so many
    Digest sha256 {}; ///< the hash of these bytes
    friend bool operator==(const FileMark &, const FileMark &) = default;
};
using FileMarks = std::map<std::string, FileMark>; ///< by the file's name

FileMark markOf(std::string_view text);
/// Whether `text` begins with what `mark` vouches for.
bool fits(const FileMark &mark, std::string_view text);

/// {"batches.csv": {"bytes": 120, "sha256": "…"}}
nlohmann::json toJson(const FileMarks &marks);
/// @throws Error when it is no such object.
FileMarks marksFromJson(const nlohmann::json &json);

/// As far as the mark vouches for it; all of it where there is none.
/// @throws Error naming the file where it is missing, or not as it was written.
std::string readMarked(
    const std::filesystem::path &file, const std::optional<FileMark> &mark, std::size_t limit);

/// The mark of the file of that name, where there is one.
std::optional<FileMark> markIn(const FileMarks &marks, const std::string &name);

} // namespace convscope
