// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/export/text_weights.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/base/files/byte_reader.h"
#include "core/base/files/staged_files.h"
#include "core/base/numpy/pickle_text.h"
#include "core/base/words.h"
#include "core/io/tensors/seal.h"
#include "core/kinds/kinds.h"
#include "core/nn/model.h"
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace convscope {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEnding = ".txt";

std::string stemOf(std::string_view kind, std::string_view parameter)
{
    const auto &parameters = layerKind(kind).parameters;
    return std::string(std::ranges::find(parameters, parameter, &ParameterInfo::name)->textStem);
}

bool isStem(std::string_view text)
{
    return std::ranges::any_of(layerKinds(), [&](const LayerKind &kind) {
        return std::ranges::count(kind.parameters, text, &ParameterInfo::textStem) > 0;
    });
}

/// Whether it looks like one of the files here: "filter12.txt".
bool isWeightFile(std::string_view name)
{
    if (!name.ends_with(kEnding))
        return false;
    name.remove_suffix(kEnding.size());
    const std::size_t digits = name.find_first_of("0123456789");
    return digits != std::string_view::npos
        && name.find_first_not_of("0123456789", digits) == std::string_view::npos
        && isStem(name.substr(0, digits));
}

/// Weights that lie in the folder and are none of `files`.
std::vector<std::string> strangers(const fs::path &folder, const std::vector<TextWeightFile> &files)
{
    std::vector<std::string> found;
    std::error_code code;
    fs::directory_iterator entry(folder, code);
    for (; !code && entry != fs::directory_iterator(); entry.increment(code)) {
        const std::string name = entry->path().filename().string();
        if (isWeightFile(name) && std::ranges::count(files, name, &TextWeightFile::file) == 0)
            found.push_back(name);
    }
    if (code)
        throw Error(folder.string() + ": " + code.message());
    std::ranges::sort(found);
    return found;
}

std::string textOf(const Tensor &tensor)
{
    constexpr int kDigits = 9; // std::numeric_limits<float>::max_digits10
    std::string text;
    std::array<char, 32> place {};
    for (const Scalar value : tensor.values()) {
        const auto written = std::to_chars(place.data(), place.data() + place.size(), value,
            std::chars_format::scientific, kDigits - 1);
        text.append(place.data(), written.ptr);
        text += '\n';
    }
    return text;
}

class NumberReader {
public:
    NumberReader(const fs::path &path, std::string_view text)
        : m_path(path)
        , m_text(text)
    {
    }

    /// Counts them all; those beyond `room` are not kept.
    std::size_t read(std::span<Scalar> room)
    {
        std::size_t count = 0;
        for (skip(); !m_text.empty(); skip()) {
            const Scalar value = number();
            if (count < room.size())
                room[count] = value;
            ++count;
        }
        return count;
    }

private:
    /// Over what stands between numbers.
    void skip()
    {
        while (!m_text.empty()) {
            const char c = m_text.front();
            if (c == '#')
                m_text.remove_prefix(std::min(m_text.find('\n'), m_text.size()));
            else if (c == '\n' || c == ' ' || c == '\t' || c == '\r' || c == ',' || c == ';')
                m_text.remove_prefix(1);
            else
                return;
            m_line += c == '\n' ? 1 : 0;
        }
    }

    Scalar number()
    {
        const std::string_view word
            = m_text.substr(0, std::min(m_text.find_first_of("\n \t\r,;#"), m_text.size()));
        m_text.remove_prefix(word.size());
        const std::string_view digits
            = word.substr(word.starts_with('+') && !word.starts_with("+-") ? 1 : 0);
        const char *const end = digits.data() + digits.size();
        Scalar value = 0;
        auto [stop, error] = std::from_chars(digits.data(), end, value);
        if (error == std::errc::result_out_of_range) { // nearer to zero than a float can be?
            double exact = 0;
            error = std::from_chars(digits.data(), end, exact).ec;
            value = static_cast<Scalar>(exact);
            if (std::isinf(value))
                error = std::errc::result_out_of_range;
        }
        if (error != std::errc() || stop != end)
            throw Error(m_path.string() + ": line " + std::to_string(m_line) + ": '"
                + printable(word) + "' is no number that a weight can have");
        return value;
    }

    const fs::path &m_path;
    std::string_view m_text;
    std::size_t m_line = 1;
};

std::string shown(const std::vector<std::size_t> &dims)
{
    std::string text;
    for (const std::size_t side : dims)
        text += (text.empty() ? "" : "×") + std::to_string(side);
    return text;
}

Tensor readFileOf(const fs::path &folder, const TextWeightFile &file)
{
    const fs::path path = folder / file.file;
    if (!fs::exists(path))
        throw Error(path.string() + ": this file is missing; it should hold '" + file.parameter
            + "', which is " + shown(file.dims));
    Tensor tensor(file.dims);
    // A value takes at most some thirty letters; far more of them is no such file.
    constexpr std::size_t kLettersEach = 64, kRemarks = 1U << 20U;
    const auto bytes = readFile(path, tensor.size() * kLettersEach + kRemarks);
    const std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    const std::size_t count = NumberReader(path, checkedText(path, text)).read(tensor.values());
    if (count != tensor.size())
        throw Error(path.string() + ": it has " + counted(count, "value") + ", but '"
            + file.parameter + "' needs " + grouped(tensor.size()) + " (" + shown(file.dims) + ")");
    return tensor;
}

} // namespace

