// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/export/c_header.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/base/files/byte_reader.h"
#include "core/base/words.h"
#include "core/io/export/c_forward.h"
#include "core/io/export/c_functions.h"
#include "core/io/export/export_helpers.h"
#include "core/nn/layer_chain.h"
#include <algorithm>
#include <charconv>
#include <limits>

namespace convscope {

namespace {

constexpr std::size_t kMaxHeaderFile = std::size_t(4) << 30U;
constexpr const char *kGoldenInput = "@_golden_input";
constexpr const char *kGoldenProbabilities = "@_golden_probabilities";

bool isLetterOrDigit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::string withName(std::string_view text, const std::string &name)
{
    std::string result;
    for (const char c : text)
        if (c == '@')
            result += name;
        else
            result += c;
    return result;
}

/// A C string. Bytes beyond ASCII go as octal numbers, which end after three digits; "??" would
/// begin a trigraph.
std::string cString(const std::string &text)
{
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < ' ' || byte > '~' || c == '@') {
            for (const unsigned shift : { 6U, 3U, 0U })
                result.append(shift == 6U ? "\\" : "")
                    .push_back(char('0' + ((byte >> shift) & 7U)));
        } else {
            if (c == '"' || c == '\\' || c == '?')
                result += '\\';
            result += c;
        }
    }
    return result + "\"";
}

std::string array(const std::string &name, std::span<const float> values)
{
    constexpr std::size_t kWidth = 96;
    std::string text = "static const float " + name + "[" + std::to_string(values.size()) + "] = {";
    std::size_t column = kWidth;
    for (const float value : values) {
        const std::string number = cNumber(value) + ",";
        column += number.size() + 1;
        if (column > kWidth) {
            text += "\n   ";
            column = 3 + number.size() + 1;
        }
        text.append(" ").append(number);
    }
    return text + "\n};\n";
}

std::string array(
    const std::string &name, std::span<const Scalar> values, const std::string &remark)
{
    return "\n/* " + inCComment(remark) + " */\n" + array(name, { values.data(), values.size() });
}

/// Every parameter of the model and what it is called in C.
struct NamedParameter {
    std::string cName, name;
    std::vector<std::size_t> dims;
};

std::vector<NamedParameter> parametersOf(const ModelSpec &spec)
{
    std::vector<NamedParameter> all;
    const LayerChain chain = buildLayers(spec);
    for (std::size_t i = 0; i < chain.layers.size(); ++i)
        for (const Parameter &parameter : std::as_const(*chain.layers[i]).parameters())
            all.push_back({ cParameterName(i, parameter.name),
                spec.layers[i].name + "." + parameter.name, parameter.value.dims() });
    return all;
}

std::string introduction(const TrainedModel &model, const CForward &forward, bool hasGolden)
{
    std::size_t weights = 0;
    for (const NamedTensor &parameter : model.parameters)
        weights += parameter.value.size();
    return "/* A trained network, exported by ConvScope " CONVSCOPE_VERSION
           ". C99; link with -lm.\n\n"
           "   @_normalize(pixels, input)            pixels to what the network gets\n"
           "   @_predict(input, probabilities)       the answer: one probability a class\n"
           "   @_class_names[i]                      what probability i is about\n"
        + std::string(hasGolden
                ? "   @_selftest()                          whether all is well here: about 0\n"
                : "")
        + "\n   Images: " + channelsInWords(model.preprocessing)
        + ", one plane after the other;\n   " + sizeInWords(model.preprocessing) + ",\n   "
        + kResizing + ".\n   Weights take " + grouped(weights * sizeof(float)) + " bytes, values "
        + grouped(forward.bufferValues * sizeof(float))
        + " bytes of static memory, so one thread\n   at a time may predict. */\n";
}

std::string constants(const TrainedModel &model)
{
    const Shape &in = model.spec.input;
    std::string text = "\n#define @_CHANNELS " + std::to_string(in.c) + "\n#define @_HEIGHT "
        + std::to_string(in.h) + "\n#define @_WIDTH " + std::to_string(in.w)
        + "\n#define @_CLASSES " + std::to_string(model.classes.size())
        + "\n\nstatic const char *const @_class_names[@_CLASSES] = {\n";
    for (const std::string &name : model.classes)
        text += "    " + cString(name) + ",\n";
    text += "};\n\nstatic inline const char *@_class_name(int index)\n{\n    return "
            "@_class_names[index];\n}\n\n/* A value of the network is (pixel - offset) / divisor. "
            "*/\n";
    std::vector<float> offsets, divisors;
    for (const PixelScale &scale : pixelScales(model.preprocessing)) {
        offsets.push_back(float(scale.offset));
        divisors.push_back(float(scale.divisor));
    }
    text += array("@_offset", offsets) + array("@_divisor", divisors);
    text += "\ntypedef struct {\n    int c, h, w;\n} @_shape;\n\n"
            "/* Of what goes into each layer, and at last of what comes out. */\n"
            "static const @_shape @_shapes[] = {\n    { "
        + dimsInWords({ std::size_t(in.c), std::size_t(in.h), std::size_t(in.w) }, ", ") + " },\n";
    for (const LayerSummary &layer : inferShapes(model.spec))
        text += "    { "
            + dimsInWords({ std::size_t(layer.output.c), std::size_t(layer.output.h),
                              std::size_t(layer.output.w) },
                ", ")
            + " }, /* " + inCComment(layer.name) + " */\n";
    return text + "};\n";
}

} // namespace

