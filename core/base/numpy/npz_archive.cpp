// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/numpy/npz_archive.h"
#include "core/base/error.h"
#include "core/base/utf8_name.h"
#include <algorithm>
#include <zip.h>

namespace convscope {

namespace {

namespace fs = std::filesystem;

constexpr zip_int64_t kMaxMembers = 4096;
constexpr std::size_t kMaxMember = std::size_t { 16 } << 30U;
constexpr std::size_t kFront = 12 + kMaxNpyHeader; // enough for every header that is allowed

// Deflate packs at best 258 bytes into two bits (RFC 1951, 3.2.5), with some room for the tables.
constexpr std::uint64_t kBestRatio = 1032, kRatioRoom = 4096;

/// Closes the stream when a constructor throws.
struct CloseMember {
    void operator()(zip_file_t *member) const { zip_fclose(member); }
};

void checkIsFile(const fs::path &path)
{
    std::error_code code;
    const fs::file_status status = fs::status(path, code);
    if (!fs::exists(status))
        throw Error(path.string() + ": " + (code ? code.message() : "No such file or directory"));
    if (!fs::is_regular_file(status))
        throw Error(path.string()
            + (fs::is_directory(status) ? ": it is a folder" : ": it is not an ordinary file"));
}

} // namespace

NpzArchive::NpzArchive(const fs::path &path)
    : m_file(path.string())
{
    checkIsFile(path); // a pipe must not hang
    int code = 0;
    std::unique_ptr<zip_t, decltype(&zip_discard)> archive(
        zip_open(m_file.c_str(), ZIP_RDONLY | ZIP_CHECKCONS, &code), &zip_discard);
    if (!archive) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        const std::string reason = zip_error_strerror(&error);
        zip_error_fini(&error);
        if (code == ZIP_ER_EXISTS)
            throw Error(m_file + ": two of its arrays have the same name");
        throw Error(m_file + ": this is no .npz archive: " + reason);
    }
    const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
    if (count > kMaxMembers)
        throw Error(m_file + ": it holds " + std::to_string(count) + " files, which is too much");
    for (zip_int64_t i = 0; i < count; ++i) {
        const char *text = zip_get_name(archive.get(), static_cast<zip_uint64_t>(i), 0);
        if (!text)
            throw Error(m_file + ": its list of contents is damaged");
        std::string name = text;
        if (name.ends_with(".npy"))
            name.resize(name.size() - 4);
        if (std::ranges::count(m_names, utf8Name(name)) != 0)
            throw Error(m_file + ": it has the array '" + name + "' twice");
        m_names.push_back(utf8Name(name));
    }
    m_zip = archive.release();
}

NpzArchive::~NpzArchive()
{
    zip_discard(m_zip);
}

NpyStream::NpyStream(const NpzArchive &archive, std::size_t index)
    : m_name(archive.m_file + ": array '" + archive.m_names[index] + "'")
{
    zip_stat_t facts;
    zip_stat_init(&facts);
    constexpr zip_uint64_t kRequested
        = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
    if (zip_stat_index(archive.m_zip, index, 0, &facts) != 0
        || (facts.valid & kRequested) != kRequested)
        fail("the archive's list of contents is damaged");
    if (facts.encryption_method != ZIP_EM_NONE)
        fail("it is encrypted; save it without a password");
    if (facts.comp_method != ZIP_CM_STORE && facts.comp_method != ZIP_CM_DEFLATE)
        fail("it is packed in a way that NumPy does not write (method "
            + std::to_string(facts.comp_method) + ")");
    if (facts.size > kMaxMember || facts.size > facts.comp_size * kBestRatio + kRatioRoom)
        fail("it claims to unpack to " + std::to_string(facts.size)
            + " bytes, more than is possible or allowed here");
    std::unique_ptr<zip_file_t, CloseMember> member(zip_fopen_index(archive.m_zip, index, 0));
    m_member = member.get();
    if (!m_member)
        fail(std::string("it cannot be unpacked: ") + zip_strerror(archive.m_zip));
    m_front.resize(std::min<std::size_t>(kFront, facts.size));
    if (fetch(m_front) != m_front.size())
        fail("it is cut off");
    BoundedReader reader(m_name, m_front);
    m_header = readNpyHeader(reader);
    m_frontUsed = reader.position();
    m_left = m_header.dataBytes();
    if (m_left != facts.size - m_frontUsed)
        fail("its shape needs " + std::to_string(m_left) + " bytes of data, but there are "
            + std::to_string(facts.size - m_frontUsed));
    member.release();
}

NpyStream::~NpyStream()
{
    zip_fclose(m_member);
}

/// Less than asked for only at the end.
std::size_t NpyStream::fetch(std::span<std::uint8_t> room)
{
    std::size_t done = 0;
    while (done < room.size()) {
        const zip_int64_t got = zip_fread(m_member, room.data() + done, room.size() - done);
        if (got < 0)
            fail("it is damaged");
        if (got == 0)
            break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

void NpyStream::read(std::span<std::uint8_t> room)
{
    const std::size_t first = std::min(room.size(), m_front.size() - m_frontUsed);
    std::copy_n(m_front.begin() + static_cast<std::ptrdiff_t>(m_frontUsed), first, room.begin());
    m_frontUsed += first;
    if (fetch(room.subspan(first)) != room.size() - first)
        fail("it is damaged or cut off");
    m_left -= room.size();
    std::uint8_t more = 0;
    if (m_left == 0 && fetch(std::span(&more, 1)) != 0) // reading up to the end checks the sum
        fail("it is damaged: it goes on after its end");
}

void NpyStream::fail(const std::string &reason) const
{
    throw Error(m_name + ": " + reason);
}

} // namespace convscope
