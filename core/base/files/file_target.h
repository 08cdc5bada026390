// SPDX-License-Identifier: GPL-3.0-or-later
// FileTarget: the file that a name stands for, before something is written there.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>

namespace convscope {

struct FileTarget {
    struct Rights {
        mode_t mode = 0;
        uid_t owner = 0;
        gid_t group = 0;
    };

    std::filesystem::path asked; ///< as the person wrote it; errors name this
    std::filesystem::path path; ///< absolute, with all links followed
    std::optional<Rights> rights; ///< none: there is no such file yet

    /// "<asked>: cannot <what>: <the reason in errno>", thrown as an Error.
    [[noreturn]] void fail(const std::string &what) const;
    /// Gives `replacement`, which will take the file's place, what rights the file has.
    void passRightsTo(const std::filesystem::path &replacement) const;
};

/// Where a link leads nowhere yet, the file it names. @throws Error where there is something else
/// than an ordinary file, as a folder or a device, or where nobody can tell.
FileTarget fileTarget(const std::filesystem::path &asked);

} // namespace convscope
