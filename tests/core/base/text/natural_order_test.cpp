// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text/natural_order.h"
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace convscope {

namespace {

std::vector<std::string> inOrder(std::vector<std::string> names)
{
    std::ranges::sort(names, NaturalLess());
    return names;
}

} // namespace

TEST(NaturalOrder, CountsDigitsByTheirValue)
{
    using testing::ElementsAre;
    EXPECT_THAT(inOrder({ "c10", "c2", "c1" }), ElementsAre("c1", "c2", "c10"));
    EXPECT_THAT(inOrder({ "a/10.png", "a/9.png", "a b/1.png" }),
        ElementsAre("a/9.png", "a/10.png", "a b/1.png"));
    EXPECT_THAT(inOrder({ "99999999999999999999999", "100000000000000000000000", "7" }),
        ElementsAre("7", "99999999999999999999999", "100000000000000000000000"));
}

TEST(NaturalOrder, IsEqualOnlyForEqualNames)
{
    EXPECT_TRUE(naturalOrder("07", "7") > 0);
    EXPECT_TRUE(naturalOrder("a01b1", "a1b01") != 0);
    EXPECT_TRUE(naturalOrder("a", "ab") < 0);
    EXPECT_TRUE(naturalOrder("", "") == 0);
}

TEST(NaturalOrder, SortsClassesByValueWhereAllAreNumbers)
{
    std::vector<std::string> numbers { "10", "-1", "2", "0.5" };
    sortClassNames(numbers);
    EXPECT_THAT(numbers, testing::ElementsAre("-1", "0.5", "2", "10"));
    std::vector<std::string> names { "class 10", "class 9", "other" };
    sortClassNames(names);
    EXPECT_THAT(names, testing::ElementsAre("class 9", "class 10", "other"));
}

} // namespace convscope
