// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "core/kinds/kinds.h"
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

using nlohmann::json;

constexpr std::array kTypeNames { "flag", "whole", "real", "extent", "text", "choice", "layer",
    "layers" };

json factsOf(const Field &field)
{
    json facts { { "name", field.name }, { "type", kTypeNames[std::size_t(field.type)] },
        { "default", toJson(field.initial) }, { "help", field.help } };
    if (field.maximum > field.minimum) {
        facts["min"] = field.minimum;
        facts["max"] = field.maximum;
    }
    if (!field.choices.empty())
        facts["choices"] = field.choices;
    if (!field.follows.empty())
        facts["follows"] = field.follows;
    return facts;
}

/// As it is written in a model file; layers that it reads are called as a network's first ReLU is.
json exampleOf(const LayerKind &kind)
{
    json example { { "kind", kind.name } };
    for (const Field &field : kind.options) {
        if (field.type == Field::Type::Layer)
            example[field.name] = "relu1";
        else if (field.type == Field::Type::Layers)
            example[field.name] = { "relu1" };
        else
            example[field.name] = toJson(field.initial);
    }
    return example;
}

LayerOptions exampleOptions(const LayerKind &kind)
{
    LayerOptions options;
    for (const Field &field : kind.options)
        if (field.type == Field::Type::Layers)
            options[field.name] = std::vector<std::string> { "relu1" };
        else if (field.type == Field::Type::Layer)
            options[field.name] = std::string("relu1");
    return optionsOf(kind, options);
}

json factsOf(const LayerKind &kind)
{
    json options = json::array(), operators = json::array(), parameters = json::array();
    for (const Field &field : kind.options)
        options.push_back(factsOf(field));
    for (const OnnxStep &step : kind.onnx(exampleOptions(kind)).steps)
        operators.push_back(step.op);
    for (const ParameterInfo &parameter : kind.parameters)
        parameters.push_back(parameter.name);
    return { { "kind", kind.name }, { "title", kind.text->title }, { "term", kind.text->term },
        { "help", kind.text->help }, { "options", options }, { "onnx", operators },
        { "parameters", parameters },
        { "numpy", { { "expression", kind.python->numpy }, { "helpers", kind.python->helpers } } },
        { "example", exampleOf(kind) } };
}

/// A line of the table that the README has too.
std::string rowOf(const LayerKind &kind)
{
    std::string options;
    for (const Field &field : kind.options)
        options += (options.empty() ? "`" : ", `") + field.name + "`";
    return "| `" + std::string(kind.name) + "` | " + std::string(kind.text->term) + " | " + options
        + " | " + std::string(kind.text->help) + " |\n";
}

int listLayers(bool asJson)
{
    json list = json::array();
    std::string table = "| kind | term | options | what it does |\n|---|---|---|---|\n";
    for (const LayerKind &kind : layerKinds()) {
        list.push_back(factsOf(kind));
        table += rowOf(kind);
    }
    if (asJson)
        print(json { { "layers", list } });
    else
        std::cout << table;
    return Done;
}

} // namespace

void addLayers(CLI::App &app, Action &action)
{
    const auto asJson = std::make_shared<bool>(false);
    CLI::App *command
        = app.add_subcommand("layers", "List the kinds of layers that a network can be made of");
    command->add_flag("--json", *asJson, "Print one JSON object");
    command->callback([asJson, &action] {
        action = [asJson] {
            return listLayers(*asJson);
        };
    });
}

} // namespace convscope::cli