std::vector<TextWeightFile> textWeightFiles(const ModelSpec &spec)
{
    const Model network(spec);
    const std::vector<LayerSummary> &layers = network.layers();
    std::vector<TextWeightFile> files;
    int number = 0;
    std::string layerBefore;
    for (const NamedTensor &parameter : network.parameterValues()) {
        const std::size_t dot = parameter.name.rfind('.');
        const std::string layer = parameter.name.substr(0, dot);
        number += layer != layerBefore ? 1 : 0;
        layerBefore = layer;
        const auto &kind = std::ranges::find(layers, layer, &LayerSummary::name)->kind;
        files.push_back({ stemOf(kind, parameter.name.substr(dot + 1)) + std::to_string(number)
                + std::string(kEnding),
            parameter.name, parameter.value.dims() });
    }
    return files;
}

void checkTextFolder(const fs::path &folder, const std::vector<TextWeightFile> &files)
{
    if (!fs::exists(folder))
        return;
    if (!fs::is_directory(folder))
        throw Error(folder.string() + ": it is a file; text weights are written into a folder");
    if (const auto others = strangers(folder, files); !others.empty())
        throw Error(folder.string() + ": it holds '" + others.front()
            + "' of another model; take a new folder, or empty this one");
}

void writeTextWeights(const fs::path &folder, const TrainedModel &model)
{
    const std::vector<TextWeightFile> files = textWeightFiles(model.spec);
    checkTextFolder(folder, files);
    writeTogether(plainPath(folder), folder, [&](const fs::path &staged) {
        for (const TextWeightFile &file : files) {
            const auto found
                = std::ranges::find(model.parameters, file.parameter, &NamedTensor::name);
            if (found == model.parameters.end())
                throw Error("the weights of '" + file.parameter + "' are missing");
            writeFileAtomically(staged / file.file, sealedText(textOf(found->value)));
        }
    });
}

std::vector<NamedTensor> readTextWeights(const fs::path &folder, const ModelSpec &spec)
{
    if (!fs::is_directory(folder))
        throw Error(folder.string() + ": this is no folder of text weights");
    const std::vector<TextWeightFile> files = textWeightFiles(spec);
    if (const auto others = strangers(folder, files); !others.empty())
        throw Error((folder / others.front()).string()
            + ": the model has no layer that this file belongs to");
    std::vector<NamedTensor> tensors;
    tensors.reserve(files.size());
    for (const TextWeightFile &file : files)
        tensors.push_back({ file.parameter, readFileOf(folder, file) });
    return tensors;
}

bool hasTextWeights(const fs::path &folder)
{
    std::error_code code;
    fs::directory_iterator entry(folder, code);
    for (; !code && entry != fs::directory_iterator(); entry.increment(code))
        if (isWeightFile(entry->path().filename().string()))
            return true;
    return false;
}

} // namespace convscope
