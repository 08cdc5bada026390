// SPDX-License-Identifier: GPL-3.0-or-later
// changes.csv of a run folder: the settings that were changed while the run went on.
#pragma once
#include "core/io/tensors/file_mark.h"
#include "core/train/setup/setting_change.h"
#include <filesystem>
#include <vector>

namespace convscope {

/// The whole table anew, with the header "batch,name,from,to". @throws Error when it cannot.
FileMark writeChanges(const std::filesystem::path &file, const std::vector<SettingChange> &changes);
/// Nothing where there is no such file: runs write it with their first change. @throws Error naming
/// the file and the line that is damaged, also where it is not what `mark` vouches for.
std::vector<SettingChange> readChanges(
    const std::filesystem::path &file, const std::optional<FileMark> &mark = {});

} // namespace convscope
