// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/export/python_forward.h"
#include "core/io/export/export_helpers.h"
#include "core/io/export/template_text.h"
#include "core/io/tensors/number_text.h"
#include "core/kinds/kinds.h"
#include <algorithm>
#include <nlohmann/json.hpp>

namespace convscope {

namespace {

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

/// The expression of one layer.
std::string expressionOf(
    const LayerSpec &layer, const LayerSummary &summary, const std::string &others, bool numpy)
{
    const LayerKind &kind = layerKind(layer.kind);
    const LayerOptions options = optionsOf(kind, layer.options);
    return filledIn(numpy ? kind.python->numpy : kind.python->torch,
        { [&](const std::string &name) { return asPython(options.find(name)->second); },
            [&](const std::string &name) -> std::string {
                const auto info = std::ranges::find(kind.parameters, name, &ParameterInfo::name);
                return info->count(options, summary.input) > 0
                    ? "w[" + pythonString(layer.name + "." + name) + "]"
                    : "None";
            },
            [&](const std::string &word) {
                return word == "other" || word == "others" ? others : word;
            } });
}

std::string predictFunction(const ModelSpec &spec, bool numpy)
{
    const std::set<std::string> read = layersReadLater(spec);
    const std::vector<LayerSummary> summaries = inferShapes(spec);
    std::string text = "\ndef predict(x):  # a prepared image: [C, H, W]\n";
    if (!read.empty())
        text += "    kept = {}\n";
    if (!numpy)
        text += "    x = x[None]\n";
    for (std::size_t i = 0; i < spec.layers.size(); ++i) {
        std::string others;
        for (const int other : summaries[i].window.others)
            others += (others.empty() ? "" : ", ")
                + ("kept[" + pythonString(summaries[std::size_t(other)].name) + "]");
        const std::string expression = expressionOf(spec.layers[i], summaries[i], others, numpy);
        if (expression != "x")
            text += "    x = " + expression + "\n";
        if (read.contains(spec.layers[i].name))
            text += "    kept[" + pythonString(spec.layers[i].name) + "] = x\n";
    }
    return text
        + (numpy ? "    x = np.exp(x.ravel() - x.max())\n    return x / x.sum()\n"
                 : "    return F.softmax(x.flatten(1), 1)[0]\n");
}

} // namespace

std::string pythonForward(const ModelSpec &spec, PythonLibrary library)
{
    if (library == PythonLibrary::PyTorch)
        return predictFunction(spec, false);
    std::vector<std::string_view> helpers; // each once
    for (const LayerSpec &layer : spec.layers)
        for (const std::string_view helper : layerKind(layer.kind).python->helpers)
            if (std::ranges::count(helpers, helper) == 0)
                helpers.push_back(helper);
    std::string text;
    for (const std::string_view helper : helpers)
        text.append(helper);
    return text + predictFunction(spec, true);
}

std::string pythonString(const std::string &text)
{
    using nlohmann::json;
    return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace convscope
