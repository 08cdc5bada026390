// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files/storage_fault.h"
#include <algorithm>
#include <array>
#include <cerrno>

namespace convscope {

void throwWriteFault(const std::string &sentence, int reason)
{
    constexpr std::array kOfStorage { ENOSPC, EDQUOT, EFBIG, EIO, EPIPE, ENODEV, ENXIO, ESTALE,
        EMFILE, ENFILE, ENOMEM };
    if (std::ranges::find(kOfStorage, reason) != kOfStorage.end())
        throw StorageFault(sentence);
    throw Error(sentence);
}

} // namespace convscope
