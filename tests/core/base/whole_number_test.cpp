// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/whole_number.h"
#include <gtest/gtest.h>

using convscope::wholeNumber;
using nlohmann::json;

TEST(WholeNumber, takesWhatTheTypeHoldsAndNothingElse)
{
    EXPECT_EQ(wholeNumber<int>(json(7)), 7);
    EXPECT_EQ(wholeNumber<int>(json(8.0)), 8);
    EXPECT_EQ(wholeNumber<int>(-2147483648.0), std::numeric_limits<int>::min());
    EXPECT_EQ(
        wholeNumber<std::uint64_t>(json::parse("18446744073709551615")), ~std::uint64_t { 0 });
    for (const char *text : { "1e300", "-1e300", "0.5", "2147483648", "-2147483649", "\"7\"",
             "null", "18446744073709551615", "true", "[7]" })
        EXPECT_FALSE(wholeNumber<int>(json::parse(text))) << text;
    EXPECT_FALSE(wholeNumber<std::size_t>(json(-5)));
    EXPECT_FALSE(wholeNumber<std::size_t>(-5.0));
    EXPECT_FALSE(wholeNumber<std::int64_t>(9223372036854775808.0)); // 2^63
    EXPECT_FALSE(wholeNumber<int>(std::nan("")));
}
