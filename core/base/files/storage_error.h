// SPDX-License-Identifier: GPL-3.0-or-later
// StorageError: the disk is to blame, not the person.
#pragma once
#include "core/base/error.h"

namespace convscope {

/// A file could not be written although nothing is wrong with what the person asked for: the disk
/// is full or gone, or a limit is reached. It may work another time.
class StorageError : public Error {
public:
    using Error::Error;
};

/// Throws a StorageError where `reason`, an errno, is about the disk or a limit, else an Error:
/// then a person has to give another place.
[[noreturn]] void throwWriteError(const std::string &sentence, int reason);

} // namespace convscope
