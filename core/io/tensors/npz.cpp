// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/tensors/npz.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/base/numpy/npz_archive.h"
#include "core/io/tensors/permuted.h"
#include <algorithm>
#include <array>
#include <bit>
#include <zip.h>

namespace convscope {

namespace {

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
    std::vector<std::uint8_t> bytes(kNpyMagic.begin(), kNpyMagic.end());
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

struct ZipError {
    zip_error_t error {};
    ZipError() { zip_error_init(&error); }
    ~ZipError() { zip_error_fini(&error); }
    ZipError(const ZipError &) = delete;
    ZipError &operator=(const ZipError &) = delete;
    std::string text() { return zip_error_strerror(&error); }
};

/// A piece at a time: of bytes, the tensor takes four times as much as the file.
Tensor readTensor(NpyStream &stream)
{
    constexpr std::size_t kStep = std::size_t(1) << 20U; // whole values: they have up to 8 bytes
    const NpyHeader &header = stream.header();
    Tensor tensor(header.dims);
    std::vector<std::uint8_t> bytes;
    auto value = tensor.values().begin();
    do {
        bytes.resize(std::min(stream.left(), kStep));
        stream.read(bytes);
        for (std::size_t at = 0; at < bytes.size(); at += header.type->bytes)
            *value++ = static_cast<Scalar>(header.value(bytes.data() + at));
    } while (stream.left() > 0);
    return header.fortranOrder && header.dims.size() > 1 ? fromFortranOrder(tensor) : tensor;
}

/// Weights hardly pack at all. What would grow many times over, and is more than the model that
/// asks for it has, is no weights.
class TensorRoom {
public:
    TensorRoom(const std::filesystem::path &path, std::size_t requested)
        : m_most(std::min(std::max(kAlways + kGrowth * std::filesystem::file_size(path),
                              requested * sizeof(Scalar)),
            kMaxWhole))
    {
    }

    void add(const NpyStream &stream)
    {
        const std::size_t values = stream.left() / stream.header().type->bytes;
        m_bytes += std::min(values, m_most / sizeof(Scalar) + 1) * sizeof(Scalar); // no overflow
        if (m_bytes > m_most)
            stream.fail("with it the archive would take more than " + std::to_string(m_most)
                + " bytes of memory, which is more than is allowed for its size");
    }

private:
    static constexpr std::size_t kGrowth = 8;
    static constexpr std::size_t kAlways = std::size_t(1) << 20U;
    static constexpr std::size_t kMaxWhole = std::size_t(4) << 30U;

    std::size_t m_most, m_bytes = 0;
};

} // namespace

std::vector<NamedTensor> readNpz(const std::filesystem::path &path, std::size_t requested)
{
    const NpzArchive archive(path);
    TensorRoom room(path, requested);
    for (std::size_t i = 0; i < archive.names().size(); ++i)
        room.add(NpyStream(archive, i)); // all of them, before any is unpacked
    std::vector<NamedTensor> arrays;
    for (std::size_t i = 0; i < archive.names().size(); ++i) {
        NpyStream stream(archive, i);
        arrays.push_back({ archive.names()[i], readTensor(stream) });
    }
    return arrays;
}

void writeNpz(const std::filesystem::path &path, const std::vector<NamedTensor> &arrays)
{
    std::vector<std::vector<std::uint8_t>> members; // libzip reads them on closing
    members.reserve(arrays.size());
    for (const NamedTensor &array : arrays)
        members.push_back(npyBytes(array.value));
    ZipError error;
    zip_source_t *target = zip_source_buffer_create(nullptr, 0, 0, &error.error);
    zip_t *archive = target ? zip_open_from_source(target, ZIP_TRUNCATE, &error.error) : nullptr;
    if (!archive)
        throw Error(path.string() + ": cannot make the archive: " + error.text());
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
