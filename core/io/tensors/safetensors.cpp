// SPDX-License-Identifier: GPL-3.0-or-later
// Layout: 8 bytes little-endian length of the header, the header (JSON: name → dtype, shape,
// data_offsets; "__metadata__" → text), then the data without holes. Written after the format's
// description at https://github.com/huggingface/safetensors.
#include "core/io/tensors/safetensors.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/base/files/byte_reader.h"
#include "core/base/files/strict_json.h"
#include "core/base/half_float.h"
#include "core/io/tensors/seal.h"
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>

namespace convscope {

using nlohmann::json;
static_assert(
    std::endian::native == std::endian::little, "the data is copied as it lies in memory");

namespace {

constexpr std::size_t kMaxHeader = 100'000'000;
constexpr std::size_t kMaxSafetensors = std::size_t(4) << 30U;
constexpr const char *kMetadata = "__metadata__";

struct Dtype {
    const char *name;
    std::size_t bytes;
    Scalar (*value)(const std::uint8_t *bytes);
};

template<typename T>
T raw(const std::uint8_t *bytes)
{
    T value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

template<typename T>
Scalar plain(const std::uint8_t *bytes)
{
    return static_cast<Scalar>(raw<T>(bytes));
}

Scalar half(const std::uint8_t *bytes)
{
    return static_cast<Scalar>(halfToFloat(raw<std::uint16_t>(bytes)));
}

Scalar bfloat(const std::uint8_t *bytes)
{
    return static_cast<Scalar>(bfloatToFloat(raw<std::uint16_t>(bytes)));
}

/// All that the format knows. Those without a value() are never weights here; those of less than a
/// byte have no size.
constexpr std::array kDtypes {
    Dtype { "F32", 4, plain<float> },
    Dtype { "F64", 8, plain<double> },
    Dtype { "F16", 2, half },
    Dtype { "BF16", 2, bfloat },
    Dtype { "BOOL", 1, nullptr },
    Dtype { "U8", 1, nullptr },
    Dtype { "I8", 1, nullptr },
    Dtype { "F8_E5M2", 1, nullptr },
    Dtype { "F8_E4M3", 1, nullptr },
    Dtype { "F8_E8M0", 1, nullptr },
    Dtype { "I16", 2, nullptr },
    Dtype { "U16", 2, nullptr },
    Dtype { "I32", 4, nullptr },
    Dtype { "U32", 4, nullptr },
    Dtype { "I64", 8, nullptr },
    Dtype { "U64", 8, nullptr },
    Dtype { "C64", 8, nullptr },
    Dtype { "F4", 0, nullptr },
    Dtype { "F6_E2M3", 0, nullptr },
    Dtype { "F6_E3M2", 0, nullptr },
};

/// One tensor of the header, checked in itself.
struct Entry {
    std::string name;
    const Dtype *dtype = nullptr;
    std::vector<std::size_t> dims;
    std::size_t begin = 0, end = 0; // in the data
};

bool isCount(const json &value)
{
    return value.is_number_unsigned();
}

class EntryReader {
public:
    EntryReader(const BoundedReader &reader, const std::string &name, bool requested)
        : m_reader(reader)
        , m_requested(requested)
    {
        m_entry.name = name;
    }

    Entry read(const json &value)
    {
        const auto has = [&](const char *key) {
            return value.is_object() && value.contains(key);
        };
        if (!has("dtype") || !has("shape") || !has("data_offsets") || value.size() != 3)
            fail("it must have a dtype, a shape and data_offsets, and nothing else");
        readDtype(value["dtype"]);
        const std::size_t bytes = readShape(value["shape"]);
        readOffsets(value["data_offsets"], bytes);
        return std::move(m_entry);
    }

private:
    [[noreturn]] void fail(const std::string &reason) const
    {
        m_reader.fail("tensor '" + m_entry.name + "': " + reason);
    }

    void readDtype(const json &value)
    {
        const auto found = std::ranges::find_if(
            kDtypes, [&](const Dtype &dtype) { return value == dtype.name; });
        const std::string readHere = "; weights are read as F32, F64, F16 or BF16";
        if (found == kDtypes.end())
            fail("the dtype " + value.dump(-1, ' ', false, json::error_handler_t::replace)
                + " is not known to the format" + readHere);
        if (found->bytes == 0 || (m_requested && !found->value))
            fail(std::string("the dtype ") + found->name + " is not read here" + readHere);
        m_entry.dtype = &*found;
    }

    /// How many bytes it needs.
    std::size_t readShape(const json &shape)
    {
        if (!shape.is_array() || !std::ranges::all_of(shape, isCount))
            fail("its shape must be a list of whole numbers");
        std::size_t bytes = m_entry.dtype->bytes;
        for (const json &side : shape) {
            m_entry.dims.push_back(side.get<std::size_t>());
            if (__builtin_mul_overflow(bytes, m_entry.dims.back(), &bytes))
                fail("its shape is too large");
        }
        return bytes;
    }

    void readOffsets(const json &offsets, std::size_t bytes)
    {
        if (!offsets.is_array() || offsets.size() != 2 || !std::ranges::all_of(offsets, isCount))
            fail("its data_offsets must be two whole numbers");
        m_entry.begin = offsets[0].get<std::size_t>();
        m_entry.end = offsets[1].get<std::size_t>();
        if (m_entry.end < m_entry.begin || m_entry.end - m_entry.begin != bytes)
            fail("its data_offsets do not fit its shape, which takes " + std::to_string(bytes)
                + " bytes");
    }

    const BoundedReader &m_reader;
    bool m_requested;
    Entry m_entry;
};

std::map<std::string, std::string> metadataFromJson(const BoundedReader &reader, const json &value)
{
    std::map<std::string, std::string> metadata;
    if (!value.is_object())
        reader.fail("its __metadata__ must be an object of texts");
    for (const auto &[key, text] : value.items()) {
        if (!text.is_string())
            reader.fail("its __metadata__ '" + key + "' is not a text");
        metadata.emplace(key, text.get<std::string>());
    }
    return metadata;
}

void checkPlaces(const BoundedReader &reader, std::vector<Entry> &entries)
{
    std::ranges::sort(entries, [](const Entry &a, const Entry &b) {
        return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::size_t end = 0;
    for (const Entry &entry : entries) {
        if (entry.begin != end)
            reader.fail("tensor '" + entry.name + "' "
                + (entry.begin < end ? "overlaps the one before" : "leaves a hole before it"));
        end = entry.end;
    }
    if (end != reader.left())
        reader.fail("its tensors take " + std::to_string(end) + " bytes of data, but there are "
            + std::to_string(reader.left()));
}

std::string_view textOf(std::span<const std::uint8_t> bytes)
{
    return { reinterpret_cast<const char *>(bytes.data()), bytes.size() };
}

/// False where there is no seal: files of other programs have none.
bool hasIntactSeal(
    const BoundedReader &reader, const json &header, std::span<const std::uint8_t> bytes)
{
    const auto metadata = header.find(kMetadata);
    if (metadata == header.end())
        return false;
    constexpr std::size_t kLength = 8; // before the header
    try {
        return checkSeal(*metadata, textOf(bytes.subspan(kLength, reader.position() - kLength)),
            bytes.subspan(reader.position()));
    } catch (const Error &error) {
        reader.fail(error.what());
    }
}

json headerOf(BoundedReader &reader, const std::filesystem::path &path)
{
    const std::uint64_t length = reader.u64Little("the header's length");
    if (length > kMaxHeader)
        reader.fail("its header claims " + std::to_string(length)
            + " bytes, more than the format allows; this is no safetensors file");
    const auto text = reader.take(length, "the header");
    if (text.empty() || text[0] != '{')
        reader.fail("its header does not begin with '{'; this is no safetensors file");
    return parseStrictJson(path.string() + ": its header", textOf(text));
}

Tensor tensorOf(const Entry &entry, std::span<const std::uint8_t> data)
{
    Tensor tensor(entry.dims);
    const std::uint8_t *at = data.data() + entry.begin;
    for (Scalar &value : tensor.values()) {
        value = entry.dtype->value(at);
        at += entry.dtype->bytes;
    }
    return tensor;
}

} // namespace

TensorFile readSafetensors(
    const std::filesystem::path &path, bool (*exclude)(std::string_view name))
{
    const std::vector<std::uint8_t> bytes = readFile(path, kMaxSafetensors);
    BoundedReader reader(path.string(), bytes);
    json header = headerOf(reader, path);
    TensorFile file;
    file.isSealed = hasIntactSeal(reader, header, bytes);
    if (file.isSealed)
        removeSeal(header[kMetadata]);
    const auto isRequested = [&](const std::string &name) {
        return !exclude || !exclude(name);
    };
    std::vector<Entry> entries;
    for (const auto &[name, value] : header.items()) {
        if (name == kMetadata)
            file.metadata = metadataFromJson(reader, value);
        else
            entries.push_back(EntryReader(reader, name, isRequested(name)).read(value));
    }
    checkPlaces(reader, entries);
    const auto data = reader.take(reader.left(), "the data");
    for (const Entry &entry : entries)
        if (isRequested(entry.name))
            file.tensors.push_back({ entry.name, tensorOf(entry, data) });
    return file;
}

void writeSafetensors(const std::filesystem::path &path, const TensorFile &file)
{
    std::vector<const NamedTensor *> sorted;
    for (const NamedTensor &tensor : file.tensors)
        sorted.push_back(&tensor);
    std::ranges::sort(sorted, {}, &NamedTensor::name);
    json header { { kMetadata, file.metadata } };
    addOpenSeal(header[kMetadata]);
    std::vector<float> data;
    for (const NamedTensor *tensor : sorted) {
        const std::size_t begin = data.size() * sizeof(float);
        data.insert(data.end(), tensor->value.values().begin(), tensor->value.values().end());
        header[tensor->name] = { { "dtype", "F32" }, { "shape", tensor->value.dims() },
            { "data_offsets", { begin, data.size() * sizeof(float) } } };
    }
    std::string text = header.dump(-1, ' ', false, json::error_handler_t::replace);
    text.resize((text.size() + 7) / 8 * 8, ' '); // the data then lies on an 8-byte boundary
    std::array<std::uint8_t, 8> length {};
    for (std::size_t i = 0; i < length.size(); ++i)
        length[i] = static_cast<std::uint8_t>(text.size() >> (8 * i));
    const std::span bytes(
        reinterpret_cast<const std::uint8_t *>(data.data()), data.size() * sizeof(float));
    AtomicFile out(path);
    out.write(length);
    out.write(closeSeal(std::move(text), bytes));
    out.write(bytes);
    out.commit();
}

} // namespace convscope
