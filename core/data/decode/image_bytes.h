// SPDX-License-Identifier: GPL-3.0-or-later
// ImageBytes: numbers at places in an image file. A place beyond the end means that the file was
// cut off. Looks at bytes it does not own.
#pragma once
#include "core/base/error.h"
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace convscope {

/// A place beyond the end was asked for.
class TruncatedImage : public Error {
public:
    /// `requested`: bytes of the whole file, where that is known.
    explicit TruncatedImage(std::optional<std::uint64_t> requested = {})
        : Error("truncated: the end of the image is missing")
        , m_requested(requested)
    {
    }
    std::optional<std::uint64_t> requested() const { return m_requested; }

private:
    std::optional<std::uint64_t> m_requested;
};

class ImageBytes {
public:
    explicit ImageBytes(std::span<const std::uint8_t> bytes, bool bigEndian = true)
        : m_bytes(bytes)
        , m_bigEndian(bigEndian)
    {
    }

    std::size_t size() const { return m_bytes.size(); }
    /// @throws TruncatedImage, as all below.
    std::span<const std::uint8_t> part(std::size_t at, std::size_t count) const
    {
        if (at > m_bytes.size() || count > m_bytes.size() - at)
            throw TruncatedImage();
        return m_bytes.subspan(at, count);
    }
    std::uint8_t u8(std::size_t at) const { return part(at, 1)[0]; }
    std::uint32_t u16(std::size_t at) const { return number(at, 2); }
    std::uint32_t u24(std::size_t at) const { return number(at, 3); }
    std::uint32_t u32(std::size_t at) const { return number(at, 4); }
    bool startsWith(std::size_t at, std::string_view text) const
    {
        if (at > m_bytes.size() || text.size() > m_bytes.size() - at)
            return false;
        for (std::size_t i = 0; i < text.size(); ++i)
            if (m_bytes[at + i] != static_cast<std::uint8_t>(text[i]))
                return false;
        return true;
    }

private:
    std::uint32_t number(std::size_t at, std::size_t count) const
    {
        const auto bytes = part(at, count);
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < count; ++i)
            value = value << 8U | bytes[m_bigEndian ? i : count - 1 - i];
        return value;
    }

    std::span<const std::uint8_t> m_bytes;
    bool m_bigEndian;
};

} // namespace convscope
