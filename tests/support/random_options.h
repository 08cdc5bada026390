// SPDX-License-Identifier: GPL-3.0-or-later
// Random options for any registered layer, so that tests over all kinds need no list of their own.
#pragma once
#include "core/base/rng.h"
#include "core/kinds/kinds.h"
#include <algorithm>

namespace convscope::test {

/// From `low` to `high`, both included.
inline int between(Rng &rng, int low, int high)
{
    return low + static_cast<int>(rng.below(std::uint32_t(high - low + 1)));
}

/// A value the option may have, as far as small images allow: counts up to `largestCount`, sides
/// up to 3, shares around their starting value.
inline FieldValue randomValue(const Field &option, Rng &rng, int largestCount = 4)
{
    const auto within = [&](int most) {
        const int low = static_cast<int>(option.minimum);
        return between(rng, low, std::max(low, std::min(most, int(option.maximum))));
    };
    switch (option.type) {
    case Field::Type::Extent:
        return Extent { within(3), within(3) };
    case Field::Type::Flag:
        return rng.next() % 2 == 0;
    case Field::Type::Whole:
        return std::uint64_t(within(largestCount));
    case Field::Type::Real:
        return std::clamp(number({ { "it", option.initial } }, "it") * (0.5 + rng.uniform()),
            option.minimum, option.maximum);
    case Field::Type::Choice:
        return option.choices[rng.below(std::uint32_t(option.choices.size()))];
    case Field::Type::Layers:
        return std::vector<std::string> { "earlier", "another" };
    case Field::Type::Layer:
    case Field::Type::Text:
        break;
    }
    return std::string("earlier");
}

inline LayerOptions randomOptions(const LayerKind &info, Rng &rng, int largestCount = 4)
{
    LayerOptions options;
    for (const Field &option : info.options)
        options.emplace(option.name, randomValue(option, rng, largestCount));
    return options;
}

} // namespace convscope::test
