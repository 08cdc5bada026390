// SPDX-License-Identifier: GPL-3.0-or-later
// Written after NumPy's description of the format:
// https://numpy.org/doc/stable/reference/generated/ numpy.lib.format.html
#include "core/io/npz.h"
#include "core/base/atomic_file.h"
#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/base/half_float.h"
#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <memory>
#include <zip.h>

namespace convscope {

static_assert(
    std::endian::native == std::endian::little, "values are copied as they lie in memory");

namespace {

constexpr std::size_t kMaxFile = std::size_t(4) << 30U;
constexpr std::size_t kMaxHeader = 10'000; // NumPy's own limit for files one does not trust
constexpr std::string_view kMagic = "\x93NUMPY";

// ---- one array: .npy ---------------------------------------------------------------------------

struct Dtype {
    std::string_view name; // without the byte order
    std::size_t bytes;
    double (*value)(const std::uint8_t *bytes);
};

template<typename T>
double raw(const std::uint8_t *bytes)
{
    T value;
    std::memcpy(&value, bytes, sizeof value);
    return static_cast<double>(value);
}

double rawHalf(const std::uint8_t *bytes)
{
    std::uint16_t bits = 0;
    std::memcpy(&bits, bytes, sizeof bits);
    return double(halfToFloat(bits));
}

constexpr std::array kDtypes {
    Dtype { "f4", 4, raw<float> },
    Dtype { "f8", 8, raw<double> },
    Dtype { "f2", 2, rawHalf },
    Dtype { "u1", 1, raw<std::uint8_t> },
    Dtype { "i4", 4, raw<std::int32_t> },
    Dtype { "i8", 8, raw<std::int64_t> },
};

struct NpyHeader {
    const Dtype *dtype = nullptr;
    bool bigEndian = false;
    std::vector<std::size_t> dims;
};

// The text between `key` and what ends its value, in the Python dictionary of a header.
std::string_view valueOf(const BoundedReader &reader, std::string_view header, std::string_view key)
{
    const std::size_t at = header.find("'" + std::string(key) + "':");
    if (at == std::string_view::npos)
        reader.fail("its header lacks '" + std::string(key) + "'");
    std::string_view value = header.substr(at + key.size() + 3);
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    const std::size_t end = value.starts_with('(') ? value.find(')') : value.find_first_of(",}");
    if (end == std::string_view::npos)
        reader.fail("its header is cut off after '" + std::string(key) + "'");
    return value.substr(0, value.starts_with('(') ? end + 1 : end);
}

void parseDtype(const BoundedReader &reader, std::string_view text, NpyHeader &header)
{
    const std::string shown(text);
    if (text.size() >= 5
        && (text[1] == '<' || text[1] == '>' || text[1] == '|' || text[1] == '=')) {
        header.bigEndian = text[1] == '>';
        const std::string_view name = text.substr(2, text.size() - 3);
        const auto found = std::ranges::find(kDtypes, name, &Dtype::name);
        if (found != kDtypes.end()) {
            header.dtype = &*found;
            return;
        }
    }
    reader.fail("its values are of type " + shown
        + "; read here are f2, f4, f8, u1, i4 and i8 (pickled objects never: they could run "
          "anything)");
}

void parseDims(const BoundedReader &reader, std::string_view text, NpyHeader &header)
{
    text.remove_prefix(1);
    while (!text.empty()) {
        const std::size_t skip = text.find_first_not_of(", ");
        text.remove_prefix(skip == std::string_view::npos ? text.size() : skip);
        if (text.empty() || text[0] == ')')
            return;
        std::size_t side = 0;
        const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), side);
        if (fault != std::errc() || side > kMaxFile || header.dims.size() == 32)
            reader.fail("its shape is not a list of whole numbers");
        header.dims.push_back(side);
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    }
}

