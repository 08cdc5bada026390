// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/optim/adam.h"
#include "core/optim/rmsprop.h"
#include "core/optim/sgd.h"
#include <algorithm>

namespace convscope {

const std::vector<OptimizerInfo> &optimizerRegistry()
{
    static const std::vector<OptimizerInfo> registry = {
        Sgd::info(),
        Momentum::info(),
        Nesterov::info(),
        Adam::info(),
        AdamW::info(),
        UncorrectedAdam::info(),
        RmsProp::info(),
    };
    return registry;
}

const OptimizerInfo &optimizerInfo(std::string_view kind)
{
    const auto &all = optimizerRegistry();
    const auto found = std::ranges::find(all, kind, &OptimizerInfo::kind);
    if (found != all.end())
        return *found;
    std::string known;
    for (const OptimizerInfo &info : all)
        known += (known.empty() ? "" : ", ") + std::string(info.kind);
    throw Error("unknown optimizer '" + std::string(kind) + "'; known are " + known);
}

bool reads(const OptimizerInfo &optimizer, double OptimizerOptions::*field)
{
    return std::ranges::find(optimizer.fields, field) != optimizer.fields.end();
}

} // namespace convscope
