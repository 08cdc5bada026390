// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run/run_description.h"
#include <nlohmann/json.hpp>

namespace convscope {

using nlohmann::json;

json readRunDescription(const std::filesystem::path &folder, Unsealed unsealed)
{
    constexpr std::size_t kMaxJson = 64U << 20U;
    return readSealedJson(folder / "run.json", kMaxJson, unsealed);
}

void writeRunDescription(const std::filesystem::path &folder, const json &description)
{
    writeSealedJson(folder / "run.json", description);
}

FileMarks marksIn(const json &description)
{
    return marksFromJson(description.value("files", json::object()));
}

} // namespace convscope
