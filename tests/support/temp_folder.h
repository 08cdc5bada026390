// SPDX-License-Identifier: GPL-3.0-or-later
// TempFolder: a folder of its own for one test, gone with all that is in it when the test ends.
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

namespace convscope::test {

class TempFolder {
public:
    TempFolder();
    ~TempFolder();
    TempFolder(const TempFolder &) = delete;
    TempFolder &operator=(const TempFolder &) = delete;

    const std::filesystem::path &path() const { return m_path; }
    std::filesystem::path operator/(const std::filesystem::path &name) const
    {
        return m_path / name;
    }
    std::string string() const { return m_path.string(); }

    /// Writes a file, and the folders it lies in. Returns its path.
    std::filesystem::path write(
        const std::filesystem::path &name, std::span<const std::uint8_t> bytes) const;
    std::filesystem::path write(const std::filesystem::path &name, std::string_view text) const;

private:
    std::filesystem::path m_path;
};

} // namespace convscope::test
