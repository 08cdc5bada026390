// SPDX-License-Identifier: GPL-3.0-or-later
// The C functions of exported headers, a layer kind each.
#pragma once
#include <string_view>

namespace convscope {

struct CFunction {
    std::string_view kind; ///< of the layer it is for
    std::string_view text; ///< '@' stands for what the names of a header begin with
};

/// Null for a kind without one.
const CFunction *findCFunction(std::string_view kind);

} // namespace convscope
