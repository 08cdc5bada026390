// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files/strict_json.h"
#include "core/base/error.h"
#include "core/base/words.h"
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

namespace convscope {

nlohmann::json parseStrictJson(const std::string &name, std::string_view text)
{
    using nlohmann::json;
    constexpr int kDeepest = 64;
    constexpr std::size_t kPartsAlways = 20'000;
    constexpr std::size_t kBytesPerPart = 8;
    const std::size_t mostParts = kPartsAlways + text.size() / kBytesPerPart;
    std::size_t parts = 0;
    std::vector<std::set<std::string>> keys; // the keys of each open object
    const auto watch = [&](int depth, json::parse_event_t event, json &parsed) {
        if (depth > kDeepest)
            throw Error(name + " is nested too deeply");
        if (++parts > mostParts)
            throw Error(name + " has more than " + grouped(mostParts)
                + " parts, which is too much for its size");
        if (event == json::parse_event_t::object_start)
            keys.emplace_back();
        else if (event == json::parse_event_t::object_end)
            keys.pop_back();
        else if (event == json::parse_event_t::key
            && !keys.back().insert(parsed.get<std::string>()).second)
            throw Error(name + " has the key '" + parsed.get<std::string>() + "' twice");
        return true;
    };
    try {
        return json::parse(text, watch);
    } catch (const json::exception &) {
        throw Error(name + " is not valid JSON");
    }
}

} // namespace convscope
