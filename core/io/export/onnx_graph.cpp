// SPDX-License-Identifier: GPL-3.0-or-later
// Here a flat value is [N,C,1,1] as any other; ONNX' Gemm and Softmax want [N,C]. Each value knows
// which of the two it is, and is brought to the other where an operator asks for it.
#include "core/io/export/onnx_graph.h"
#include "core/base/error.h"
#include "core/base/field.h"
#include "core/kinds/kinds.h"
#include "core/kinds/pool_options.h"
#include <set>

namespace convscope {

namespace {

struct Value {
    std::string name;
    int channels = 0;
    bool flat = false; ///< [N,C]
};

std::vector<std::int64_t> both(const Extent &extent)
{
    return { extent.h, extent.w };
}

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
            m_outputs[spec.layers[i].name] = m_value;
        }
        finish();
    }
    OnnxGraph graph;

private:
    using Adder = void (Builder::*)(const LayerSpec &, const LayerOptions &);

    void addLayer(const LayerSpec &layer, const LayerSummary &summary);
    void addConv(const LayerSpec &layer, const LayerOptions &options);
    void addPool(const LayerSpec &layer, const LayerOptions &options);
    void addGlobalPool(const LayerSpec &layer, const LayerOptions &options);
    void addActivation(const LayerSpec &layer, const LayerOptions &options);
    void addBatchNorm(const LayerSpec &layer, const LayerOptions &options);
    void addSum(const LayerSpec &layer, const LayerOptions &options);
    void addFlatten(const LayerSpec &layer, const LayerOptions &options);
    void addDense(const LayerSpec &layer, const LayerOptions &options);
    void addNothing(const LayerSpec &, const LayerOptions &) { } // Dropout, outside training
    void finish();

    void flatten(const std::string &name);
    Value asMaps(Value value, const std::string &name);
    /// Adds a node that reads the current value and more, and whose output becomes the current one.
    void add(const std::string &op, const std::string &name,
        const std::vector<std::string> &moreInputs, std::vector<OnnxAttribute> attributes = {});

    /// `name`, or if a layer has it, the same with something behind.
    std::string unused(std::string name);

    Value m_value; // what the layers so far give
    std::set<std::string> m_names; // of nodes; what they give and read is called after them
    std::map<std::string, Value, std::less<>> m_outputs; // by layer
};

// Parameters' names end in ".weight" and the like, so these are never the same.
std::string outputOf(const std::string &node)
{
    return node + "_out";
}

void Builder::addLayer(const LayerSpec &layer, const LayerSummary &summary)
{
    static const std::map<std::string_view, Adder> adders {
        { "conv", &Builder::addConv },
        { "relu", &Builder::addActivation },
        { "leaky_relu", &Builder::addActivation },
        { "sigmoid", &Builder::addActivation },
        { "tanh", &Builder::addActivation },
        { "maxpool", &Builder::addPool },
        { "avgpool", &Builder::addPool },
        { "global_avgpool", &Builder::addGlobalPool },
        { "batchnorm", &Builder::addBatchNorm },
        { "dropout", &Builder::addNothing },
        { "add", &Builder::addSum },
        { "flatten", &Builder::addFlatten },
        { "dense", &Builder::addDense },
    };
    const auto adder = adders.find(layer.kind);
    if (adder == adders.end())
        throw Error("layer " + summary.name + ": '" + layer.kind
            + "' layers cannot be written as ONNX; choose another format");
    (this->*adder->second)(layer, completed(layerInfo(layer.kind).options, layer.options));
}

std::string Builder::unused(std::string name)
{
    while (!m_names.insert(name).second)
        name += '_';
    return name;
}

void Builder::add(const std::string &op, const std::string &name,
    const std::vector<std::string> &moreInputs, std::vector<OnnxAttribute> attributes)
{
    std::vector<std::string> inputs { m_value.name };
    inputs.insert(inputs.end(), moreInputs.begin(), moreInputs.end());
    m_value.name = outputOf(name);
    graph.nodes.push_back({ op, name, std::move(inputs), m_value.name, std::move(attributes) });
}

