// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/setup/prepare_run.h"
#include "core/train/setup/settings.h"
#include "tests/support/errors.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>

using namespace convscope;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

/// A value that the setting can have and has not by itself.
FieldValue otherValue(const Setting &setting)
{
    const Field &field = setting.field;
    for (const std::string &choice : field.choices)
        if (choice != readable(field.initial))
            return valueFromText(setting, choice);
    if (field.type == Field::Type::Flag)
        return !std::get<bool>(field.initial);
    if (field.type == Field::Type::Text)
        return std::string("flip=0.25,rotate");
    if (field.type == Field::Type::Real)
        return std::get<double>(field.initial) == 0.5 ? 0.25 : 0.5;
    return std::get<std::uint64_t>(field.initial) + 1;
}

std::string errorOfReading(const char *text)
{
    return test::errorOf([text] { runConfigFromJson(json::parse(text)); });
}

} // namespace

TEST(Settings, AreDescribedEachForItself)
{
    std::set<std::string> ids, names, keys, flags;
    for (const Setting &setting : settings()) {
        const std::string id(setting.id);
        EXPECT_TRUE(ids.insert(id).second) << id;
        EXPECT_TRUE(names.insert(setting.field.name).second) << id;
        EXPECT_TRUE(keys.insert(std::string(setting.jsonKey)).second) << id;
        const std::string flag(setting.cliFlag);
        EXPECT_TRUE(flag.empty() || flag == "--size" || flags.insert(flag).second) << id;
        EXPECT_FALSE(setting.field.help.empty()) << id;
        EXPECT_FALSE(plainTitle(setting).empty()) << id;
        RunConfig config;
        EXPECT_NO_THROW(setChecked(config, setting, setting.field.initial)) << id;
        EXPECT_EQ(&settingOf(setting.id), &setting);
    }
}

TEST(Settings, ComeBackFromTheirJson)
{
    for (const Setting &setting : settings()) {
        RunConfig config;
        config.model = { { 1, 2, 2 }, { { "dense", {}, { { "units", 2.0 } } } } };
        setChecked(config, setting, otherValue(setting));
        const RunConfig back = runConfigFromJson(json::parse(toJson(config).dump()));
        EXPECT_EQ(setting.get(back), otherValue(setting)) << setting.id;
        EXPECT_NE(setting.get(back), setting.field.initial) << setting.id;
    }
}

TEST(Settings, AnUnknownKeyIsAMistakeWhereverItStands)
{
    EXPECT_THAT(errorOfReading(R"({"epoch": 3})"), HasSubstr("'epoch'"));
    EXPECT_THAT(errorOfReading(R"({"optimizer": {"rates": 3}})"), HasSubstr("'optimizer.rates'"));
    EXPECT_THAT(errorOfReading(R"({"preprocessing": {"channels": 1, "height": 8, "width": 8,
        "normalization": "unit", "gray": "rec601"}})"),
        HasSubstr("'preprocessing.gray'"));
    EXPECT_THAT(errorOfReading(R"({"optimizer": "adam"})"), HasSubstr("'optimizer'"));
    EXPECT_THAT(errorOfReading(R"({"epochs": 1000001})"), HasSubstr("'epochs'"));
    EXPECT_THAT(errorOfReading(R"({"optimizer": {"rate": 1e39}})"), HasSubstr("'rate'"));
    EXPECT_EQ(errorOfReading(R"({"optimizer": {"rate": 1e7}})"), "nothing was wrong")
        << "an older run may have it";
    EXPECT_THAT(errorOfReading(R"({"optimizer": {"rate": "fast"}})"), HasSubstr("wrong type"));
}

TEST(Settings, AreReadFromTheCommandLine)
{
    const auto value = [](const char *id, const char *text) {
        return readable(valueFromText(settingOf(id), text));
    };
    const auto error = [&](const char *id, const char *text) {
        return test::errorOf([&] { value(id, text); });
    };
    EXPECT_EQ(value("learningRate", "2.5e-4"), "0.00025");
    EXPECT_EQ(value("shuffle", "off"), "no");
    EXPECT_EQ(value("channels", "3"), "3");
    EXPECT_THAT(error("channels", "2"), HasSubstr("one of 1, 3"));
    EXPECT_THAT(error("epochs", "0"), HasSubstr("a whole number from 1 to 1000000"));
    EXPECT_THAT(error("epochs", "1.5"), HasSubstr("'1.5'"));
    EXPECT_THAT(error("validation", "1"), HasSubstr("a number from 0 to 0.99"));
    EXPECT_THAT(error("optimizer", "magic"), HasSubstr("sgd, momentum"));
}

TEST(Settings, AreTextsWithTheirUnits)
{
    const auto text = [](const char *id, const FieldValue &value) {
        return valueText(settingOf(id), value);
    };
    EXPECT_EQ(text("validation", 0.07), "7 %");
    EXPECT_EQ(text("patience", std::uint64_t { 0 }), "off");
    EXPECT_EQ(text("threads", std::uint64_t { 0 }), "all");
    EXPECT_EQ(text("optimizer", std::string("adam")), "Adam");
    EXPECT_EQ(text("stepEvery", std::uint64_t { 4 }), "4 epochs");
    EXPECT_EQ(text("shuffle", true), "on");
    EXPECT_EQ(plainTitle(settingOf("limit")), "Most images");
}

TEST(Settings, ThatChangeInARunHaveTheNamesThatItsFilesHave)
{
    std::vector<std::string> names;
    for (const Setting *setting : liveSettings())
        names.push_back(setting->field.name);
    EXPECT_THAT(names, ElementsAre("learning_rate", "momentum", "weight_decay", "batch", "epochs"));
    EXPECT_LE(names.size(), SettingValues().size());
    EXPECT_THROW(liveSetting("seed"), Error);
}

TEST(Settings, AnotherKindOfColoursDropsTheMeanOfTheRecipe)
{
    RunConfig config;
    config.preprocessing.normalization = Normalization::Standard;
    config.preprocessing.mean = config.preprocessing.stddev = { 0.5 };
    setAll(config, { { "channels", std::uint64_t { 1 } }, { "width", std::uint64_t { 9 } } });
    EXPECT_EQ(config.preprocessing.mean.size(), 1U);
    setAll(config, { { "channels", std::uint64_t { 3 } } });
    EXPECT_THAT(config.preprocessing.mean, IsEmpty());
}

TEST(Settings, FilesOfBeforeASettingExistedStayTheSame)
{
    RunConfig config;
    config.optimizer.kind = "rmsprop";
    EXPECT_FALSE(toJson(config)["optimizer"].contains("alpha"));
    config.optimizer.alpha = 0.9;
    EXPECT_EQ(toJson(config)["optimizer"]["alpha"], 0.9);
}
