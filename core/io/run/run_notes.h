// SPDX-License-Identifier: GPL-3.0-or-later
// RunNotes: what a person wrote about a run; notes.json in its folder.
#pragma once
#include <filesystem>
#include <string>

namespace convscope {

struct RunNotes {
    std::string name; ///< shown instead of the folder's; empty: none
    std::string text;
    friend bool operator==(const RunNotes &, const RunNotes &) = default;
};

/// Empty where there are none. @throws Error when the file is damaged.
RunNotes readRunNotes(const std::filesystem::path &folder);
/// Empty notes leave no file. @throws Error.
void writeRunNotes(const std::filesystem::path &folder, const RunNotes &notes);

} // namespace convscope