NpyHeader parseHeader(BoundedReader &reader)
{
    const auto magic = reader.take(kMagic.size(), "the magic bytes");
    if (std::memcmp(magic.data(), kMagic.data(), kMagic.size()) != 0)
        reader.fail("it does not begin as a NumPy array does");
    const int version = reader.u8("the version");
    reader.u8("the version");
    if (version < 1 || version > 3)
        reader.fail("its version " + std::to_string(version) + " of the format is not known");
    const std::size_t length = version == 1 ? reader.u16Little("the header's length")
                                            : reader.u32Little("the header's length");
    if (length > kMaxHeader)
        reader.fail("its header claims " + std::to_string(length) + " bytes, which is too much");
    const auto bytes = reader.take(length, "the header");
    const std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    NpyHeader header;
    parseDtype(reader, valueOf(reader, text, "descr"), header);
    const std::string_view dims = valueOf(reader, text, "shape");
    if (!dims.starts_with('('))
        reader.fail("its shape is not a tuple");
    parseDims(reader, dims, header);
    if (valueOf(reader, text, "fortran_order") != "False" && header.dims.size() > 1)
        reader.fail("it is in Fortran order; save it with numpy.ascontiguousarray first");
    return header;
}

Tensor parseNpy(const std::string &name, std::span<const std::uint8_t> bytes)
{
    BoundedReader reader(name, bytes);
    const NpyHeader header = parseHeader(reader);
    std::size_t size = header.dtype->bytes;
    for (const std::size_t side : header.dims)
        if (__builtin_mul_overflow(size, side, &size))
            reader.fail("its shape is too large");
    if (size != reader.left())
        reader.fail("its shape needs " + std::to_string(size) + " bytes of data, but there are "
            + std::to_string(reader.left()));
    const auto data = reader.take(size, "the data");
    Tensor tensor(header.dims);
    std::array<std::uint8_t, 8> value {};
    const std::size_t width = header.dtype->bytes;
    for (std::size_t i = 0; i < tensor.size(); ++i) {
        std::copy_n(data.data() + i * width, width, value.data());
        if (header.bigEndian)
            std::reverse(value.data(), value.data() + width);
        tensor.values()[i] = static_cast<Scalar>(header.dtype->value(value.data()));
    }
    return tensor;
}

std::vector<std::uint8_t> npyBytes(const Tensor &tensor)
{
    constexpr std::size_t kFront = 10, kAlignment = 64; // magic, version, length; as NumPy aligns
    std::string text = "{'descr': '<f4', 'fortran_order': False, 'shape': (";
    for (const std::size_t side : tensor.dims())
        text += std::to_string(side) + ", ";
    if (tensor.dims().size() > 1)
        text.resize(text.size() - 2);
    else if (tensor.dims().size() == 1)
        text.pop_back();
    text += "), }";
    const std::size_t whole = (kFront + text.size() + 1 + kAlignment - 1) / kAlignment * kAlignment;
    text.resize(whole - kFront - 1, ' ');
    text += '\n';
    std::vector<std::uint8_t> bytes(kMagic.begin(), kMagic.end());
    bytes.insert(bytes.end(),
        { 1, 0, static_cast<std::uint8_t>(text.size()),
            static_cast<std::uint8_t>(text.size() >> 8U) });
    bytes.insert(bytes.end(), text.begin(), text.end());
    for (const Scalar value : tensor.values()) {
        const auto four = std::bit_cast<std::array<std::uint8_t, 4>>(static_cast<float>(value));
        bytes.insert(bytes.end(), four.begin(), four.end());
    }
    return bytes;
}

// ---- the archive: .npz, a zip file -------------------------------------------------------------

struct ZipError {
    zip_error_t error {};
    ZipError() { zip_error_init(&error); }
    ~ZipError() { zip_error_fini(&error); }
    ZipError(const ZipError &) = delete;
    ZipError &operator=(const ZipError &) = delete;
    std::string text() { return zip_error_strerror(&error); }
};

using Archive = std::unique_ptr<zip_t, decltype(&zip_discard)>;

