// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/setup/suggestion.h"
#include "core/base/error.h"
#include "core/train/setup/presets.h"
#include <algorithm>

namespace convscope {

namespace {

std::string sizeText(int width, int height)
{
    return std::to_string(width) + "×" + std::to_string(height);
}

} // namespace

Suggestion suggestFor(const Image &image)
{
    constexpr int kTiny = 12;
    const auto [shorter, longer] = std::minmax(image.height, image.width);
    const bool isTiny = longer <= kTiny;
    Suggestion result { .config = findPreset(isTiny ? "digits" : "compact")->config,
        .reasons = {} };
    const std::string own = sizeText(image.width, image.height);
    result.reasons.push_back(isTiny
            ? "the first image is " + own + ", and this network learns images as tiny in seconds"
            : "it is the recommended start for images of any size, and the first one is " + own);
    Preprocessing &used = result.config.preprocessing;
    setChannels(used, image.channels);
    result.reasons.push_back(image.channels == 1
            ? "the images are read in grey, as the first is"
            : "the images are read in colour, as the first is");
    if (shorter > kTiny && longer <= std::max(used.height, used.width)) {
        used.height = image.height;
        used.width = image.width;
        result.reasons.push_back("they keep their size, because they are small already");
    } else if (longer > std::max(used.height, used.width)) {
        result.reasons.push_back("they are made " + sizeText(used.width, used.height)
            + ", which is learnt in a fraction of the time");
    }
    return result;
}

Suggestion suggestFor(const Dataset &dataset)
{
    for (std::size_t i = 0; i < dataset.samples().size(); ++i) {
        try {
            return suggestFor(dataset.image(i));
        } catch (const Error &) {
            continue; // loading lists it as a problem
        }
    }
    return { presets().front().config, { "none of the images can be read" } };
}

} // namespace convscope
