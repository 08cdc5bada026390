// SPDX-License-Identifier: GPL-3.0-or-later
// Bounded reading: every length is checked before memory is taken or a byte is believed.
#pragma once
#include "core/base/progress.h"
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace convscope {

/// Steps through bytes it does not own. Asking for more than is left throws Error("<name>: …"),
/// naming the place and what was asked for there.
class BoundedReader {
public:
    BoundedReader(std::string name, std::span<const std::uint8_t> bytes);

    std::size_t left() const { return m_bytes.size() - m_position; }
    std::size_t position() const { return m_position; }
    std::span<const std::uint8_t> take(std::size_t count, std::string_view what);
    std::uint8_t u8(std::string_view what);
    std::uint16_t u16Little(std::string_view what);
    std::uint32_t u32Little(std::string_view what);
    std::uint64_t u64Little(std::string_view what);
    std::uint32_t u32Big(std::string_view what);
    [[noreturn]] void fail(const std::string &reason) const; ///< Error "<name>: <reason>"

private:
    std::string m_name;
    std::span<const std::uint8_t> m_bytes;
    std::size_t m_position = 0;
};

/// A whole file. @throws Error "<path>: …" when it cannot be read or is larger than `limit` bytes.
std::vector<std::uint8_t> readFile(const std::filesystem::path &path, std::size_t limit);

/// At most `count` bytes from `offset` on; fewer where the file ends before. @throws Error.
std::vector<std::uint8_t> readFilePart(
    const std::filesystem::path &path, std::size_t offset, std::size_t count);

/// Unpacks gzip bytes. @throws Error when they are damaged or unpack to more than `limit` bytes;
/// Cancelled.
std::vector<std::uint8_t> gunzip(const std::string &name, std::span<const std::uint8_t> bytes,
    std::size_t limit, const Progress &progress = noProgress);

/// The first `count` bytes, fewer where they unpack to less. @throws Error when they are damaged.
std::vector<std::uint8_t> gunzipStart(
    const std::string &name, std::span<const std::uint8_t> bytes, std::size_t count);

} // namespace convscope
