// SPDX-License-Identifier: GPL-3.0-or-later
// The kind of file that a name's ending tells: nothing is saved under a name that tells of
// something else. Pure functions.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace convscope {

/// In small letters and with its dot: ".onnx"; empty where there is none.
std::string endingOf(const std::filesystem::path &path);

/// For a file that will be of one of these kinds: { ".svg", ".txt" }. A name without an ending
/// promises nothing and is taken. @throws Error "m.xlsx: …".
void requireEnding(const std::filesystem::path &path, const std::vector<std::string_view> &endings);

/// For a folder: a new one is not named like a file, except with a slash behind it.
/// @throws Error "maps.png: …".
void requireFolderName(const std::filesystem::path &path);

/// writeFileAtomically() after requireEnding().
void writeFileNamed(const std::filesystem::path &path, const std::vector<std::string_view> &endings,
    std::string_view content);

} // namespace convscope
