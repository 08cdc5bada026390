// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/hostile_weights.h"
#include <stdexcept>

namespace convscope::test {

namespace {

using namespace std::string_literals;

std::string text(const Bytes &bytes)
{
    return { bytes.begin(), bytes.end() };
}

/// An archive of one array "a", from the bytes of its .npy.
std::string archiveOf(const std::string &npy, bool packed = false)
{
    return text(npzFile({ { .name = "a.npy", .bytes = Bytes(npy.begin(), npy.end()) } }, packed));
}

/// Magic, version, a header's length in two or four bytes, the header, the data.
std::string npy(const std::string &version, const std::string &length, const std::string &rest)
{
    return "\x93NUMPY" + version + length + rest;
}

/// Of version 1 with this header and eight bytes of data.
std::string withHeader(const std::string &header)
{
    const std::string length { static_cast<char>(header.size() & 0xffU),
        static_cast<char>(header.size() >> 8U) };
    return archiveOf(npy("\1\0"s, length, header + std::string(8, '\0')));
}

std::string withType(const std::string &descr)
{
    return withHeader("{'descr': " + descr + ", 'fortran_order': False, 'shape': (2,), }\n");
}

std::string withShape(const std::string &shape)
{
    return withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }\n");
}

std::string goodNpy()
{
    return text(npyFile("<f4", "(2,)", Bytes(8, 1)));
}

/// `bytes` with `value` in them, `offset` behind where `signature` stands.
std::string patched(
    std::string bytes, const std::string &signature, std::size_t offset, const std::string &value)
{
    const std::size_t at = bytes.find(signature);
    if (at == std::string::npos)
        throw std::logic_error("no such place");
    return bytes.replace(at + offset, value.size(), value);
}

/// APPNOTE.TXT 4.3.7 and 4.3.12: the local header and the directory have the same fields from the
/// version that is needed on, which begin at bytes 4 and 6.
std::string patchedField(const std::string &bytes, std::size_t field, const std::string &value)
{
    return patched(patched(bytes, "PK\1\2", 6 + field, value), "PK\3\4", 4 + field, value);
}
constexpr std::size_t kFlags = 2, kMethod = 4, kChecksum = 10, kSizes = 14;

/// Arrays of zeros, which pack a thousandfold.
std::string bomb(int arrays)
{
    constexpr std::size_t kEach = std::size_t(8) << 20U;
    const Bytes zeros = npyFile("|u1", "(" + std::to_string(kEach) + ",)", Bytes(kEach));
    std::vector<NpzMember> members;
    for (int i = 0; i < arrays; ++i)
        members.push_back({ .name = std::to_string(i) + ".npy", .bytes = zeros });
    return text(npzFile(members, true));
}

std::string manyMembers(int count, const std::string &name)
{
    std::vector<NpzMember> members;
    const std::string npy = goodNpy();
    for (int i = 0; i < count; ++i)
        members.push_back({ .name = name.empty() ? std::to_string(i) : name,
            .bytes = Bytes(npy.begin(), npy.end()) });
    return text(npzFile(members));
}

std::vector<HostileFile> wrongArchives()
{
    const std::string good = archiveOf(goodNpy()), packed = archiveOf(goodNpy(), true);
    const Bytes npyBytes = npyFile("<f4", "(2,)", Bytes(8, 1));
    return {
        { "empty", "", "no .npz archive" },
        { "no_archive", "PK no archive", "no .npz archive" },
        { "cut_off", good.substr(0, good.size() / 2), "no .npz archive" },
        { "directory_cut_off", good.substr(0, good.size() - 10), "no .npz archive" },
        { "bytes_before_the_directorys_place", "x" + good, "no .npz archive" },
        { "two_arrays_of_one_name", manyMembers(2, "a.npy"), "the same name" },
        { "a_and_a_npy",
            text(npzFile(
                { { .name = "a", .bytes = npyBytes }, { .name = "a.npy", .bytes = npyBytes } })),
            "'a' twice" },
        { "five_thousand_files", manyMembers(5000, {}), "5000 files" },
        { "encrypted", patchedField(good, kFlags, "\1\0"s), "encrypted" },
        { "packed_by_bzip2", patchedField(good, kMethod, "\x0c\0"s), "method 12" },
        { "packed_in_an_unknown_way", patchedField(good, kMethod, "\x5d\0"s), "method 93" },
        { "wrong_checksum", patchedField(good, kChecksum, "\1\2\3\4"s), "damaged" },
        { "wrong_checksum_packed", patchedField(packed, kChecksum, "\1\2\3\4"s), "damaged" },
        { "deflate_damaged", patched(packed, "a.npy", 5, "\xff\xff\xff\xff"s), "damaged" },
        { "sizes_in_fields_of_64_bits_that_are_not_there",
            patchedField(good, kSizes, "\xff\xff\xff\xff\xff\xff\xff\xff"s), "no .npz archive" },
        { "claims_four_gigabytes",
            text(npzFile(
                { { .name = "a.npy", .bytes = npyBytes, .claimedSize = 0xfffffff0U } }, true)),
            "claims to unpack to 4294967280 bytes" },
        { "claims_a_byte_too_many",
            text(npzFile({ { .name = "a.npy",
                             .bytes = npyBytes,
                             .claimedSize = static_cast<std::uint32_t>(npyBytes.size() + 1) } },
                true)),
            "it is cut off" },
        { "unpacks_a_thousandfold", bomb(10), "would take more than" },
        { "bytes_that_become_floats", bomb(1), "would take more than" },
    };
}

std::vector<HostileFile> wrongArrays()
{
    const std::string good = goodNpy();
    return {
        { "no_array", archiveOf("text"), "the magic bytes" },
        { "a_pickle", archiveOf("\x80\x02}q\0."s), "does not begin as" },
        { "another_magic", archiveOf("\x93NUMPX\1\0"s + good.substr(8)), "does not begin as" },
        { "version_0", archiveOf("\x93NUMPY\0\0"s + good.substr(8)), "version 0.0" },
        { "version_1_1", archiveOf("\x93NUMPY\1\1"s + good.substr(8)), "version 1.1" },
        { "version_4", archiveOf("\x93NUMPY\4\0"s + good.substr(8)), "version 4.0" },
        { "header_of_gigabytes", archiveOf(npy("\2\0"s, "\xff\xff\xff\xff", "{}")),
            "claims 4294967295 bytes" },
        { "header_over_ten_thousand_bytes",
            archiveOf(npy("\1\0"s, "\x11\x27", std::string(10001, ' '))), "claims 10001 bytes" },
        { "header_past_the_end", archiveOf(npy("\1\0"s, "\x99\0"s, "{}")),
            "in the middle of the header" },
        { "header_no_dictionary", withHeader("__import__('os').system('x')"), "no dictionary" },
        { "header_unclosed", withHeader("{'descr': '<f4', 'shape': (2,), 'fortran_order': False"),
            "no dictionary" },
        { "header_calls_something",
            withHeader("{'descr': str('<f4'), 'fortran_order': False, 'shape': (2,)}"),
            "no dictionary" },
        { "header_lacks_the_shape", withHeader("{'descr': '<f4', 'fortran_order': False}"),
            "lacks 'shape'" },
        { "header_lacks_the_type", withHeader("{'fortran_order': False, 'shape': (2,)}"),
            "lacks 'descr'" },
        { "header_lacks_the_order", withHeader("{'descr': '<f4', 'shape': (2,)}"),
            "lacks 'fortran_order'" },
        { "header_has_a_key_too_many",
            withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}"),
            "unknown key 'x'" },
        { "header_has_a_key_twice",
            withHeader("{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (2,)}"),
            "'descr' twice" },
        { "header_goes_on",
            withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}, 1"),
            "goes on after its end" },
        { "order_a_word", withHeader("{'descr': '<f4', 'fortran_order': Maybe, 'shape': (2,)}"),
            "neither True nor False" },
        { "pickled_objects", withType("'|O'"), "pickled objects never" },
        { "fields", withType("[('x', '<f4')]"), "several fields" },
        { "texts", withType("'<U1'"), "of type '<U1'" },
        { "complex_numbers", withType("'<c8'"), "of type '<c8'" },
        { "dates", withType("'<M8[s]'"), "of type '<M8[s]'" },
        { "long_doubles", withType("'<f16'"), "of type '<f16'" },
        { "shape_a_number", withShape("2"), "not a tuple" },
        { "shape_a_number_in_brackets", withShape("(2)"), "not a tuple" },
        { "shape_a_list", withShape("[2]"), "not a tuple" },
        { "shape_negative", withShape("(-2,)"), "whole numbers" },
        { "shape_a_fraction", withShape("(2.0,)"), "whole numbers" },
        { "shape_without_commas", withShape("(1 2)"), "whole numbers" },
        { "shape_overflows", withShape("(1099511627776, 1099511627776)"), "too large" },
        { "shape_beyond_64_bits", withShape("(99999999999999999999,)"), "whole numbers" },
        { "data_missing", withShape("(3,)"), "needs 12 bytes of data, but there are 8" },
        { "terabytes_missing", withShape("(1099511627776,)"), "needs 4398046511104 bytes" },
        { "data_left_over", withShape("(1,)"), "needs 4 bytes of data, but there are 8" },
    };
}

} // namespace

std::vector<HostileFile> hostileNpz()
{
    std::vector<HostileFile> files = wrongArchives();
    for (HostileFile &file : wrongArrays())
        files.push_back(std::move(file));
    std::string sides = "(";
    for (int i = 0; i < 33; ++i)
        sides += "1, ";
    files.push_back({ "shape_of_33_sides", withShape(sides + ")"), "more than 32 sides" });
    return files;
}

} // namespace convscope::test
