// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <exception>
#include <new>
#include <string>
#include <system_error>

namespace convscope {

/// A sentence also where the library's own words are none: "std::bad_alloc".
inline std::string errorText(const std::exception &error)
{
    if (dynamic_cast<const std::bad_alloc *>(&error) != nullptr)
        return "there is not enough memory for this; close other programs, or choose smaller "
               "batches, images or networks";
    const auto *system = dynamic_cast<const std::system_error *>(&error);
    if (system != nullptr && system->code() == std::errc::resource_unavailable_try_again)
        return "the system starts no more threads for this; close other programs, or raise the "
               "limits of memory and processes";
    return error.what();
}

} // namespace convscope