Value Builder::asMaps(Value value, const std::string &name)
{
    if (!value.flat)
        return value;
    const std::string node = unused(name), shape = node + "_shape";
    graph.constants.push_back({ shape, { 0, value.channels, 1, 1 } }); // 0: as many as there are
    graph.nodes.push_back({ "Reshape", node, { value.name, shape }, outputOf(node) });
    return { .name = outputOf(node), .channels = value.channels };
}

void Builder::flatten(const std::string &name)
{
    if (!m_value.flat)
        add("Flatten", name, {}, { { "axis", std::int64_t(1) } });
    m_value.flat = true;
}

void Builder::addConv(const LayerSpec &layer, const LayerOptions &options)
{
    m_value = asMaps(m_value, layer.name + "_maps");
    const Extent padding = extent(options, "padding");
    std::vector<std::string> inputs { layer.name + ".weight" };
    if (flag(options, "bias"))
        inputs.push_back(layer.name + ".bias");
    add("Conv", layer.name, inputs,
        { { "kernel_shape", both(extent(options, "kernel")) },
            { "strides", both(extent(options, "stride")) },
            { "pads", std::vector<std::int64_t> { padding.h, padding.w, padding.h, padding.w } },
            { "dilations", both(extent(options, "dilation")) },
            { "group", std::int64_t(integer(options, "groups")) } });
}

void Builder::addPool(const LayerSpec &layer, const LayerOptions &options)
{
    m_value = asMaps(m_value, layer.name + "_maps");
    add(layer.kind == "maxpool" ? "MaxPool" : "AveragePool", layer.name, {},
        { { "kernel_shape", both(poolSize(options)) }, { "strides", both(poolStride(options)) } });
}

void Builder::addGlobalPool(const LayerSpec &layer, const LayerOptions &)
{
    m_value = asMaps(m_value, layer.name + "_maps");
    add("GlobalAveragePool", layer.name, {});
}

void Builder::addActivation(const LayerSpec &layer, const LayerOptions &options)
{
    if (layer.kind == "leaky_relu")
        add("LeakyRelu", layer.name, {}, { { "alpha", float(number(options, "slope")) } });
    else
        add(layer.kind == "relu"       ? "Relu"
                : layer.kind == "tanh" ? "Tanh"
                                       : "Sigmoid",
            layer.name, {});
}

void Builder::addBatchNorm(const LayerSpec &layer, const LayerOptions &options)
{
    m_value = asMaps(m_value, layer.name + "_maps");
    const auto parameter = [&](const char *name) {
        return layer.name + name;
    };
    add("BatchNormalization", layer.name,
        { parameter(".weight"), parameter(".bias"), parameter(".running_mean"),
            parameter(".running_var") },
        { { "epsilon", float(number(options, "epsilon")) } });
}

void Builder::addSum(const LayerSpec &layer, const LayerOptions &options)
{
    Value other = m_outputs.at(text(options, "from"));
    if (other.flat != m_value.flat) { // else they would be spread over each other
        m_value = asMaps(m_value, layer.name + "_maps");
        other = asMaps(other, layer.name + "_other");
    }
    add("Add", layer.name, { other.name });
}

void Builder::addFlatten(const LayerSpec &layer, const LayerOptions &)
{
    flatten(layer.name);
}

void Builder::addDense(const LayerSpec &layer, const LayerOptions &options)
{
    flatten(unused(layer.name + "_flat"));
    std::vector<std::string> inputs { layer.name + ".weight" };
    if (flag(options, "bias"))
        inputs.push_back(layer.name + ".bias");
    add("Gemm", layer.name, inputs, { { "transB", std::int64_t(1) } });
}

void Builder::finish()
{
    flatten(unused("logits_flat"));
    add("Identity", unused("logits"), {});
    graph.nodes.back().output = m_value.name = "logits";
    add("Softmax", unused("probabilities"), {}, { { "axis", std::int64_t(1) } });
    graph.nodes.back().output = "probabilities";
}

} // namespace

OnnxGraph onnxGraph(const ModelSpec &spec)
{
    return Builder(spec).graph;
}

} // namespace convscope
