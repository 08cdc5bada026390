// SPDX-License-Identifier: GPL-3.0-or-later
// Here a flat value is [N,C,1,1] as any other; ONNX' Gemm and Softmax want [N,C]. Each value knows
// which of the two it is, and is brought to the other where an operator asks for it.
#include "core/io/export/onnx_graph.h"
#include "core/kinds/kinds.h"
#include <algorithm>
#include <set>

namespace convscope {

namespace {

using Form = OnnxNodes::Form;

struct Value {
    std::string name;
    int channels = 0;
    bool flat = false; ///< [N,C]
};

class Builder {
public:
    explicit Builder(const ModelSpec &spec)
        : m_value { .name = "input", .channels = spec.input.c }
    {
        const std::vector<LayerSummary> summaries = inferShapes(spec);
        for (const LayerSpec &layer : spec.layers)
            m_names.insert(layer.name);
        for (std::size_t i = 0; i < spec.layers.size(); ++i) {
            addLayer(spec.layers[i], summaries[i]);
            m_value.channels = summaries[i].output.c;
            m_outputs.push_back(m_value);
        }
        finish();
    }
    OnnxGraph graph;

private:
    /// The meaning that the words of a kind's nodes have in one layer.
    struct Names {
        std::string layer;
        std::vector<std::string> others;
        std::map<std::string, std::string, std::less<>> inner; ///< constants and inner nodes
    };

    void addLayer(const LayerSpec &layer, const LayerSummary &summary);
    std::vector<Value> othersOf(const LayerSummary &summary, Form form);
    void addStep(const OnnxStep &step, bool isLast, Names &names);
    std::vector<std::string> inputsOf(const OnnxStep &step, const Names &names) const;
    void finish();

    void flatten(const std::string &name);
    Value asMaps(Value value, const std::string &name);
    /// `name`, or if a layer has it, the same with something behind.
    std::string unused(std::string name);

    Value m_value; // the output of the layers so far
    std::set<std::string> m_names; // the nodes' names; what they give and read is called after them
    std::vector<Value> m_outputs; // one a layer
};

// Parameters' names end in ".weight" and the like, so these are never the same.
std::string outputOf(const std::string &node)
{
    return node + "_out";
}

std::string Builder::unused(std::string name)
{
    while (!m_names.insert(name).second)
        name += '_';
    return name;
}

Value Builder::asMaps(Value value, const std::string &name)
{
    if (!value.flat)
        return value;
    const std::string node = unused(name), shape = node + "_shape";
    const std::vector<std::int64_t> dims { 0, value.channels, 1, 1 }; // 0: as many as there are
    graph.constants.push_back({ shape, dims });
    graph.nodes.push_back({ "Reshape", node, { value.name, shape }, outputOf(node) });
    return { .name = outputOf(node), .channels = value.channels };
}

void Builder::flatten(const std::string &name)
{
    if (!m_value.flat) {
        graph.nodes.push_back(
            { "Flatten", name, { m_value.name }, outputOf(name), { { "axis", std::int64_t(1) } } });
        m_value.name = outputOf(name);
    }
    m_value.flat = true;
}

// Values that are read together have one form, or they would be spread over each other.
std::vector<Value> Builder::othersOf(const LayerSummary &summary, Form form)
{
    std::vector<Value> others;
    for (const int other : summary.window.others)
        others.push_back(m_outputs[std::size_t(other)]);
    const bool mixed = std::ranges::any_of(
        others, [&](const Value &other) { return other.flat != m_value.flat; });
    if (!others.empty() && (form == Form::Maps || mixed)) {
        m_value = asMaps(m_value, summary.name + "_maps");
        for (Value &other : others)
            other = asMaps(other, summary.name + "_other");
    }
    return others;
}

void Builder::addLayer(const LayerSpec &layer, const LayerSummary &summary)
{
    const LayerKind &kind = layerKind(layer.kind);
    const OnnxNodes nodes = kind.onnx(optionsOf(kind, layer.options));
    if (nodes.form == Form::Row)
        flatten(nodes.steps.empty() ? layer.name : unused(layer.name + "_flat"));
    else if (nodes.form == Form::Maps)
        m_value = asMaps(m_value, layer.name + "_maps");
    Names names { layer.name, {}, {} };
    for (const Value &other : othersOf(summary, nodes.form))
        names.others.push_back(other.name);
    for (const OnnxConstant &constant : nodes.constants) {
        names.inner[constant.name] = unused(layer.name + "_" + constant.name);
        graph.constants.push_back({ names.inner[constant.name], constant.value });
    }
    for (const OnnxStep &step : nodes.steps)
        addStep(step, &step == &nodes.steps.back(), names);
}

std::vector<std::string> Builder::inputsOf(const OnnxStep &step, const Names &names) const
{
    std::vector<std::string> inputs;
    for (const std::string &input : step.inputs) {
        if (input == "x")
            inputs.push_back(m_value.name);
        else if (input == "others")
            inputs.insert(inputs.end(), names.others.begin(), names.others.end());
        else if (input.starts_with('$'))
            inputs.push_back(names.layer + "." + input.substr(1));
        else
            inputs.push_back(names.inner.at(input));
    }
    return inputs;
}

void Builder::addStep(const OnnxStep &step, bool isLast, Names &names)
{
    const std::string node = isLast ? names.layer : unused(names.layer + "_" + step.name);
    graph.nodes.push_back(
        { step.op, node, inputsOf(step, names), outputOf(node), step.attributes });
    if (isLast)
        m_value.name = outputOf(node);
    else
        names.inner[step.name] = outputOf(node);
}

void Builder::finish()
{
    flatten(unused("logits_flat"));
    graph.nodes.push_back({ "Identity", unused("logits"), { m_value.name }, "logits" });
    const OnnxStep softmax = softmaxKind().onnx(LayerOptions()).steps.front();
    graph.nodes.push_back(
        { softmax.op, unused("probabilities"), { "logits" }, "probabilities", softmax.attributes });
}

} // namespace

OnnxGraph onnxGraph(const ModelSpec &spec)
{
    return Builder(spec).graph;
}

} // namespace convscope
