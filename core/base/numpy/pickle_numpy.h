// SPDX-License-Identifier: GPL-3.0-or-later
// The objects that a pickle may make by name: NumPy's arrays and dtypes, and the ways Python writes
// bytes. Pure functions from values to values.
#pragma once
#include "core/base/numpy/pickle.h"
#include <optional>

namespace convscope {

/// The maker called `module`.`name` where it is a known one.
std::optional<PickleMaker> pickleMaker(std::string_view module, std::string_view name);

/// The value that `maker` makes of `arguments` (REDUCE). `room` is how many bytes it may take.
/// @throws Error with the reason alone.
PickleValue madeFrom(const PickleMaker &maker, const PickleSequence &arguments, std::size_t room);

/// Completes a dtype or an array that madeFrom() began (BUILD). @throws Error with the reason
/// alone.
void buildFrom(PickleValue &value, const PickleValue &state);

} // namespace convscope
