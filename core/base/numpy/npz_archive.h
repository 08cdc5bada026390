// SPDX-License-Identifier: GPL-3.0-or-later
// NumPy's .npz archives: a zip file with one .npy array a member. Streams; what an archive says
// about sizes is checked before memory is taken and against what really comes.
#pragma once
#include "core/base/numpy/npy.h"
#include <memory>
#include <optional>

struct zip;
struct zip_file;

namespace convscope {

class NpzArchive {
public:
    /// Opens it and lists it. @throws Error "<path>: …".
    explicit NpzArchive(const std::filesystem::path &path);
    ~NpzArchive();
    NpzArchive(const NpzArchive &) = delete;
    NpzArchive &operator=(const NpzArchive &) = delete;

    /// The arrays' names without ".npy", in the archive's order; each once.
    const std::vector<std::string> &names() const { return m_names; }

private:
    friend class NpyStream;
    std::string m_file;
    zip *m_zip = nullptr;
    std::vector<std::string> m_names;
};

/// One array of an archive, which it must not outlive, from its first value to its last.
class NpyStream {
public:
    /// `index` into names(). @throws Error naming the file, the array and the error.
    NpyStream(const NpzArchive &archive, std::size_t index);
    ~NpyStream();
    NpyStream(const NpyStream &) = delete;
    NpyStream &operator=(const NpyStream &) = delete;

    const NpyHeader &header() const { return m_header; }
    std::size_t left() const { return m_left; } ///< bytes of values that are still to come
    /// Fills `room` with the next bytes, no more than left(). With the last ones the checksum is
    /// compared. @throws Error when the data is damaged or cut off.
    void read(std::span<std::uint8_t> room);
    [[noreturn]] void fail(
        const std::string &reason) const; ///< Error "<file>: array '…': <reason>"

private:
    std::size_t fetch(std::span<std::uint8_t> room);

    std::string m_name; ///< for messages
    zip_file *m_member = nullptr;
    std::vector<std::uint8_t> m_front; ///< the bytes that were read together with the header
    std::size_t m_frontUsed = 0, m_left = 0;
    NpyHeader m_header;
};

} // namespace convscope
