// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text/unicode.h"
#include "core/base/utf8_name.h"
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utf8proc.h>

namespace convscope {

namespace {

struct FreeText {
    void operator()(utf8proc_uint8_t *text) const { std::free(text); } // NOLINT: the library's own
};

std::string mapped(std::string_view text, int options)
{
    utf8proc_uint8_t *result = nullptr;
    const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t *>(text.data()),
        static_cast<utf8proc_ssize_t>(text.size()), &result,
        static_cast<utf8proc_option_t>(options)); // a set of flags
    const std::unique_ptr<utf8proc_uint8_t, FreeText> owned(result);
    if (length < 0)
        return std::string(text);
    return { reinterpret_cast<const char *>(result), static_cast<std::size_t>(length) };
}

} // namespace

bool isAscii(std::string_view text)
{
    return asciiPrefix(text) == text.size();
}

std::string composed(std::string_view text)
{
    return isAscii(text) ? std::string(text) : mapped(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

std::string decomposed(std::string_view text)
{
    return isAscii(text) ? std::string(text) : mapped(text, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
}

std::string foldedWord(std::string_view word)
{
    std::string folded = mapped(word,
        UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE
            | UTF8PROC_STRIPMARK);
    std::erase_if(folded, [](char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '_' || c == '-' || c == '.'
            || c == ':';
    });
    return folded;
}

} // namespace convscope
