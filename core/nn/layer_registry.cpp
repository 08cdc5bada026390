// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/layer_registry.h"
#include "core/base/error.h"
#include "core/nn/activations.h"
#include "core/nn/add.h"
#include "core/nn/average_pool.h"
#include "core/nn/batch_norm.h"
#include "core/nn/conv.h"
#include "core/nn/dense.h"
#include "core/nn/dropout.h"
#include "core/nn/flatten.h"
#include "core/nn/max_pool.h"
#include <algorithm>
#include <cmath>

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

namespace {

std::string shown(double value)
{
    std::string text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.'))
        text.pop_back();
    return text;
}

void checkRange(const OptionInfo &info, double value, bool whole)
{
    if (value >= info.minimum && value <= info.maximum && (!whole || value == std::floor(value)))
        return;
    throw Error("'" + info.name + "' is " + shown(value) + "; it must be "
        + (whole ? "a whole number " : "") + "from " + shown(info.minimum) + " to "
        + shown(info.maximum));
}

// Numbers whose starting value is whole stand for counts.
bool isCount(const OptionInfo &info)
{
    const double *initial = std::get_if<double>(&info.initial);
    return initial && *initial == std::floor(*initial) && info.maximum > 1;
}

OptionValue checked(const OptionInfo &info, OptionValue value)
{
    if (std::holds_alternative<Extent>(info.initial) && std::holds_alternative<double>(value)) {
        checkRange(info, std::get<double>(value), true);
        const int side = static_cast<int>(std::get<double>(value));
        value = Extent { side, side };
    }
    if (value.index() != info.initial.index()) {
        static constexpr std::array kTypes { "true or false", "a number",
            "a whole number or [height, width]", "a text" };
        throw Error("'" + info.name + "' must be " + kTypes[info.initial.index()]);
    }
    if (const double *number = std::get_if<double>(&value))
        checkRange(info, *number, isCount(info));
    if (const Extent *extent = std::get_if<Extent>(&value)) {
        checkRange(info, extent->h, true);
        checkRange(info, extent->w, true);
    }
    const std::string *text = std::get_if<std::string>(&value);
    if (text && !info.choices.empty() && std::ranges::count(info.choices, *text) == 0) {
        std::string known;
        for (const std::string &choice : info.choices)
            known += (known.empty() ? "" : ", ") + choice;
        throw Error("'" + info.name + "' is '" + *text + "'; it must be one of " + known);
    }
    return value;
}

} // namespace

LayerOptions completeOptions(const LayerInfo &info, const LayerOptions &given)
{
    LayerOptions complete;
    for (const OptionInfo &option : info.options) {
        const auto found = given.find(option.name);
        complete.emplace(
            option.name, found == given.end() ? option.initial : checked(option, found->second));
    }
    for (const auto &[name, value] : given) {
        if (complete.contains(name))
            continue;
        std::string known;
        for (const OptionInfo &option : info.options)
            known += (known.empty() ? "" : ", ") + option.name;
        throw Error("unknown option '" + name + "'; "
            + (known.empty() ? "this kind has none" : "known are " + known));
    }
    return complete;
}

} // namespace convscope
