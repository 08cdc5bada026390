// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/setup/setting_change.h"

namespace convscope {

RunConfig settingsAt(RunConfig config, std::span<const SettingChange> changes, std::int64_t batch)
{
    for (auto change = changes.rbegin(); change != changes.rend() && change->batch > batch;
         ++change)
        setChecked(config, liveSetting(change->setting), change->from);
    return config;
}

} // namespace convscope
