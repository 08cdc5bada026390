// SPDX-License-Identifier: GPL-3.0-or-later
// Every optimizer, for tests that go through them.
#pragma once
#include "core/optim/optimizer.h"
#include <string>
#include <vector>

namespace convscope::test {

inline std::vector<std::string> optimizerKinds()
{
    std::vector<std::string> kinds;
    for (const OptimizerInfo &info : optimizerRegistry())
        kinds.emplace_back(info.kind);
    return kinds;
}

} // namespace convscope::test
