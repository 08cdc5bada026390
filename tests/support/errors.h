// SPDX-License-Identifier: GPL-3.0-or-later
// What a function complains about.
#pragma once
#include "core/base/error.h"

namespace convscope::test {

/// The Error's sentence; "nothing was wrong" where there was none.
template<typename F>
std::string errorOf(F &&f)
{
    try {
        f();
    } catch (const Error &error) {
        return error.what();
    }
    return "nothing was wrong";
}

} // namespace convscope::test
