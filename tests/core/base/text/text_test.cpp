// SPDX-License-Identifier: GPL-3.0-or-later
// Encodings and spellings.
#include "core/base/text/text_decoder.h"
#include "core/base/text/unicode.h"
#include <gtest/gtest.h>

namespace convscope {

namespace {

struct Decoded {
    std::string text;
    TextEncoding encoding = TextEncoding::Utf8;
    bool isGuessed = false;
};

/// In blocks of `block` bytes.
Decoded decoded(std::string_view bytes, std::size_t block)
{
    TextDecoder decoder;
    Decoded result;
    for (std::size_t at = 0; at < bytes.size(); at += block)
        decoder.add(bytes.substr(at, block), at + block >= bytes.size(), result.text);
    result.encoding = decoder.encoding();
    result.isGuessed = decoder.isGuessed();
    return result;
}

std::string wide(std::u16string_view text, bool isBig)
{
    std::string bytes;
    for (const char16_t unit : text) {
        const char low = static_cast<char>(unit & 0xffU), high = static_cast<char>(unit >> 8U);
        bytes += isBig ? high : low;
        bytes += isBig ? low : high;
    }
    return bytes;
}

} // namespace

TEST(TextDecoder, ReadsEachEncodingInBlocksOfAnySize)
{
    const std::string expected = "file,label\na.png,\xc3\x84pfel \xf0\x9f\x90\xb1\n";
    const std::u16string_view text = u"file,label\na.png,\u00c4pfel \U0001F431\n";
    for (const std::size_t block : { 4UL, 5UL, 7UL, 1000UL }) {
        for (const bool isBig : { false, true }) {
            const Decoded marked
                = decoded((isBig ? "\xfe\xff" : "\xff\xfe") + wide(text, isBig), block);
            EXPECT_EQ(marked.text, expected);
            EXPECT_FALSE(marked.isGuessed);
            const Decoded bare = decoded(wide(text, isBig), block);
            EXPECT_EQ(bare.text, expected);
            EXPECT_TRUE(bare.isGuessed);
        }
        EXPECT_EQ(decoded("\xef\xbb\xbf" + expected, block).text, expected);
        EXPECT_FALSE(decoded(expected, block).isGuessed);
    }
}

TEST(TextDecoder, TakesWhatIsNoUtf8AsWindows1252AndSaysSo)
{
    for (const std::size_t block : { 1UL, 3UL, 100UL }) {
        const Decoded ansi = decoded("file;label\na;\xc4pfel \x80\n", block);
        EXPECT_EQ(ansi.text, "file;label\na;\xc3\x84pfel \xe2\x82\xac\n");
        EXPECT_EQ(ansi.encoding, TextEncoding::Windows1252);
        EXPECT_TRUE(ansi.isGuessed);
        const Decoded mixed = decoded("\xc3\x84 and \xc4 and \xc3\x84", block);
        EXPECT_EQ(mixed.text, "\xc3\x84 and \xc3\x84 and \xc3\x84");
        EXPECT_EQ(mixed.encoding, TextEncoding::Utf8AndWindows1252);
    }
}

TEST(TextDecoder, ShowsAHalfOfAPairAsAReplacement)
{
    EXPECT_EQ(decoded("\xff\xfe" + wide(u"a\xd83d", false), 100).text, "a\xef\xbf\xbd");
    EXPECT_EQ(decoded("\xff\xfe" + wide(u"\xdc31z", false), 100).text, "\xef\xbf\xbdz");
    EXPECT_EQ(decoded("\xff\xfe" + wide(u"ab", false) + "x", 100).text, "ab\xef\xbf\xbd");
}

TEST(Unicode, ComposesLettersAndLeavesOtherBytes)
{
    EXPECT_EQ(composed("A\xcc\x88pfel"), "\xc3\x84pfel");
    EXPECT_EQ(composed("\xc3\x84pfel"), "\xc3\x84pfel");
    EXPECT_EQ(composed("caf\xe9"), "caf\xe9");
    EXPECT_EQ(composed("plain"), "plain");
    // Hangul letters and a compatibility letter, which is another letter and stays.
    EXPECT_EQ(composed("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab"), "\xed\x95\x9c");
    EXPECT_EQ(composed("\xef\xac\x81"), "\xef\xac\x81");
}

TEST(Unicode, FoldsCaseAccentsAndSeparators)
{
    EXPECT_EQ(foldedWord("Datei-Name"), foldedWord("DATEI_NAME"));
    EXPECT_EQ(foldedWord("\xc3\x89tiquette"), foldedWord("etiquette"));
    EXPECT_EQ(foldedWord("STRASSE"),
        foldedWord("stra\xc3\x9f"
                   "e"));
    EXPECT_EQ(foldedWord("\xd0\x9a\xd0\x9b\xd0\x90\xd0\xa1\xd0\xa1"),
        foldedWord("\xd0\xba\xd0\xbb\xd0\xb0\xd1\x81\xd1\x81"));
}

} // namespace convscope
