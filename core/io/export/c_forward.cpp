// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/export/c_forward.h"
#include "core/io/export/c_functions.h"
#include "core/io/export/export_helpers.h"
#include "core/io/export/template_text.h"
#include "core/io/tensors/number_text.h"
#include "core/kinds/kinds.h"
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

std::string asC(const FieldValue &value)
{
    if (const auto *sides = std::get_if<Extent>(&value))
        return std::to_string(sides->h) + ", " + std::to_string(sides->w);
    if (const auto *whole = std::get_if<std::uint64_t>(&value))
        return std::to_string(*whole);
    if (const auto *flag = std::get_if<bool>(&value))
        return *flag ? "1" : "0";
    return cNumber(float(std::get<double>(value)));
}

/// Values go to and fro between two buffers; those that a later layer reads have one of their own.
class Writer {
public:
    explicit Writer(const ModelSpec &spec)
        : m_spec(spec)
        , m_summaries(inferShapes(spec))
        , m_read(layersReadLater(spec))
    {
    }

    CForward write()
    {
        for (m_layer = 0; m_layer < m_spec.layers.size(); ++m_layer) {
            const LayerSpec &layer = m_spec.layers[m_layer];
            m_calls += "    /* " + inCComment(layer.name) + " */\n";
            addLayer(layerKind(layer.kind), layer);
            if (m_read.contains(layer.name)) {
                m_kept[layer.name] = "kept" + std::to_string(m_layer);
                m_buffers[m_kept[layer.name]] = here().output.size();
                m_result.functions.emplace("keep", kKeepFunction);
                m_calls += "    @_keep(" + m_value + ", " + m_kept[layer.name] + ", "
                    + std::to_string(here().output.size()) + ");\n";
            }
        }
        addSoftmax();
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
    using Words = std::map<std::string, std::string, std::less<>>;

    const LayerSummary &here() const { return m_summaries[m_layer]; }
    std::string shapeAt(std::size_t index) const
    {
        return "&@_shapes[" + std::to_string(index) + "]";
    }
    /// In place the output lies where the input was, but the caller's input is left alone.
    std::string target(bool inPlace)
    {
        const bool keepsPlace = inPlace && m_value != "input";
        const std::string name = keepsPlace ? m_value : m_value == "a" ? "b" : "a";
        m_buffers[name] = std::max(m_buffers[name], here().output.size());
        return name;
    }
    void call(std::string_view text, const LayerKind &kind, const LayerOptions &options,
        const Words &words);
    void addLayer(const LayerKind &kind, const LayerSpec &layer);
    void addSoftmax();

    const ModelSpec &m_spec;
    std::vector<LayerSummary> m_summaries;
    std::set<std::string> m_read;
    std::map<std::string, std::string> m_kept; // layer to buffer
    std::map<std::string, std::size_t> m_buffers; // with their sizes
    std::size_t m_layer = 0;
    std::string m_value = "input", m_calls;
    CForward m_result;
};

void Writer::call(
    std::string_view text, const LayerKind &kind, const LayerOptions &options, const Words &words)
{
    const auto parameter = [&](const std::string &name) -> std::string {
        const auto info = std::ranges::find(kind.parameters, name, &ParameterInfo::name);
        return info->count(options, here().input) > 0 ? cParameterName(m_layer, name) : "0";
    };
    const auto word = [&](const std::string &name) {
        const auto found = words.find(name);
        return found == words.end() ? name : found->second;
    };
    m_calls += "    "
        + filledIn(text,
            { [&](const std::string &name) { return asC(options.find(name)->second); }, parameter,
                word })
        + ";\n";
}

void Writer::addLayer(const LayerKind &kind, const LayerSpec &layer)
{
    const CCode &code = *kind.c;
    if (code.place == CCode::Nowhere)
        return;
    const LayerOptions options = optionsOf(kind, layer.options);
    m_result.functions.emplace(kind.name, code.function);
    const std::string to = target(code.place == CCode::InPlace);
    Words words { { "x", m_value }, { "y", to }, { "in", shapeAt(m_layer) },
        { "out", shapeAt(m_layer + 1) }, { "inputs", std::to_string(here().input.size()) },
        { "count", std::to_string(here().output.size()) } };
    const std::vector<int> &others = here().window.others;
    const auto keptOf = [&](std::size_t which) {
        return m_kept.at(m_summaries[std::size_t(others[which])].name);
    };
    if (!others.empty())
        words["other"] = keptOf(0);
    call(code.call, kind, options, words);
    std::size_t offset = here().input.size();
    for (std::size_t which = 0; which < others.size() && !code.callForOther.empty(); ++which) {
        const std::size_t size = here().window.otherShapes[which].size();
        words["other"] = keptOf(which);
        words["offset"] = std::to_string(offset);
        words["count"] = std::to_string(size);
        call(code.callForOther, kind, options, words);
        offset += size;
    }
    m_value = to;
}

void Writer::addSoftmax()
{
    const LayerKind &softmax = softmaxKind();
    m_layer = m_summaries.size() - 1;
    m_result.functions.emplace(softmax.name, softmax.c->function);
    call(softmax.c->call, softmax, {},
        { { "x", m_value }, { "y", "probabilities" },
            { "count", std::to_string(here().output.size()) } });
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
