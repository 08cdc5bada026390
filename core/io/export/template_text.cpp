// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/export/template_text.h"
#include <algorithm>

namespace convscope {

namespace {

bool isWordLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Takes the letters that `text` begins with.
std::string takeWord(std::string_view &text)
{
    const auto end = std::ranges::find_if_not(text, isWordLetter);
    const auto length = std::size_t(end - text.begin());
    std::string word(text.substr(0, length));
    text.remove_prefix(length);
    return word;
}

} // namespace

std::string filledIn(std::string_view text, const TemplateParts &parts)
{
    std::string result;
    while (!text.empty()) {
        const char c = text.front();
        if (c == '#' || c == '$') {
            text.remove_prefix(1);
            result += (c == '#' ? parts.option : parts.parameter)(takeWord(text));
        } else if (isWordLetter(c)) {
            const bool isPart = !result.empty() && (result.back() == '@' || result.back() == '.');
            const std::string word = takeWord(text);
            result += isPart ? word : parts.word(word);
        } else {
            result += c;
            text.remove_prefix(1);
        }
    }
    return result;
}

} // namespace convscope
