// SPDX-License-Identifier: GPL-3.0-or-later
// PixelBuffer: the prepared images of a split, one after the other, in memory or, where they are
// too many, in a file without a name that is mapped. Reads like a vector of bytes.
#pragma once
#include "core/base/files/descriptor.h"
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace convscope {

/// Copies and slices share the bytes; so they are written before there are copies.
class PixelBuffer {
public:
    PixelBuffer() = default;
    /// In memory. Not explicit: a vector is as good where one is at hand.
    PixelBuffer(std::vector<std::uint8_t> bytes);
    /// Room for `size` bytes in a file in `folder`, all of it reserved at once; the file is gone
    /// with the last copy, however the program ends. @throws Error when the disk has not as much.
    static PixelBuffer onDisk(const std::filesystem::path &folder, std::size_t size);

    /// The bytes from `at` on of an open file in `folder` that nobody changes any more; they are
    /// not to be written. @throws Error.
    static PixelBuffer ofFile(
        Descriptor file, const std::filesystem::path &folder, std::size_t at, std::size_t size);

    std::size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }
    const std::uint8_t *data() const; ///< @throws Error when some could not be read any more
    const std::uint8_t *begin() const { return data(); }
    const std::uint8_t *end() const { return data() + m_size; }
    bool isOnDisk() const;

    /// From any thread, each to its own place. On the disk nothing stays in memory.
    void write(std::size_t at, std::span<const std::uint8_t> bytes);
    /// Where write() would put `size` bytes, to fill it in place; empty on the disk.
    std::span<std::uint8_t> room(std::size_t at, std::size_t size);
    /// Bytes from further behind to `to`.
    void moveDown(std::size_t to, std::size_t from, std::size_t count);
    /// A part, which shares the bytes.
    PixelBuffer slice(std::size_t at, std::size_t size) const;
    /// Copies both, unless this one is empty or `more` is the next slice of the same bytes.
    void append(const PixelBuffer &more);

    /// Calls use(piece) for all bytes in order, in pieces of whole multiples of `unit` bytes, and
    /// keeps only one of them in memory at a time.
    template<typename Use>
    void inPieces(std::size_t unit, const Use &use) const
    {
        const std::size_t most = std::max<std::size_t>(kPiece / unit, 1) * unit;
        for (std::size_t at = 0; at < m_size; at += most) {
            use(std::span(data() + at, std::min(most, m_size - at)));
            forget();
        }
    }

    /// Lets the system take mapped pages back, of all slices; the file has them.
    void forget() const;

    friend bool operator==(const PixelBuffer &a, const PixelBuffer &b);

private:
    static constexpr std::size_t kPiece = std::size_t { 16 } << 20U;
    struct Storage;

    std::shared_ptr<Storage> m_storage;
    std::size_t m_at = 0; // where these begin in the storage's bytes
    std::size_t m_size = 0;
};

} // namespace convscope
