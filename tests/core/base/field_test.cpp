// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/field.h"
#include "tests/support/errors.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace convscope::test {

namespace {

const std::vector<Field> kFields {
    Field::whole("filters", 16, 1, 4096, "how many"),
    Field::real("slope", 0.01, 0, 1, "of the negative side"),
    Field::extent("size", { 2, 2 }, 1, 64, "of the window"),
    [] {
        Field stride = Field::extent("stride", { 0, 0 }, 0, 64, "from window to window");
        stride.follows = "size";
        return stride;
    }(),
    Field::flag("bias", true, "whether one is added"),
    Field::choice("init", "he", { "he", "xavier" }, "starting values"),
    Field::layers("from", "earlier layers"),
};

TEST(Fields, AreCompleteWithWhatHoldsByItself)
{
    const FieldValues values = completed(kFields, { { "slope", 0.5 } });
    EXPECT_EQ(integer(values, "filters"), 16);
    EXPECT_EQ(number(values, "slope"), 0.5);
    EXPECT_EQ(extent(values, "size"), (Extent { 2, 2 }));
    EXPECT_TRUE(flag(values, "bias"));
    EXPECT_EQ(text(values, "init"), "he");
    EXPECT_TRUE(texts(values, "from").empty());
}

TEST(Fields, TakeNumbersInTheirOwnType)
{
    const FieldValues values = completed(kFields,
        { { "filters", 8.0 }, { "slope", std::uint64_t { 1 } }, { "size", 3.0 },
            { "from", std::string("relu1") } });
    EXPECT_EQ(texts(values, "from"), std::vector<std::string> { "relu1" }); // one is a list of one
    EXPECT_EQ(values.at("filters"), FieldValue(std::uint64_t { 8 }));
    EXPECT_EQ(values.at("slope"), FieldValue(1.0));
    EXPECT_EQ(values.at("size"), FieldValue(Extent { 3, 3 }));
}

TEST(Fields, RefuseWhatTheyCannotHoldInOneSentence)
{
    const auto errorWith = [](const char *name, const FieldValue &value) {
        return errorOf([&] { completed(kFields, { { name, value } }); });
    };
    EXPECT_EQ(
        errorWith("filters", 0.0), "'filters' is 0; it must be a whole number from 1 to 4096");
    EXPECT_EQ(
        errorWith("filters", 2.5), "'filters' is 2.5; it must be a whole number from 1 to 4096");
    EXPECT_EQ(errorWith("slope", 1.5), "'slope' is 1.5; it must be from 0 to 1");
    EXPECT_EQ(errorWith("size", Extent { 1, 65 }),
        "'size' is 65; it must be a whole number from 1 to 64");
    EXPECT_EQ(errorWith("bias", 1.0), "'bias' must be true or false");
    EXPECT_EQ(
        errorWith("init", std::string("her")), "'init' is 'her'; it must be one of he, xavier");
    EXPECT_EQ(errorWith("from", 1.0), "'from' must be a list of layers' names");
    EXPECT_EQ(errorWith("kernel", 3.0),
        "unknown option 'kernel'; known are filters, slope, size, stride, bias, init, from");
}

TEST(Fields, FollowAnotherWhereTheyAreZero)
{
    FieldValues values
        = completed(kFields, { { "size", Extent { 3, 2 } }, { "stride", Extent { 0, 1 } } });
    EXPECT_EQ(extent(resolved(kFields, values), "stride"), (Extent { 3, 1 }));
}

TEST(Fields, ComeBackFromJson)
{
    for (const FieldValue &value : { FieldValue(true), FieldValue(std::uint64_t { 1 } << 60U),
             FieldValue(0.1), FieldValue(Extent { 3, 5 }), FieldValue(std::string("he")),
             FieldValue(std::vector<std::string> { "relu1", "relu2" }) })
        EXPECT_EQ(fieldValueFromJson("it", toJson(value)), value);
    EXPECT_EQ(toJson(FieldValue(Extent { 3, 3 })).dump(), "3");
    EXPECT_EQ(toJson(FieldValue(16.0)).dump(), "16");
    EXPECT_EQ(errorOf([] { fieldValueFromJson("it", nullptr); }),
        "'it' must be a number, [height, width], true, false, a text or a list of names");
}

TEST(Fields, AreReadable)
{
    EXPECT_EQ(readable(Extent { 3, 5 }), "3×5");
    EXPECT_EQ(readable(2.5e-5), "2.5e-05");
    EXPECT_EQ(readable(std::uint64_t { 16 }), "16");
    EXPECT_EQ(readable(true), "yes");
    EXPECT_EQ(readable(std::vector<std::string> { "a", "b" }), "a, b");
}

} // namespace

} // namespace convscope::test
