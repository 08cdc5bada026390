// SPDX-License-Identifier: GPL-3.0-or-later
// Random options for any registered layer, so that tests over all kinds need no list of their own.
#pragma once
#include "core/base/rng.h"
#include "core/nn/layer_registry.h"
#include <algorithm>
#include <cmath>

namespace convscope::test {

/// From `low` to `high`, both included.
inline int between(Rng &rng, int low, int high)
{
    return low + static_cast<int>(rng.below(std::uint32_t(high - low + 1)));
}

/// A value the option may have, as far as small pictures allow: counts up to `largestCount`, sides
/// up to 3, shares around their starting value.
inline OptionValue randomValue(const OptionInfo &option, Rng &rng, int largestCount = 4)
{
    const auto within = [&](int most) {
        const int low = static_cast<int>(option.minimum);
        return between(rng, low, std::max(low, std::min(most, int(option.maximum))));
    };
    if (std::holds_alternative<Extent>(option.initial))
        return Extent { within(3), within(3) };
    if (std::holds_alternative<bool>(option.initial))
        return rng.next() % 2 == 0;
    if (const double *initial = std::get_if<double>(&option.initial)) {
        if (*initial == std::floor(*initial) && option.maximum > 1)
            return double(within(largestCount));
        const double value = *initial * (0.5 + rng.uniform());
        return std::clamp(value, option.minimum, option.maximum);
    }
    if (!option.choices.empty())
        return option.choices[rng.below(std::uint32_t(option.choices.size()))];
    return std::string("earlier"); // free text names another layer
}

inline LayerOptions randomOptions(const LayerInfo &info, Rng &rng, int largestCount = 4)
{
    LayerOptions options;
    for (const OptionInfo &option : info.options)
        options.emplace(option.name, randomValue(option, rng, largestCount));
    return options;
}

} // namespace convscope::test
