// SPDX-License-Identifier: GPL-3.0-or-later
// The order in which a person reads a list of names: numbers in them by their value. Pure
// functions, any thread.
#pragma once
#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace convscope {

/// "class2" before "class10". Runs of ASCII digits count as numbers of any length, all else by its
/// bytes, and a path's separator comes before every other character, so that a folder's files stay
/// together. Names that differ only in leading zeros: the one with fewer first. Equal only for
/// equal names.
std::strong_ordering naturalOrder(std::string_view a, std::string_view b);

/// For std::sort and maps.
struct NaturalLess {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const { return naturalOrder(a, b) < 0; }
};

/// Names of classes, each once: by value where all are numbers ("-1", "0.5", "10"), else in natural
/// order. Labels of datasets that are opened are counted in this order; what a file stores keeps
/// its own.
void sortClassNames(std::vector<std::string> &names);

} // namespace convscope
