// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files/descriptor.h"
#include <cerrno>

namespace convscope {

bool writeWhole(int descriptor, std::span<const std::uint8_t> bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            errno = written < 0 ? errno : ENOSPC;
            return false;
        }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return true;
}

bool Descriptor::flush() const
{
    int status = 0;
    do
        status = ::fsync(m_number);
    while (status != 0 && errno == EINTR);
    return status == 0 || errno == EINVAL || errno == ENOTSUP;
}

bool Descriptor::close()
{
    // Linux has closed it also where a signal came in between.
    return ::close(std::exchange(m_number, -1)) == 0 || errno == EINTR;
}

} // namespace convscope
