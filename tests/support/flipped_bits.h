// SPDX-License-Identifier: GPL-3.0-or-later
// A file with one bit flipped, as failing disks and cables leave it.
#pragma once
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace convscope::test {

inline std::string bytesOfFile(const std::filesystem::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    return { std::istreambuf_iterator<char>(stream), {} };
}

inline void replaceBytes(const std::filesystem::path &file, const std::string &bytes)
{
    std::ofstream(file, std::ios::binary).write(bytes.data(), std::streamsize(bytes.size()));
}

/// Calls `look` for many of the flips that `file` can suffer, about `count` of them, spread over
/// its bytes and over the bits of a byte; then the file is as it was.
template<typename Look>
void withFlippedBits(const std::filesystem::path &file, std::size_t count, const Look &look)
{
    const std::string whole = bytesOfFile(file);
    const std::size_t step = std::max<std::size_t>(1, whole.size() / count);
    for (std::size_t at = 0; at < whole.size(); at += step) {
        std::string damaged = whole;
        damaged[at] = char(damaged[at] ^ (1 << (at / step % 8)));
        replaceBytes(file, damaged);
        look(file.filename().string() + " byte " + std::to_string(at));
    }
    replaceBytes(file, whole);
}

} // namespace convscope::test
