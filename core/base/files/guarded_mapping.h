// SPDX-License-Identifier: GPL-3.0-or-later
// GuardedMapping: a file's bytes as memory. What becomes unreadable while it is in use, because
// somebody shortened the file or the disk fails, ends no program: it reads as zeros, and
// hasFailed() tells.
#pragma once
#include "core/base/files/descriptor.h"
#include <cstddef>
#include <cstdint>
#include <memory>

namespace convscope {

class GuardedMapping {
public:
    /// Maps the first `size` bytes for reading. Null, with errno, where the system maps no more.
    static std::unique_ptr<GuardedMapping> of(const Descriptor &file, std::size_t size);
    ~GuardedMapping();
    GuardedMapping(const GuardedMapping &) = delete;
    GuardedMapping &operator=(const GuardedMapping &) = delete;

    const std::uint8_t *data() const { return static_cast<const std::uint8_t *>(m_bytes); }
    /// Some of what was read was not the file's. Any thread.
    bool hasFailed() const;
    /// Lets the system take the pages back.
    void forget() const;

private:
    GuardedMapping(void *bytes, std::size_t size, std::size_t slot)
        : m_bytes(bytes)
        , m_size(size)
        , m_slot(slot)
    {
    }

    void *m_bytes;
    std::size_t m_size;
    std::size_t m_slot; // where the signal's handler knows it
};

} // namespace convscope
