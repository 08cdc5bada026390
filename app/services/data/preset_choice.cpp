// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/data/preset_choice.h"
#include <algorithm>

namespace convscope {

RunConfig suggestConfig(const Image &picture)
{
    constexpr int kTiny = 12;
    const auto [shorter, longer] = std::minmax(picture.height, picture.width);
    RunConfig config = findPreset(longer <= kTiny ? "digits" : "compact")->config;
    Preprocessing &wanted = config.preprocessing;
    wanted.channels = picture.channels;
    if (shorter > kTiny && longer <= std::max(wanted.height, wanted.width)) {
        wanted.height = picture.height;
        wanted.width = picture.width;
    }
    return config;
}

} // namespace convscope
