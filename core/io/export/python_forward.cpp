// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/export/python_forward.h"
#include "core/base/error.h"
#include "core/base/field.h"
#include "core/io/export/export_helpers.h"
#include "core/io/tensors/number_text.h"
#include "core/kinds/kinds.h"
#include "core/kinds/pool_options.h"
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace convscope {

namespace {

/// A layer kind as an expression, of x, the value so far: "$weight" is a parameter, "#size" an
/// option.
struct Call {
    std::string_view kind, numpy, torch;
    std::string_view helper {}; ///< the NumPy function that it calls
};

constexpr std::string_view kWindows = R"(
def windows(x, size, stride, dilation=(1, 1)):
    reach = [(s - 1) * d + 1 for s, d in zip(size, dilation)]
    view = np.lib.stride_tricks.sliding_window_view(x, reach, axis=(1, 2))
    return view[:, ::stride[0], ::stride[1], ::dilation[0], ::dilation[1]]
)";

constexpr std::string_view kConv = R"(
def conv(x, weight, bias, stride, padding, dilation, groups):
    x = np.pad(x, ((0, 0), (padding[0],) * 2, (padding[1],) * 2))
    view = windows(x, weight.shape[2:], stride, dilation)
    parts = zip(np.split(view, groups), np.split(weight, groups))
    y = [np.einsum("chwuv,ocuv->ohw", part, filters, optimize=True) for part, filters in parts]
    return np.concatenate(y) + (0 if bias is None else bias[:, None, None])
)";

constexpr std::string_view kBatchNorm = R"(
def batchnorm(x, weight, bias, mean, variance, epsilon):
    scale = weight / np.sqrt(variance + epsilon)
    return scale[:, None, None] * (x - mean[:, None, None]) + bias[:, None, None]
)";

constexpr std::string_view kDense = R"(
def dense(x, weight, bias):
    return (weight @ x.ravel() + (0 if bias is None else bias))[:, None, None]
)";

constexpr std::array kCalls {
    Call { "conv", "conv(x, $weight, $bias, #stride, #padding, #dilation, #groups)",
        "F.conv2d(x, $weight, $bias, #stride, #padding, #dilation, #groups)", kConv },
    Call { "relu", "np.maximum(x, 0)", "F.relu(x)" },
    Call { "leaky_relu", "np.where(x > 0, x, #slope * x)", "F.leaky_relu(x, #slope)" },
    Call { "sigmoid", "1 / (1 + np.exp(-x))", "torch.sigmoid(x)" },
    Call { "tanh", "np.tanh(x)", "torch.tanh(x)" },
    Call { "maxpool", "windows(x, #size, #stride).max(axis=(3, 4))",
        "F.max_pool2d(x, #size, #stride)" },
    Call { "avgpool", "windows(x, #size, #stride).mean(axis=(3, 4))",
        "F.avg_pool2d(x, #size, #stride)" },
    Call { "global_avgpool", "x.mean(axis=(1, 2), keepdims=True)", "x.mean((2, 3), keepdim=True)" },
    Call { "batchnorm", "batchnorm(x, $weight, $bias, $running_mean, $running_var, #epsilon)",
        "F.batch_norm(x, $running_mean, $running_var, $weight, $bias, eps=#epsilon)", kBatchNorm },
    Call { "dropout", "x", "x" }, // it does nothing outside training
    Call { "add", "x + kept[#from]", "x + kept[#from]" },
    Call { "flatten", "x.reshape(-1, 1, 1)", "x.flatten(1)[:, :, None, None]" },
    Call { "dense", "dense(x, $weight, $bias)",
        "F.linear(x.flatten(1), $weight, $bias)[:, :, None, None]", kDense },
};

const Call &callOf(const LayerSpec &layer)
{
    const auto found = std::ranges::find(kCalls, layer.kind, &Call::kind);
    if (found == kCalls.end())
        throw Error(
            "layer " + layer.name + ": '" + layer.kind + "' layers cannot be written in Python");
    return *found;
}

std::string asPython(const FieldValue &value)
{
    if (const auto *extent = std::get_if<Extent>(&value))
        return "(" + std::to_string(extent->h) + ", " + std::to_string(extent->w) + ")";
    if (const auto *number = std::get_if<double>(&value))
        return exactNumber(*number);
    if (const auto *whole = std::get_if<std::uint64_t>(&value))
        return std::to_string(*whole);
    if (const auto *flag = std::get_if<bool>(&value))
        return *flag ? "True" : "False";
    return pythonString(std::get<std::string>(value));
}

/// "$weight" becomes the parameter, "#stride" the option.
std::string filledIn(std::string_view text, const LayerSpec &layer)
{
    const auto &fields = layerInfo(layer.kind).options;
    const LayerOptions options = resolved(fields, completed(fields, layer.options));
    const auto lacksBias = [&] {
        const auto bias = options.find("bias");
        return bias != options.end() && !std::get<bool>(bias->second);
    };
    std::string result;
    while (!text.empty()) {
        const char c = text.front();
        text.remove_prefix(1);
        if (c != '$' && c != '#') {
            result += c;
            continue;
        }
        const std::size_t end
            = std::min(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), text.size());
        const std::string name(text.substr(0, end));
        text.remove_prefix(end);
        if (c == '#')
            result += asPython(options.at(name));
        else if (name == "bias" && lacksBias())
            result += "None";
        else
            result += "w[" + pythonString(layer.name + "." + name) + "]";
    }
    return result;
}

std::string predictFunction(const ModelSpec &spec, bool numpy)
{
    const std::set<std::string> added = addedLayers(spec);
    std::string text = "\ndef predict(x):  # a prepared picture: [C, H, W]\n";
    if (!added.empty())
        text += "    kept = {}\n";
    if (!numpy)
        text += "    x = x[None]\n";
    for (const LayerSpec &layer : spec.layers) {
        const Call &call = callOf(layer);
        if (call.numpy != "x")
            text += "    x = " + filledIn(numpy ? call.numpy : call.torch, layer) + "\n";
        if (added.contains(layer.name))
            text += "    kept[" + pythonString(layer.name) + "] = x\n";
    }
    return text
        + (numpy ? "    x = np.exp(x.ravel() - x.max())\n    return x / x.sum()\n"
                 : "    return F.softmax(x.flatten(1), 1)[0]\n");
}

} // namespace

std::string pythonForward(const ModelSpec &spec, PythonLibrary library)
{
    const bool numpy = library == PythonLibrary::NumPy;
    std::vector<std::string_view> helpers; // each once
    const auto need = [&](std::string_view helper) {
        if (!helper.empty() && std::ranges::count(helpers, helper) == 0)
            helpers.push_back(helper);
    };
    for (const LayerSpec &layer : spec.layers) {
        const Call &call = callOf(layer);
        if (layer.kind == "conv" || call.numpy.starts_with("windows("))
            need(kWindows);
        need(call.helper);
    }
    std::string text;
    for (const std::string_view helper : helpers)
        text.append(numpy ? helper : "");
    return text + predictFunction(spec, numpy);
}

std::string pythonString(const std::string &text)
{
    using nlohmann::json;
    return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace convscope