std::string cNameOf(const std::filesystem::path &path)
{
    std::string name = path.stem().string();
    std::ranges::replace_if(
        name, [](char c) { return !isLetterOrDigit(c); }, '_');
    if (name.empty() || name.front() == '_' || (name.front() >= '0' && name.front() <= '9'))
        name = "model_" + name;
    return name;
}

void writeCHeader(
    const std::filesystem::path &path, const TrainedModel &model, const GoldenSample &golden)
{
    const CForward forward = cForward(model.spec);
    const bool hasGolden = golden.input.size() <= kLargestGoldenText;
    std::string text = introduction(model, forward, hasGolden)
        + "#ifndef @_MODEL_H\n#define @_MODEL_H\n\n#include <math.h>\n" + constants(model);
    for (const NamedParameter &parameter : parametersOf(model.spec))
        text += array(parameter.cName, parameterOf(model, parameter.name).values(),
            parameter.name + " [" + dimsInWords(parameter.dims, "][") + "]");
    text += kNormalizeFunction;
    for (const auto &[name, definition] : forward.functions)
        text += definition;
    text += forward.text;
    if (hasGolden) {
        text += "\n/* One image, and the answer when the model was exported. */\n"
            + array(kGoldenInput, golden.input) + array(kGoldenProbabilities, golden.probabilities);
        text += kSelftestFunction;
    }
    writeFileAtomically(path, withName(text + "\n#endif\n", cNameOf(path)));
}

namespace {

/// Finds arrays in a header, one after the other as they were written.
class ArrayReader {
public:
    explicit ArrayReader(const std::filesystem::path &path)
        : m_file(path.string())
        , m_name(cNameOf(path))
        , m_bytes(readFile(path, kMaxHeaderFile))
        , m_text(reinterpret_cast<const char *>(m_bytes.data()), m_bytes.size())
    {
    }

    /// Moves behind the opening brace of an array if there is one of that name and size.
    bool find(const std::string &cName, std::size_t count)
    {
        const std::string head = "static const float " + withName(cName, m_name) + "["
            + std::to_string(count) + "] = {";
        const std::size_t at = m_text.find(head);
        m_array = cName;
        if (at == std::string_view::npos)
            return false;
        m_text.remove_prefix(at + head.size());
        return true;
    }
    void read(const std::string &cName, std::span<float> values)
    {
        if (!find(cName, values.size()))
            fail("is missing, or of another size");
        for (float &value : values)
            value = next();
        skipSpace();
        if (!m_text.starts_with('}'))
            fail("does not end where it should");
    }
    [[noreturn]] void fail(const std::string &reason) const
    {
        throw Error(m_file + ": the array " + withName(m_array, m_name) + " " + reason);
    }

private:
    void skipSpace()
    {
        m_text.remove_prefix(std::min(m_text.find_first_not_of(" \n\r\t"), m_text.size()));
    }
    float next()
    {
        skipSpace();
        const std::string_view word = m_text.substr(0, m_text.find(','));
        m_text.remove_prefix(std::min(word.size() + 1, m_text.size()));
        constexpr float kInfinity = std::numeric_limits<float>::infinity();
        if (word == "NAN")
            return std::numeric_limits<float>::quiet_NaN();
        if (word == "INFINITY" || word == "-INFINITY")
            return word.front() == '-' ? -kInfinity : kInfinity;
        float value = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
        if (error != std::errc() || std::string_view(end, word.data() + word.size()) != "f")
            fail("has something that is no number");
        return value;
    }

    std::string m_file, m_name, m_array;
    std::vector<std::uint8_t> m_bytes;
    std::string_view m_text; // the text that is still to come
};

} // namespace

CHeaderNumbers readCHeader(const std::filesystem::path &path, const ModelSpec &spec)
{
    ArrayReader reader(path);
    CHeaderNumbers numbers;
    for (const NamedParameter &parameter : parametersOf(spec)) {
        Tensor tensor(parameter.dims);
        reader.read(parameter.cName, tensor.values());
        numbers.parameters.push_back({ parameter.name, std::move(tensor) });
    }
    if (spec.input.size() > kLargestGoldenText)
        return numbers;
    GoldenSample golden;
    golden.input.resize(spec.input.size());
    golden.probabilities.resize(inferShapes(spec).back().output.size());
    reader.read(kGoldenInput, golden.input);
    reader.read(kGoldenProbabilities, golden.probabilities);
    numbers.golden = std::move(golden);
    return numbers;
}

} // namespace convscope
