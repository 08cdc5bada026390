// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/tensors/seal.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/base/files/byte_reader.h"
#include "core/base/files/strict_json.h"
#include "core/base/notices.h"
#include "core/base/sha256.h"
#include <cassert>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

namespace convscope {

using nlohmann::json;

namespace {

const std::string kSeal = "seal", kMethod = "sealed_with", kSha256 = "sha256";
const std::string kOpen(2 * std::tuple_size_v<Digest>, '0');

/// Where in the text the digits begin. Inside of a string the quotation marks would be escaped, so
/// this is the key itself.
std::size_t placeOf(std::string_view text, const std::string &digits)
{
    for (const char *between : { "\":\"", "\": \"" }) {
        std::string sought = "\"" + kSeal;
        sought += between + digits + "\"";
        if (const std::size_t at = text.find(sought); at != std::string_view::npos)
            return at + sought.size() - digits.size() - 1;
    }
    return std::string_view::npos;
}

std::string digestOf(std::string_view text, std::span<const std::uint8_t> rest)
{
    return toHex(Sha256().add(text).add(rest).digest());
}

[[noreturn]] void failDamaged()
{
    throw Error("it is damaged, or was edited: its checksum does not fit what is in it");
}

const std::string kRemark = "# sha256 ";

} // namespace

void addOpenSeal(json &object)
{
    object[kMethod] = kSha256;
    object[kSeal] = kOpen;
}

std::string closeSeal(std::string text, std::span<const std::uint8_t> rest)
{
    const std::size_t at = placeOf(text, kOpen);
    assert(at != std::string::npos);
    return text.replace(at, kOpen.size(), digestOf(text, rest));
}

bool checkSeal(const json &object, std::string_view text, std::span<const std::uint8_t> rest)
{
    const bool hasSeal = object.contains(kSeal), hasMethod = object.contains(kMethod);
    if (!hasSeal && !hasMethod)
        return false;
    if (!hasSeal || !hasMethod || !object[kSeal].is_string() || object[kMethod] != kSha256)
        failDamaged();
    const auto digits = object[kSeal].get<std::string>();
    const std::size_t at = placeOf(text, digits);
    if (at == std::string_view::npos || digits.size() != kOpen.size())
        failDamaged();
    std::string opened(text);
    opened.replace(at, kOpen.size(), kOpen);
    if (digestOf(opened, rest) != digits)
        failDamaged();
    return true;
}

void removeSeal(json &object)
{
    object.erase(kSeal);
    object.erase(kMethod);
}

void sayUnsealed(const std::filesystem::path &file)
{
    static std::mutex mutex;
    static std::set<std::filesystem::path> told;
    const std::lock_guard lock(mutex);
    if (told.insert(std::filesystem::absolute(file).parent_path()).second)
        notice(file.string()
            + ": it is of the first version and carries no checksums, so damage to it and the "
              "files beside it may not be noticed");
}

void writeSealedJson(const std::filesystem::path &path, json object)
{
    addOpenSeal(object);
    writeFileAtomically(
        path, closeSeal(object.dump(2, ' ', false, json::error_handler_t::replace) + "\n"));
}

std::string sealedText(std::string text)
{
    const std::string digits = digestOf(text, {});
    return std::move(text) + kRemark + digits + "\n";
}

std::string_view checkedText(const std::filesystem::path &file, std::string_view text)
{
    const std::size_t at = text.rfind("\n" + kRemark);
    if (at == std::string_view::npos)
        return text;
    const std::string_view content = text.substr(0, at + 1);
    const std::string_view digits = text.substr(at + 1 + kRemark.size());
    if (digits != digestOf(content, {}) + "\n")
        throw Error(file.string()
            + ": it is damaged, or was edited: its checksum does not fit what is in it; if you "
              "edited it, delete its last line");
    return content;
}

json readSealedJson(const std::filesystem::path &path, std::size_t limit, Unsealed unsealed)
{
    const auto bytes = readFile(path, limit);
    const std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    json object = parseStrictJson(path.string(), text);
    if (!object.is_object())
        throw Error(path.string() + ": it holds no JSON object");
    try {
        if (!checkSeal(object, text) && unsealed == Unsealed::Say)
            sayUnsealed(path);
    } catch (const Error &error) {
        throw Error(path.string() + ": " + error.what());
    }
    removeSeal(object);
    return object;
}

} // namespace convscope
