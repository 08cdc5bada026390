// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/utf8_name.h"
#include <gtest/gtest.h>
#include <random>
#include <set>

using namespace convscope;

TEST(Utf8Name, whatIsUtf8StaysAndOtherBytesAreEscaped)
{
    EXPECT_EQ(utf8Name("caf\xc3\xa9 \xf0\x9f\x90\xb1/100 %.png"),
        "caf\xc3\xa9 \xf0\x9f\x90\xb1/100 %.png");
    EXPECT_EQ(utf8Name("caf\xe9"), "caf\\xE9");
    EXPECT_EQ(utf8Name("a\\b\\x.png"), "a\\b\\x.png");
    EXPECT_EQ(utf8Name(""), "");
}

TEST(Utf8Name, aNameThatLooksLikeAnEscapeKeepsItsOwnName)
{
    EXPECT_EQ(utf8Name("caf\\xE9"), "caf\\x5CxE9");
    EXPECT_NE(utf8Name("caf\\xE9"), utf8Name("caf\xe9"));
    EXPECT_EQ(nameBytes(utf8Name("caf\\xE9")), "caf\\xE9");
}

TEST(Utf8Name, surrogatesAndWhatIsLongerThanNeededAreNoUtf8)
{
    for (const std::string bytes : { "\xed\xa0\x80", "\xc0\xaf", "\xe0\x80\xaf", "\xf4\x90\x80\x80",
             "\xf0\x80\x80\xaf", "\x80", "\xff", "\xe2\x82", "\xc3" }) {
        EXPECT_FALSE(isUtf8(bytes));
        EXPECT_TRUE(isUtf8(utf8Name(bytes)));
        EXPECT_EQ(nameBytes(utf8Name(bytes)), bytes);
    }
    EXPECT_TRUE(isUtf8("\xf4\x8f\xbf\xbf\xed\x9f\xbf\xee\x80\x80\xc2\x80"));
}

TEST(Utf8Name, anyBytesComeBackAndNoTwoShareAName)
{
    std::mt19937 random(5);
    constexpr std::string_view kLetters = "\\xx5CEE9\xe9\xc3\xa9\x80/";
    std::set<std::string> bytes, names;
    for (int i = 0; i < 20'000; ++i) {
        std::string each;
        for (std::size_t length = random() % 9; length > 0; --length)
            each += kLetters[random() % kLetters.size()];
        const std::string name = utf8Name(each);
        ASSERT_TRUE(isUtf8(name));
        ASSERT_EQ(nameBytes(name), each);
        bytes.insert(each);
        names.insert(name);
    }
    EXPECT_EQ(names.size(), bytes.size());
}

TEST(Utf8Name, aSentenceKeepsWhatCanBeRead)
{
    EXPECT_EQ(utf8Text("caf\\xE9"), "caf\\xE9"); // as a person types what was shown
    EXPECT_EQ(utf8Text("caf\xe9: it is damaged"), "caf\\xE9: it is damaged");
}
