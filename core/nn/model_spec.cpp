// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/model_spec.h"
#include "core/base/error.h"
#include "core/kinds/kinds.h"
#include <algorithm>
#include <nlohmann/json.hpp>

namespace convscope {

using nlohmann::json;

ModelSpec withNames(ModelSpec spec)
{
    std::map<std::string, int, std::less<>> counts;
    for (LayerSpec &layer : spec.layers) {
        // A kind that nobody knows is refused when its turn comes, after the layers before it.
        const LayerKind *kind = findKind(layer.kind);
        const std::string stem(kind ? kind->stem : layer.kind);
        const int count = ++counts[stem];
        if (layer.name.empty())
            layer.name = stem + std::to_string(count);
    }
    return spec;
}

ModelSpec adapted(ModelSpec spec, const Shape &input, int classes)
{
    spec.input = input;
    const auto outputsOf = [](const LayerSpec &layer) {
        const LayerKind *kind = findKind(layer.kind);
        return kind ? std::string(kind->outputs) : std::string();
    };
    const auto last = std::find_if(spec.layers.rbegin(), spec.layers.rend(),
        [&](const LayerSpec &layer) { return !outputsOf(layer).empty(); });
    if (last != spec.layers.rend())
        last->options[outputsOf(*last)] = std::uint64_t(classes);
    return spec;
}

namespace {

LayerSpec layerFromJson(const json &value)
{
    if (!value.is_object() || !value.contains("kind") || !value["kind"].is_string())
        throw Error("it must be an object with a \"kind\", such as {\"kind\": \"relu\"}");
    LayerSpec layer { .kind = value["kind"].get<std::string>(), .name = {}, .options = {} };
    for (const auto &[name, option] : value.items()) {
        if (name == "kind")
            continue;
        if (name != "name") {
            layer.options.emplace(name, fieldValueFromJson(name, option));
        } else if (option.is_string()) {
            layer.name = option.get<std::string>();
        } else {
            throw Error("its name must be a text");
        }
    }
    // In the types that the registry knows: a kernel of 3 is one of 3×3.
    const LayerOptions complete = completed(layerKind(layer.kind).options, layer.options);
    for (auto &[name, option] : layer.options)
        option = complete.at(name);
    return layer;
}

int sideFromJson(const json &value)
{
    if (!value.is_number_integer() || value < 1 || value > 4096)
        throw Error("the model's \"input\" must be [channels, height, width], each from 1 to 4096");
    return value.get<int>();
}

} // namespace

json toJson(const ModelSpec &spec)
{
    json layers = json::array();
    for (const LayerSpec &layer : spec.layers) {
        json entry { { "kind", layer.kind } };
        if (!layer.name.empty())
            entry["name"] = layer.name;
        for (const auto &[name, value] : layer.options)
            entry[name] = toJson(value);
        layers.push_back(std::move(entry));
    }
    return { { "input", { spec.input.c, spec.input.h, spec.input.w } }, { "layers", layers } };
}

ModelSpec modelSpecFromJson(const json &value)
{
    if (!value.is_object() || !value.contains("input") || !value.contains("layers"))
        throw Error("a model must be an object with \"input\" and \"layers\"");
    const json &input = value["input"];
    if (!input.is_array() || input.size() != 3)
        throw Error("the model's \"input\" must be [channels, height, width], each from 1 to 4096");
    ModelSpec spec;
    spec.input = { sideFromJson(input[0]), sideFromJson(input[1]), sideFromJson(input[2]) };
    if (!value["layers"].is_array())
        throw Error("the model's \"layers\" must be a list");
    for (const json &layer : value["layers"]) {
        try {
            spec.layers.push_back(layerFromJson(layer));
        } catch (const Error &error) {
            throw Error("layer " + std::to_string(spec.layers.size() + 1) + ": " + error.what());
        }
    }
    return spec;
}

} // namespace convscope