std::vector<std::uint8_t> readMember(
    const std::string &file, zip_t *archive, zip_uint64_t index, std::string &name)
{
    zip_stat_t facts;
    zip_stat_init(&facts);
    if (zip_stat_index(archive, index, 0, &facts) != 0 || !(facts.valid & ZIP_STAT_SIZE)
        || !(facts.valid & ZIP_STAT_NAME))
        throw Error(file + ": its list of contents is damaged");
    name = facts.name;
    if (facts.size > kMaxFile)
        throw Error(file + ": '" + name + "' unpacks to more than is allowed here");
    const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> member(
        zip_fopen_index(archive, index, 0), &zip_fclose);
    // Grown as the data comes, so that a false size takes no memory.
    std::vector<std::uint8_t> bytes;
    constexpr std::size_t kStep = 1U << 20U;
    for (zip_int64_t got = member ? 1 : -1; got != 0;) {
        const std::size_t done = bytes.size();
        if (got < 0 || done > facts.size)
            throw Error(file + ": '" + name + "' is damaged");
        bytes.resize(done + std::min<std::size_t>(kStep, facts.size - done + 1));
        got = zip_fread(member.get(), bytes.data() + done, bytes.size() - done);
        bytes.resize(done + static_cast<std::size_t>(std::max<zip_int64_t>(got, 0)));
    }
    if (bytes.size() != facts.size)
        throw Error(file + ": '" + name + "' is damaged or cut off");
    return bytes;
}

} // namespace

std::vector<NamedTensor> readNpz(const std::filesystem::path &path)
{
    const std::vector<std::uint8_t> bytes = readFile(path, kMaxFile);
    ZipError fault;
    zip_source_t *source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &fault.error);
    const Archive archive(
        source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &fault.error) : nullptr,
        &zip_discard);
    if (!archive) {
        zip_source_free(source);
        throw Error(path.string() + ": this is no .npz archive: " + fault.text());
    }
    std::vector<NamedTensor> arrays;
    const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
    for (zip_int64_t i = 0; i < count; ++i) {
        std::string name;
        const auto member
            = readMember(path.string(), archive.get(), static_cast<zip_uint64_t>(i), name);
        if (name.ends_with(".npy"))
            name.resize(name.size() - 4);
        if (std::ranges::count(arrays, name, &NamedTensor::name) != 0)
            throw Error(path.string() + ": it has the array '" + name + "' twice");
        arrays.push_back({ name, parseNpy(path.string() + ": array '" + name + "'", member) });
    }
    return arrays;
}

void writeNpz(const std::filesystem::path &path, const std::vector<NamedTensor> &arrays)
{
    std::vector<std::vector<std::uint8_t>> members; // libzip reads them on closing
    for (const NamedTensor &array : arrays)
        members.push_back(npyBytes(array.value));
    ZipError fault;
    zip_source_t *target = zip_source_buffer_create(nullptr, 0, 0, &fault.error);
    zip_t *archive = target ? zip_open_from_source(target, ZIP_TRUNCATE, &fault.error) : nullptr;
    if (!archive)
        throw Error(path.string() + ": cannot make the archive: " + fault.text());
    zip_source_keep(target);
    for (std::size_t i = 0; i < arrays.size(); ++i) {
        zip_source_t *source = zip_source_buffer(archive, members[i].data(), members[i].size(), 0);
        const zip_int64_t index
            = zip_file_add(archive, (arrays[i].name + ".npy").c_str(), source, ZIP_FL_ENC_UTF_8);
        zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
        zip_file_set_dostime(archive, static_cast<zip_uint64_t>(index), 0, (1U << 5U) | 1U,
            0); // 1980-01-01: same arrays, same bytes
    }
    if (zip_close(archive) != 0) {
        const std::string reason = zip_strerror(archive);
        zip_discard(archive);
        zip_source_free(target);
        throw Error(path.string() + ": cannot make the archive: " + reason);
    }
    zip_stat_t facts;
    zip_stat_init(&facts);
    zip_source_stat(target, &facts);
    std::vector<std::uint8_t> bytes(facts.size);
    zip_source_open(target);
    zip_source_read(target, bytes.data(), bytes.size());
    zip_source_close(target);
    zip_source_free(target);
    AtomicFile file(path);
    file.write(bytes);
    file.commit();
}

} // namespace convscope
