// SPDX-License-Identifier: GPL-3.0-or-later
// Pickles for tests, opcode by opcode (protocol 2, as pickletools describes it).
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace convscope::test {

inline std::string fourBytes(std::size_t number)
{
    std::string bytes;
    for (unsigned i = 0; i < 4; ++i)
        bytes += static_cast<char>(number >> (8 * i));
    return bytes;
}

/// A unicode text.
inline std::string pickledName(const std::string &name)
{
    return "X" + fourBytes(name.size()) + name;
}

/// A NumPy array of `type` with these bytes.
inline std::string pickledArrayOf(const std::string &type, const std::vector<std::size_t> &dims,
    bool fortranOrder, const std::string &bytes)
{
    using namespace std::string_literals;
    std::string shape = "(";
    for (const std::size_t side : dims)
        shape += "J" + fourBytes(side);
    return "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85U\1b\x87R(K\1"s + shape
        + "tcnumpy\ndtype\nU" + static_cast<char>(type.size()) + type
        + "K\0K\1\x87R(K\3U\1<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb"s
        + (fortranOrder ? "\x88" : "\x89") + "T" + fourBytes(bytes.size()) + bytes + "tb";
}

/// A name and an array of floats that counts up from 0 as its values lie in the file.
inline std::string pickledArray(
    const std::string &name, const std::vector<std::size_t> &dims, bool fortranOrder)
{
    std::size_t count = 1;
    for (const std::size_t side : dims)
        count *= side;
    std::string bytes(count * sizeof(float), '\0');
    for (std::size_t i = 0; i < count; ++i) {
        const auto value = static_cast<float>(i);
        std::memcpy(bytes.data() + i * sizeof value, &value, sizeof value);
    }
    return pickledName(name) + pickledArrayOf("f4", dims, fortranOrder, bytes);
}

inline std::string pickledNumber(const std::string &name, std::uint8_t number)
{
    return pickledName(name) + "K" + static_cast<char>(number);
}

/// A whole file: a dict of names, each followed by its value.
inline std::string pickledDict(const std::vector<std::string> &items)
{
    std::string file = "\x80\x02}(";
    for (const std::string &item : items)
        file += item;
    return file + "u.";
}

} // namespace convscope::test
