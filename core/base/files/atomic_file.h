// SPDX-License-Identifier: GPL-3.0-or-later
// AtomicFile: a file is there whole, or as it was before. Every file the program writes goes here.
#pragma once
#include "core/base/files/file_target.h"
#include "core/base/files/unfinished.h"
#include <span>
#include <string_view>

namespace convscope {

/// Writes to a temporary sibling; commit() flushes it to the disk and renames it over the target.
/// Without commit() nothing is left. Every write is checked. Only an ordinary file is replaced, in
/// the place that links lead to, and keeps its permissions. A new one also sweeps away what dead
/// programs left unfinished in its folder. @throws Error "<target>: …", with the name as given.
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

    FileTarget m_target;
    Unfinished m_file;
};

/// Flushes a finished file to the disk and renames it over the target, in the same file system.
/// @throws Error "<target>: …".
void moveIntoPlace(const std::filesystem::path &finished, const std::filesystem::path &target);

/// Makes what was renamed in a folder last through a power cut. False: errno says why it may not.
bool flushFolder(const std::filesystem::path &folder);

/// The whole of it in one call.
void writeFileAtomically(const std::filesystem::path &path, std::string_view content);

/// Lengthens a file that is there by all of the text, and waits for the disk. Where that fails the
/// file is as before. @throws Error "<path>: …".
void appendToFile(const std::filesystem::path &path, std::string_view text);

} // namespace convscope
