// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include <gtest/gtest.h>
#include <numeric>
#include <set>
#include <string>
#include <vector>

namespace convscope::test {

namespace {

using Bytes = std::vector<std::uint8_t>;

std::uint64_t hashOf(const Bytes &bytes)
{
    return Hasher().add(std::span(bytes)).digest();
}

} // namespace

TEST(Hasher, isTheSameOnEveryPlatform)
{
    // Written down once: fingerprints are kept in run folders.
    EXPECT_EQ(Hasher().digest(), 16294208416658607535U);
    EXPECT_EQ(hashOf({ 1, 2, 3, 4, 5, 6, 7, 8, 9 }), 5270943172240026962U);
}

TEST(Hasher, everyByteAndTheLengthCount)
{
    const Bytes bytes(37, 0);
    std::set<std::uint64_t> seen { hashOf(bytes) };
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        Bytes changed = bytes;
        changed[i] = 1;
        EXPECT_TRUE(seen.insert(hashOf(changed)).second) << "byte " << i;
    }
    for (std::size_t length = 0; length < bytes.size(); ++length)
        EXPECT_TRUE(seen.insert(hashOf(Bytes(length, 0))).second) << "length " << length;
}

TEST(Hasher, fieldsAreSetApart)
{
    using std::string_view_literals::operator""sv;
    EXPECT_NE(Hasher().add("ab"sv).add("c"sv).digest(), Hasher().add("a"sv).add("bc"sv).digest());
    EXPECT_NE(Hasher().add("ab"sv).digest(), Hasher().add("ba"sv).digest());
    EXPECT_NE(Hasher().add(1.0).digest(), Hasher().add(std::uint64_t { 1 }).digest());
}

TEST(Hasher, textAndItsBytesAreTheSame)
{
    const std::string text = "nine byte";
    const Bytes bytes(text.begin(), text.end());
    EXPECT_EQ(Hasher().add(std::string_view(text)).digest(), hashOf(bytes));
}

TEST(XxHash64, isThePublishedOne)
{
    const auto hash = [](std::string_view text) {
        return xxHash64(Bytes(text.begin(), text.end()));
    };
    EXPECT_EQ(hash(""), 0xef46db3751d8e999U);
    EXPECT_EQ(hash("a"), 0xd24ec4f1a98c6e5bU);
    EXPECT_EQ(hash("abc"), 0x44bc2cf5ad770999U);
    Bytes counting(101); // stripes, words, half a word and single bytes
    std::iota(counting.begin(), counting.end(), std::uint8_t { 0 });
    EXPECT_EQ(xxHash64(counting), 0xe99038495f85381eU);
}

} // namespace convscope::test
