// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset/file_names.h"
#include <algorithm>
#include <array>

namespace convscope {

namespace {

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct SplitPlace {
    Split split;
    std::size_t begin, length;
};

/// The word stands alone: "latest" is not about a test.
std::optional<SplitPlace> findSplitWord(std::string_view lower)
{
    static constexpr std::array<std::pair<std::string_view, Split>, 7> kWords { {
        { "train", Split::Train },
        { "training", Split::Train },
        { "val", Split::Validation },
        { "valid", Split::Validation },
        { "validation", Split::Validation },
        { "test", Split::Test },
        { "testing", Split::Test },
    } };
    for (std::size_t begin = 0; begin < lower.size();) {
        std::size_t end = begin;
        while (end < lower.size() && isLetter(lower[end]))
            ++end;
        const std::string_view word = lower.substr(begin, end - begin);
        for (const auto &[text, split] : kWords)
            if (word == text)
                return SplitPlace { split, begin, word.size() };
        begin = std::max(end, begin + 1);
    }
    return std::nullopt;
}

} // namespace

std::optional<Split> splitWord(std::string_view name)
{
    const auto found = findSplitWord(lowerCase(name));
    return found ? std::optional(found->split) : std::nullopt;
}

std::string withoutSplitWord(std::string_view name)
{
    std::string lower = lowerCase(name);
    if (const auto found = findSplitWord(lower))
        lower.erase(found->begin, found->length);
    return lower;
}

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    for (char &c : lower)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

bool holdsFolders(const std::filesystem::path &folder)
{
    std::error_code code;
    std::filesystem::directory_iterator entry(folder, code);
    for (; !code && entry != std::filesystem::directory_iterator(); entry.increment(code))
        if (std::error_code ignored; entry->is_directory(ignored))
            return true;
    return false;
}

} // namespace convscope
