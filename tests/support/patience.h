// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace convscope::test {

inline constexpr int kPatience = 60'000; // milliseconds; only a failing test waits as long

} // namespace convscope::test
