// SPDX-License-Identifier: GPL-3.0-or-later
// The seal of a file that is or begins with JSON: the SHA-256 of all its bytes, but for the seal's
// own digits. With it a single flipped bit is noticed when the file is read. It has two keys, so
// that damage to one of them does not look like a file that never had a seal.
#pragma once
#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>

namespace convscope {

/// Gives `object` the two keys, with zeros for digits.
void addOpenSeal(nlohmann::json &object);
/// `text` is dumped JSON that has the open seal; `rest` follows it in the file.
std::string closeSeal(std::string text, std::span<const std::uint8_t> rest = {});

/// False where `object`, which was read from `text`, has no seal. @throws Error where the file is
/// not what was written, with the reason alone.
bool checkSeal(
    const nlohmann::json &object, std::string_view text, std::span<const std::uint8_t> rest = {});
void removeSeal(nlohmann::json &object);

/// A notice that this file has none, which is so for those of the first version. One a folder.
void sayUnsealed(const std::filesystem::path &file);

/// With a seal, indented, atomically. @throws Error.
void writeSealedJson(const std::filesystem::path &path, nlohmann::json object);
enum class Unsealed { Say, Accept };
/// Without the seal. @throws Error naming the file where it is damaged, no object, or larger than
/// `limit` bytes.
nlohmann::json readSealedJson(
    const std::filesystem::path &path, std::size_t limit, Unsealed unsealed = Unsealed::Say);

/// For text in which a '#' begins a remark: `text`, which ends with a line end, and below it a line
/// "# sha256 …" of it.
std::string sealedText(std::string text);
/// Without that line, where the text has it. @throws Error naming the file that is not what was
/// written.
std::string_view checkedText(const std::filesystem::path &file, std::string_view text);

} // namespace convscope
