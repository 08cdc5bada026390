// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run/run_notes.h"
#include "core/base/error.h"
#include "core/io/tensors/seal.h"
#include <nlohmann/json.hpp>

namespace convscope {

using nlohmann::json;

namespace {

const char *const kFile = "notes.json";
constexpr std::size_t kMaxNotes = std::size_t(1) << 20U;

} // namespace

RunNotes readRunNotes(const std::filesystem::path &folder)
{
    const std::filesystem::path file = folder / kFile;
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        return {};
    const json notes = readSealedJson(file, kMaxNotes, Unsealed::Accept);
    try {
        return { notes.value("name", ""), notes.value("notes", "") };
    } catch (const json::exception &) {
        throw Error(file.string() + ": the name and the notes must be texts");
    }
}

void writeRunNotes(const std::filesystem::path &folder, const RunNotes &notes)
{
    const std::filesystem::path file = folder / kFile;
    if (notes == RunNotes()) {
        std::error_code error;
        std::filesystem::remove(file, error);
        if (error)
            throw Error(file.string() + ": cannot remove it: " + error.message());
        return;
    }
    const json content { { "name", notes.name }, { "notes", notes.text } };
    constexpr std::size_t kSealed = 200; // more for the seal
    if (content.dump(2, ' ', false, json::error_handler_t::replace).size() + kSealed > kMaxNotes)
        throw Error(file.string() + ": the notes are too long; keep them under a million letters");
    writeSealedJson(file, content);
}

} // namespace convscope
