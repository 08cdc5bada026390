// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kinds/kinds.h"
#include "core/base/error.h"
#include "core/kinds/activations.h"
#include "core/kinds/add.h"
#include "core/kinds/average_pool.h"
#include "core/kinds/batch_norm.h"
#include "core/kinds/conv.h"
#include "core/kinds/dense.h"
#include "core/kinds/dropout.h"
#include "core/kinds/flatten.h"
#include "core/kinds/max_pool.h"
#include <algorithm>

namespace convscope {

const std::vector<LayerInfo> &layerRegistry()
{
    static const std::vector<LayerInfo> registry = {
        Conv::info(),
        Relu::info(),
        LeakyRelu::info(),
        Sigmoid::info(),
        Tanh::info(),
        MaxPool::info(),
        AveragePool::info(),
        GlobalAveragePool::info(),
        BatchNorm::info(),
        Dropout::info(),
        Add::info(),
        Flatten::info(),
        Dense::info(),
    };
    return registry;
}

const LayerInfo &layerInfo(std::string_view kind)
{
    const auto &all = layerRegistry();
    const auto found = std::ranges::find(all, kind, &LayerInfo::kind);
    if (found != all.end())
        return *found;
    std::string known;
    for (const LayerInfo &info : all)
        known += (known.empty() ? "" : ", ") + std::string(info.kind);
    throw Error("unknown layer kind '" + std::string(kind) + "'; known are " + known);
}

} // namespace convscope
