// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/export/c_forward.h"
#include "core/base/error.h"
#include "core/base/field.h"
#include "core/io/export/export_helpers.h"
#include "core/io/tensors/number_text.h"
#include "core/kinds/kinds.h"
#include "core/kinds/pool_options.h"
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

std::string bothSides(const Extent &extent)
{
    return std::to_string(extent.h) + ", " + std::to_string(extent.w);
}

/// Values go to and fro between two buffers; those that a later layer adds have one of their own.
class Writer {
public:
    explicit Writer(const ModelSpec &spec)
        : m_spec(spec)
        , m_summaries(inferShapes(spec))
        , m_added(addedLayers(spec))
    {
    }

    CForward write()
    {
        for (m_layer = 0; m_layer < m_spec.layers.size(); ++m_layer) {
            const LayerSpec &layer = m_spec.layers[m_layer];
            m_calls += "    /* " + inCComment(layer.name) + " */\n";
            addLayer(layer, completed(layerInfo(layer.kind).options, layer.options));
            if (m_added.contains(layer.name)) {
                m_kept[layer.name] = "kept" + std::to_string(m_layer);
                m_buffers[m_kept[layer.name]] = here().output.size();
                call("keep", m_kept[layer.name], ", " + count());
            }
        }
        call("softmax", "probabilities", ", " + std::to_string(m_summaries.back().output.size()));
        for (const auto &[name, size] : m_buffers) {
            m_result.text += "    static float " + name + "[" + std::to_string(size) + "];\n";
            m_result.bufferValues += size;
        }
        m_result.text
            = "\nstatic inline void @_predict(const float *input, float *probabilities)\n{\n"
            + m_result.text + m_calls + "}\n";
        return m_result;
    }

private:
    const LayerSummary &here() const { return m_summaries[m_layer]; }
    std::string count() const { return std::to_string(here().output.size()); }
    std::string parameter(const char *name) const { return cParameterName(m_layer, name); }
    std::string in() const { return "&@_shapes[" + std::to_string(m_layer) + "]"; }
    std::string out() const { return "&@_shapes[" + std::to_string(m_layer + 1) + "]"; }

    void call(const std::string &kind, const std::string &target, const std::string &rest)
    {
        m_result.kinds.insert(kind);
        m_calls += "    @_" + kind + "(" + m_value + ", " + target + rest + ");\n";
    }
    /// Whose output may lie where its input was.
    std::string inPlace() { return takeBuffer(m_value == "input" ? "a" : m_value); }
    std::string other() { return takeBuffer(m_value == "a" ? "b" : "a"); }
    std::string takeBuffer(const std::string &name)
    {
        m_buffers[name] = std::max(m_buffers[name], here().output.size());
        return name;
    }

    void addLayer(const LayerSpec &layer, const LayerOptions &options);
    void addWindows(const LayerSpec &layer, const LayerOptions &options);
    void addDense(const LayerOptions &options);

    const ModelSpec &m_spec;
    std::vector<LayerSummary> m_summaries;
    std::set<std::string> m_added;
    std::map<std::string, std::string> m_kept; // layer to buffer
    std::map<std::string, std::size_t> m_buffers; // with their sizes
    std::size_t m_layer = 0;
    std::string m_value = "input", m_calls;
    CForward m_result;
};

void Writer::addLayer(const LayerSpec &layer, const LayerOptions &options)
{
    const std::string &kind = layer.kind;
    if (kind == "flatten" || kind == "dropout") // nothing happens here, outside training
        return;
    if (kind == "conv" || kind == "maxpool" || kind == "avgpool")
        return addWindows(layer, options);
    if (kind == "dense")
        return addDense(options);
    if (kind == "global_avgpool") {
        m_result.kinds.insert(kind);
        const std::string target = other();
        m_calls += "    @_global_avgpool(" + m_value + ", " + in() + ", " + target + ");\n";
        m_value = target;
        return;
    }
    const std::string target = inPlace();
    if (kind == "batchnorm") {
        m_result.kinds.insert(kind);
        m_calls += "    @_batchnorm(" + m_value + ", " + in() + ", " + target + ", "
            + parameter("weight") + ", " + parameter("bias") + ",\n        "
            + parameter("running_mean") + ", " + parameter("running_var") + ", "
            + cNumber(float(number(options, "epsilon"))) + ");\n";
    } else if (kind == "add") {
        m_result.kinds.insert(kind);
        m_calls += "    @_add(" + m_value + ", " + m_kept.at(text(options, "from")) + ", " + target
            + ", " + count() + ");\n";
    } else if (kind == "leaky_relu") {
        call(kind, target, ", " + count() + ", " + cNumber(float(number(options, "slope"))));
    } else if (kind == "relu" || kind == "sigmoid" || kind == "tanh") {
        call(kind, target, ", " + count());
    } else {
        throw Error("layer " + layer.name + ": '" + kind
            + "' layers cannot be written as C; choose another format");
    }
    m_value = target;
}

void Writer::addWindows(const LayerSpec &layer, const LayerOptions &options)
{
    const std::string target = other();
    m_result.kinds.insert(layer.kind);
    m_calls += "    @_" + layer.kind + "(" + m_value + ", " + in() + ", " + target + ", " + out();
    if (layer.kind == "conv")
        m_calls += ",\n        " + parameter("weight") + ", "
            + (flag(options, "bias") ? parameter("bias") : "0") + ", "
            + bothSides(extent(options, "kernel")) + ", " + bothSides(extent(options, "stride"))
            + ", " + bothSides(extent(options, "padding")) + ", "
            + bothSides(extent(options, "dilation")) + ", "
            + std::to_string(integer(options, "groups")) + ");\n";
    else
        m_calls
            += ", " + bothSides(poolSize(options)) + ", " + bothSides(poolStride(options)) + ");\n";
    m_value = target;
}

void Writer::addDense(const LayerOptions &options)
{
    const std::string target = other();
    m_result.kinds.insert("dense");
    m_calls += "    @_dense(" + m_value + ", " + std::to_string(here().input.size()) + ", " + target
        + ", " + count() + ", " + parameter("weight") + ", "
        + (flag(options, "bias") ? parameter("bias") : "0") + ");\n";
    m_value = target;
}

} // namespace

CForward cForward(const ModelSpec &spec)
{
    return Writer(spec).write();
}

std::string cParameterName(std::size_t layer, std::string_view parameter)
{
    return "@_l" + std::to_string(layer) + "_" + std::string(parameter);
}

std::string inCComment(std::string text)
{
    std::ranges::replace_if(
        text,
        [](char c) {
            return c < ' ' || c > '~' || c == '*' || c == '/' || c == '\\' || c == '?' || c == '@';
        },
        '_');
    return text;
}

std::string cNumber(float value)
{
    if (std::isnan(value))
        return "NAN";
    if (std::isinf(value))
        return value < 0 ? "-INFINITY" : "INFINITY";
    std::string text = exactNumber(value);
    if (text.find_first_of(".e") == std::string::npos)
        text += ".0";
    return text + "f";
}

} // namespace convscope
