// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/tensors/file_mark.h"
#include "core/base/error.h"
#include "core/base/files/byte_reader.h"
#include <nlohmann/json.hpp>

namespace convscope {

using nlohmann::json;

FileMark markOf(std::string_view text)
{
    return { text.size(), Sha256().add(text).digest() };
}

bool fits(const FileMark &mark, std::string_view text)
{
    return text.size() >= mark.bytes && markOf(text.substr(0, mark.bytes)) == mark;
}

json toJson(const FileMarks &marks)
{
    json object = json::object();
    for (const auto &[name, mark] : marks)
        object[name] = { { "bytes", mark.bytes }, { "sha256", toHex(mark.sha256) } };
    return object;
}

FileMarks marksFromJson(const json &object)
{
    FileMarks marks;
    try {
        for (const auto &[name, mark] : object.items()) {
            const auto digest = digestFromHex(mark.at("sha256").get<std::string>());
            if (!digest || !mark.at("bytes").is_number_unsigned())
                throw Error("the checksum of " + name + " is none");
            marks[name] = { mark.at("bytes").get<std::uint64_t>(), *digest };
        }
    } catch (const json::exception &) {
        throw Error("the checksums of its files are damaged");
    }
    return marks;
}

std::string readMarked(
    const std::filesystem::path &file, const std::optional<FileMark> &mark, std::size_t limit)
{
    const auto bytes = readFile(file, limit);
    std::string text(bytes.begin(), bytes.end());
    if (!mark)
        return text;
    if (text.size() < mark->bytes)
        throw Error(file.string() + ": its end is missing");
    text.resize(mark->bytes);
    if (!fits(*mark, text))
        throw Error(
            file.string() + ": it is damaged: its checksum does not fit what is written in it");
    return text;
}

std::optional<FileMark> markIn(const FileMarks &marks, const std::string &name)
{
    const auto found = marks.find(name);
    return found == marks.end() ? std::nullopt : std::optional(found->second);
}

} // namespace convscope
