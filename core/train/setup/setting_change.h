// SPDX-License-Identifier: GPL-3.0-or-later
// SettingChange: a setting that was changed while a run went on, and when.
#pragma once
#include "core/train/setup/settings.h"
#include <span>

namespace convscope {

struct SettingChange {
    std::int64_t batch = 0; ///< the first that was trained with it; 1 is the run's first
    std::string setting; ///< its name in files, which liveSetting() knows: "learning_rate"
    double from = 0, to = 0;
    friend bool operator==(const SettingChange &, const SettingChange &) = default;
};

/// `config`, which is as `changes` left it, as it was when `batch` batches were done. With 0: as
/// the run was begun, except for what was changed before its first batch.
RunConfig settingsAt(RunConfig config, std::span<const SettingChange> changes, std::int64_t batch);

} // namespace convscope
