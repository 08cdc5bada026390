// SPDX-License-Identifier: GPL-3.0-or-later
// How kinds that slide a window over maps are written in NumPy.
#pragma once
#include <string_view>

namespace convscope::kinds {

inline constexpr std::string_view kNumpyWindows = R"(
def windows(x, size, stride, dilation=(1, 1)):
    reach = [(s - 1) * d + 1 for s, d in zip(size, dilation)]
    view = np.lib.stride_tricks.sliding_window_view(x, reach, axis=(1, 2))
    return view[:, ::stride[0], ::stride[1], ::dilation[0], ::dilation[1]]
)";

} // namespace convscope::kinds
