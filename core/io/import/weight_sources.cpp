// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/import/weight_sources.h"
#include "core/base/error.h"
#include "core/base/files/byte_reader.h"
#include "core/base/numpy/npy.h"
#include "core/base/numpy/npz_archive.h"
#include "core/base/numpy/pickle.h"
#include "core/base/utf8_name.h"
#include "core/base/words.h"
#include "core/data/dataset/file_names.h"
#include "core/data/formats/npz_images.h"
#include "core/io/export/text_weights.h"
#include "core/io/tensors/npz.h"
#include "core/io/tensors/permuted.h"
#include "core/io/tensors/safetensors.h"
#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>

namespace convscope {

namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

/// How many batches PyTorch's BatchNorm has seen: no weight.
bool isCounter(std::string_view name)
{
    return name.ends_with("num_batches_tracked");
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// The number of a run of digits, for comparing; the longest of them are equal.
std::uint64_t takeNumber(std::string_view &text)
{
    std::uint64_t number = UINT64_MAX;
    const auto end = std::ranges::find_if_not(text, isDigit);
    const auto length = static_cast<std::size_t>(end - text.begin());
    std::from_chars(text.data(), text.data() + length, number);
    text.remove_prefix(length);
    return number;
}

/// "2.weight" before "10.weight".
bool isBefore(std::string_view a, std::string_view b)
{
    while (!a.empty() && !b.empty()) {
        if (isDigit(a.front()) && isDigit(b.front())) {
            const std::uint64_t first = takeNumber(a), second = takeNumber(b);
            if (first != second)
                return first < second;
        } else {
            if (a.front() != b.front())
                return a.front() < b.front();
            a.remove_prefix(1);
            b.remove_prefix(1);
        }
    }
    return a.size() < b.size();
}

// ---- safetensors and npz -----------------------------------------------------------------------

WeightSource fromSafetensors(const fs::path &path)
{
    TensorFile file = readSafetensors(path, isCounter);
    WeightSource source { std::move(file.tensors), {} };
    try {
        source.golden = goldenFromTexts(file.metadata);
    } catch (const Error &error) {
        throw Error(path.string() + ": " + error.what());
    }
    // The format's writers sort by type and name, not by layer.
    std::ranges::stable_sort(source.tensors, isBefore, &NamedTensor::name);
    return source;
}

void refuseOtherArchives(const fs::path &path)
{
    const NpzArchive archive(path);
    for (const std::string &name : archive.names()) {
        if (name.ends_with("data.pkl"))
            throw Error(path.string()
                + ": this is PyTorch's own archive, whose contents could run anything; in Python, "
                  "numpy.savez('weights.npz', **{name: tensor.numpy() for name, tensor in "
                  "model.state_dict().items()}) writes a file that is read");
        if (name.ends_with(".h5"))
            throw Error(path.string()
                + ": this is Keras' own archive; in Python, numpy.savez('weights.npz', "
                  "*model.get_weights()) writes a file that is read (with --keras)");
    }
}

/// Values of the model's tensors, and as many of what else stands beside them.
std::size_t valuesRequested(const ModelSpec &spec)
{
    std::size_t values = spec.input.size();
    for (const LayerSummary &layer : inferShapes(spec))
        values += 2 * layer.parameters;
    return values;
}

WeightSource fromNpz(const fs::path &path, const ModelSpec &spec)
{
    refuseOtherArchives(path);
    WeightSource source { readNpz(path, valuesRequested(spec)), {} };
    source.golden = takeGoldenArrays(path, source.tensors);
    std::erase_if(source.tensors, [](const NamedTensor &tensor) { return isCounter(tensor.name); });
    if (std::ranges::is_sorted(
            source.tensors, {}, &NamedTensor::name)) // else in the writer's order
        std::ranges::stable_sort(source.tensors, isBefore, &NamedTensor::name);
    return source;
}

// ---- pickles -----------------------------------------------------------------------------------

/// Walks a dict. A part may be shared, and is then met on each way to it; so all that a visit costs
/// is counted, and what holds no arrays is not entered.
class PickledArrays {
public:
    PickledArrays(const fs::path &path, std::size_t fileSize)
        : m_path(path)
        , m_room(kAlways + kPerByte * fileSize)
    {
    }

    WeightSource collect(const PickleValue &root)
    {
        add({}, root);
        if (m_excluded > m_source.excluded.size())
            m_source.excluded.push_back(grouped(m_excluded - m_source.excluded.size())
                + " more things that are no weights");
        if (m_source.tensors.empty())
            throw Error(m_path.string()
                + ": there are no NumPy arrays in it; expected a dict of them, such as {'W0': …, "
                  "'B0': …}");
        return std::move(m_source);
    }

private:
    static constexpr std::size_t kMaxArrays = 4096;
    static constexpr std::size_t kPerByte = 4; // a byte becomes a float
    static constexpr std::size_t kAlways = std::size_t(1) << 20U;
    static constexpr std::size_t kVisit = 64; // bytes

    void spend(std::size_t bytes)
    {
        if (bytes > m_room)
            throw Error(m_path.string() + ": the same values stand in the file again and again");
        m_room -= bytes;
    }

    void add(const std::string &name, const PickleValue &value)
    {
        spend(kVisit + name.size());
        const auto inner = [&](const std::string &key) {
            return name.empty() ? key : name + "." + key;
        };
        const auto *dict = std::get_if<PickleDict>(&value.content);
        const PickleSequence *list = pickledSequence(value);
        if (const PickleArray *array = pickledArray(value)) {
            addArray(name.empty() ? "array" : name, *array);
        } else if (!hasArrays(value)) {
            exclude("'" + shortened(name) + "' is no array");
        } else if (dict) {
            for (const auto &[key, item] : dict->items)
                add(inner(keyText(*key)), *item);
        } else if (list) {
            for (std::size_t i = 0; i < list->items.size(); ++i)
                add(inner(std::to_string(i)), *list->items[i]);
        }
    }

    void exclude(const std::string &what)
    {
        constexpr std::size_t kMaxShown = 20;
        if (++m_excluded <= kMaxShown)
            m_source.excluded.push_back(what);
    }

    /// In it or below it; each shared part is looked through once.
    bool hasArrays(const PickleValue &value)
    {
        const auto *dict = std::get_if<PickleDict>(&value.content);
        const PickleSequence *list = pickledSequence(value);
        if (!dict && !list)
            return pickledArray(value) != nullptr;
        if (const auto known = m_hasArrays.find(&value); known != m_hasArrays.end())
            return known->second;
        const bool has = dict ? std::ranges::any_of(dict->items,
                             [this](const auto &item) { return hasArrays(*item.second); })
                              : std::ranges::any_of(list->items,
                                  [this](const PickleValue *item) { return hasArrays(*item); });
        m_hasArrays.emplace(&value, has);
        return has;
    }

    std::string keyText(const PickleValue &key) const
    {
        if (const std::string *text = pickledText(key))
            return utf8Name(*text);
        if (const auto *number = std::get_if<std::int64_t>(&key.content))
            return std::to_string(*number);
        throw Error(m_path.string() + ": a key of its dict is neither a text nor a whole number");
    }

    void addArray(const std::string &name, const PickleArray &array)
    {
        const auto fail = [&](const std::string &reason) {
            throw Error(m_path.string() + ": array '" + shortened(name) + "': " + reason);
        };
        if (isCounter(name))
            return;
        const std::string type = array.dtype.name();
        const NpyHeader header { .type = npyType(std::string_view(type).substr(1)),
            .bigEndian = array.dtype.bigEndian,
            .fortranOrder = array.fortranOrder,
            .dims = array.shape };
        if (!header.type)
            fail("its values are of type '" + type + "', which no weight has");
        if (array.shape.empty()) {
            exclude("'" + shortened(name) + "' is a single number");
            return;
        }
        if (m_source.tensors.size() == kMaxArrays)
            fail("there are more than " + grouped(kMaxArrays)
                + " arrays; no model here has so many");
        if (std::ranges::count(m_source.tensors, name, &NamedTensor::name) != 0)
            fail("this name is there twice");
        spend(array.bytes->size() / header.type->bytes * sizeof(Scalar));
        Tensor tensor(array.shape);
        const auto *at = reinterpret_cast<const std::uint8_t *>(array.bytes->data());
        for (Scalar &value : tensor.values()) {
            value = static_cast<Scalar>(header.value(at));
            at += header.type->bytes;
        }
        m_source.tensors.push_back(
            { name, array.fortranOrder ? fromFortranOrder(tensor) : std::move(tensor) });
    }

    const fs::path &m_path;
    std::size_t m_room; // bytes that visits, names and values may still take
    std::unordered_map<const PickleValue *, bool> m_hasArrays; // for dicts and lists
    std::size_t m_excluded = 0;
    WeightSource m_source;
};

WeightSource fromPickle(const fs::path &path)
{
    constexpr std::size_t kMaxFile = std::size_t(1) << 30U;
    const auto bytes = readFile(path, kMaxFile);
    const Pickle pickle = readPickle(path.string(), bytes);
    return PickledArrays(path, bytes.size()).collect(pickle.root());
}

// ---- text --------------------------------------------------------------------------------------

WeightSource fromText(const fs::path &path, const ModelSpec &spec)
{
    if (fs::exists(path / "run.json"))
        throw Error(path.string()
            + ": this is the folder of a run; give the .safetensors file in it that is meant");
    return { readTextWeights(path, spec), {}, readGoldenFiles(path) };
}

} // namespace

WeightSource readWeightSource(const fs::path &path, const ModelSpec &spec)
{
    if (fs::is_directory(path))
        return fromText(path, spec);
    const auto bytes = readFilePart(path, 0, 9);
    const std::string_view begin(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    const std::string ending = path.extension().string();
    if (ending == ".pkl" || ending == ".pickle")
        return fromPickle(path);
    // Before the others: the length it begins with may be any bytes.
    if (ending == ".safetensors" || (begin.size() == 9 && begin.back() == '{'))
        return fromSafetensors(path);
    if (begin.starts_with("PK"sv))
        return fromNpz(path, spec);
    if (begin.starts_with('\x80'))
        return fromPickle(path);
    if (begin.starts_with("\x89HDF"sv))
        throw Error(path.string()
            + ": HDF5 is not read; in Python, numpy.savez('weights.npz', *model.get_weights()) "
              "writes Keras weights in a form that is (with --keras)");
    throw Error(path.string()
        + ": this is no file of weights that is known; read are .npz, .safetensors, pickled dicts "
          "of NumPy arrays (.pkl) and folders of text files");
}

bool looksLikeWeights(const fs::path &path)
{
    std::error_code ignored;
    if (fs::is_directory(path, ignored))
        return hasTextWeights(path);
    const std::string ending = lowerCase(path.extension().string());
    if (ending == ".npz")
        return !hasLabelledImages(path);
    return ending == ".safetensors" || ending == ".pkl" || ending == ".pickle";
}

} // namespace convscope
