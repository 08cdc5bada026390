// SPDX-License-Identifier: GPL-3.0-or-later
// Descriptor: closes what open() gave, and writes to it whole.
#pragma once
#include <cstdint>
#include <span>
#include <unistd.h>
#include <utility>

namespace convscope {

/// All of the bytes, through signals and short writes. False: errno says why not.
bool writeWhole(int descriptor, std::span<const std::uint8_t> bytes);

class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number)
        : m_number(number)
    {
    }
    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }
    Descriptor(Descriptor &&other) noexcept
        : m_number(std::exchange(other.m_number, -1))
    {
    }
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        std::swap(m_number, other.m_number);
        return *this;
    }
    bool isOpen() const { return m_number >= 0; }
    int number() const { return m_number; }

    bool write(std::span<const std::uint8_t> bytes) const { return writeWhole(m_number, bytes); }
    /// Waits until they are on the disk. What cannot be flushed, as on some file systems, need not
    /// be. False: errno says why not.
    bool flush() const;
    /// Some file systems tell only now that bytes were lost. False: errno says why.
    bool close();

private:
    int m_number = -1;
};

} // namespace convscope
