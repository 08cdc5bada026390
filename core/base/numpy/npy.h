// SPDX-License-Identifier: GPL-3.0-or-later
// NumPy's .npy format: what its header says, and its numbers. Reads plain numbers only; pickled
// objects are refused, since unpickling could run anything.
#pragma once
#include "core/base/files/byte_reader.h"
#include <vector>

namespace convscope {

inline constexpr std::string_view kNpyMagic = "\x93NUMPY";
inline constexpr std::size_t kMaxNpyHeader = 10'000; // NumPy's own limit for files not trusted

/// A type of number, in the processor's byte order.
struct NpyType {
    std::string_view name; ///< NumPy's, without the byte order: "f4"
    std::size_t bytes;
    bool whole; ///< whole numbers only
    double (*value)(const std::uint8_t *bytes);
};

/// By its name, such as "f4"; null for what is not read.
const NpyType *npyType(std::string_view name);

struct NpyHeader {
    const NpyType *type = nullptr;
    bool bigEndian = false;
    bool fortranOrder = false; ///< the first index moves fastest, not the last
    std::vector<std::size_t> dims;

    std::size_t dataBytes() const; ///< bytes of all the values
    double value(const std::uint8_t *at) const; ///< the one that lies there
};

/// From the magic bytes to the first value. @throws Error naming the error; the size of the data
/// is known not to overflow.
NpyHeader readNpyHeader(BoundedReader &reader);

} // namespace convscope
