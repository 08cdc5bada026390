// SPDX-License-Identifier: GPL-3.0-or-later
// The words of a PNM file: numbers with white space and comments between them.
#pragma once
#include "core/data/decode/image_bytes.h"
#include <cctype>

namespace convscope {

class PnmWords {
public:
    /// From behind the signature.
    explicit PnmWords(const ImageBytes &bytes)
        : m_bytes(bytes)
    {
    }
    /// @throws Error "damaged: …", also TruncatedImage, as below.
    std::uint32_t number()
    {
        skipBetween();
        std::uint32_t value = 0;
        const std::size_t start = m_at;
        for (; m_at < m_bytes.size() && isDigit(); ++m_at) {
            value = value * 10 + (m_bytes.u8(m_at) - std::uint32_t { '0' });
            if (value > 1'000'000'000)
                throw Error("damaged: an impossible number in the PNM");
        }
        if (m_at == start)
            throw Error("damaged: the PNM lacks a number");
        return value;
    }
    std::uint32_t digit()
    {
        skipBetween();
        if (!isDigit())
            throw Error("damaged: the PNM lacks a number");
        return m_bytes.u8(m_at++) - std::uint32_t { '0' };
    }
    std::size_t position() const { return m_at; }

private:
    bool isDigit() const { return std::isdigit(m_bytes.u8(m_at)) != 0; }
    void skipBetween()
    {
        for (;; ++m_at) {
            if (m_bytes.u8(m_at) == '#')
                while (m_bytes.u8(m_at) != '\n')
                    ++m_at;
            else if (std::isspace(m_bytes.u8(m_at)) == 0)
                return;
        }
    }

    ImageBytes m_bytes;
    std::size_t m_at = 2;
};

} // namespace convscope
