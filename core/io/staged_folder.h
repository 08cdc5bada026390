// SPDX-License-Identifier: GPL-3.0-or-later
// A place beside a file or folder, to make ready there what then moves to its name whole.
#pragma once
#include <filesystem>

namespace convscope {

/// A new, empty folder in the target's folder, so in the same file system; gone again at the end
/// with everything that was not moved away. @throws Error "<target>: …".
class StagedFolder {
public:
    explicit StagedFolder(const std::filesystem::path &target);
    ~StagedFolder();
    StagedFolder(const StagedFolder &) = delete;
    StagedFolder &operator=(const StagedFolder &) = delete;

    const std::filesystem::path &path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

/// Absolute, and without the slash that a person may have typed behind it.
std::filesystem::path plainPath(const std::filesystem::path &path);

} // namespace convscope
