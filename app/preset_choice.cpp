// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/preset_choice.h"
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

constexpr double kOtherColours = 0.5; // as bad as 1.6 times the size

double distance(const Image &picture, const Preset &preset)
{
    const Preprocessing &wanted = preset.config.preprocessing;
    return std::abs(std::log(double(picture.height) / wanted.height))
        + std::abs(std::log(double(picture.width) / wanted.width))
        + (picture.channels == wanted.channels ? 0.0 : kOtherColours);
}

} // namespace

const Preset &suggestPreset(const Image &picture)
{
    return *std::ranges::min_element(
        presets(), {}, [&](const Preset &preset) { return distance(picture, preset); });
}

} // namespace convscope
