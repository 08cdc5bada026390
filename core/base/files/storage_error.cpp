// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files/storage_error.h"
#include <algorithm>
#include <array>
#include <cerrno>

namespace convscope {

void throwWriteError(const std::string &sentence, int reason)
{
    constexpr std::array kOfStorage { ENOSPC, EDQUOT, EFBIG, EIO, EPIPE, ENODEV, ENXIO, ESTALE,
        EMFILE, ENFILE, ENOMEM };
    if (std::ranges::find(kOfStorage, reason) != kOfStorage.end())
        throw StorageError(sentence);
    throw Error(sentence);
}

} // namespace convscope
