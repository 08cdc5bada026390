// SPDX-License-Identifier: GPL-3.0-or-later
// NumPy archives for tests, made byte by byte, so that they can be wrong in any way.
#pragma once
#include "tests/support/image_files.h"

namespace convscope::test {

/// A .npy file: `type` as in "|u1", `shape` as in "(2, 3)".
Bytes npyFile(const std::string &type, const std::string &shape, const Bytes &data);

struct NpzMember {
    std::string name; ///< with ".npy"
    Bytes bytes;
    std::optional<std::uint32_t> claimedSize = std::nullopt; ///< instead of the real one
};

/// A zip file; packed by deflate or not.
Bytes npzFile(const std::vector<NpzMember> &members, bool packed = false);

/// Values in the processor's byte order.
template<typename T>
Bytes valuesOf(const std::vector<T> &values)
{
    const auto *const begin = reinterpret_cast<const std::uint8_t *>(values.data());
    return { begin, begin + values.size() * sizeof(T) };
}

} // namespace convscope::test
