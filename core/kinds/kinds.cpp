// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kinds/kinds.h"
#include "core/base/error.h"
#include <algorithm>
#include <array>

// To add a kind: its file in this folder, and its word here. The softmax stays the last.
#define CONVSCOPE_KINDS(X)                                                                         \
    X(conv)                                                                                        \
    X(relu)                                                                                        \
    X(relu6)                                                                                       \
    X(leakyRelu)                                                                                   \
    X(prelu)                                                                                       \
    X(sigmoid)                                                                                     \
    X(hardSigmoid)                                                                                 \
    X(tanh)                                                                                        \
    X(elu)                                                                                         \
    X(silu)                                                                                        \
    X(hardSwish)                                                                                   \
    X(gelu)                                                                                        \
    X(softplus)                                                                                    \
    X(maxPool)                                                                                     \
    X(averagePool)                                                                                 \
    X(globalAveragePool)                                                                           \
    X(batchNorm)                                                                                   \
    X(layerNorm)                                                                                   \
    X(dropout)                                                                                     \
    X(add)                                                                                         \
    X(concat)                                                                                      \
    X(channelScale)                                                                                \
    X(flatten)                                                                                     \
    X(dense)                                                                                       \
    X(softmax)

namespace convscope {

namespace kinds {
#define CONVSCOPE_DECLARE(kind) LayerKind kind();
CONVSCOPE_KINDS(CONVSCOPE_DECLARE)
} // namespace kinds

std::span<const LayerKind> allKinds()
{
#define CONVSCOPE_CALL(kind) kinds::kind(),
    static const std::array all { CONVSCOPE_KINDS(CONVSCOPE_CALL) };
    return all;
}

std::span<const LayerKind> layerKinds()
{
    return allKinds().first(allKinds().size() - 1);
}

const LayerKind &softmaxKind()
{
    return allKinds().back();
}

const LayerKind &layerKind(std::string_view name)
{
    const auto all = layerKinds();
    const auto found = std::ranges::find(all, name, &LayerKind::name);
    if (found != all.end())
        return *found;
    std::string known;
    for (const LayerKind &kind : all)
        known += (known.empty() ? "" : ", ") + std::string(kind.name);
    throw Error("unknown layer kind '" + std::string(name) + "'; known are " + known);
}

const LayerKind *findKind(std::string_view name)
{
    const auto all = allKinds();
    const auto found = std::ranges::find(all, name, &LayerKind::name);
    return found == all.end() ? nullptr : &*found;
}

} // namespace convscope
