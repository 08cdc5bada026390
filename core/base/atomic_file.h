// SPDX-License-Identifier: GPL-3.0-or-later
// AtomicFile: a file is there whole, or as it was before. Every file the program writes goes here.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

namespace convscope {

/// Writes to a temporary sibling; commit() flushes it to the disk and renames it over the target.
/// Without commit() nothing is left. Every write is checked. @throws Error "<path>: …".
class AtomicFile {
public:
    explicit AtomicFile(const std::filesystem::path &target);
    ~AtomicFile();
    AtomicFile(const AtomicFile &) = delete;
    AtomicFile &operator=(const AtomicFile &) = delete;

    void write(std::span<const std::uint8_t> bytes);
    void write(std::string_view text);
    void commit();
    /// Does not wait for the disk: for what is checked when it is read and can be made again.
    void commitUnflushed();

private:
    void rename();

    std::filesystem::path m_target, m_temporary;
    int m_descriptor = -1;
};

/// Flushes a finished file to the disk and renames it over the target, in the same file system.
/// @throws Error "<target>: …".
void moveIntoPlace(const std::filesystem::path &finished, const std::filesystem::path &target);

/// The whole of it in one call.
void writeFileAtomically(const std::filesystem::path &path, std::string_view content);

} // namespace convscope
