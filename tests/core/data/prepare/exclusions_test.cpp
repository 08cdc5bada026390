// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/prepare/exclusions.h"
#include "core/train/setup/presets.h"
#include "tests/support/memory_dataset.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace convscope::test {

namespace {

using nlohmann::json;
using testing::ElementsAre;

Image pixel(std::uint8_t value)
{
    return { 1, 1, 1, { value } };
}

std::shared_ptr<MemoryDataset> animals()
{
    auto dataset
        = std::make_shared<MemoryDataset>(std::vector<std::string> { "ant", "bee", "cat" });
    dataset->add(0, pixel(1), {}, "ant/1.png");
    dataset->add(1, pixel(2), {}, "bee/1.png");
    dataset->add(1, pixel(3), {}, "bee/2.png");
    dataset->add(2, pixel(4), Split::Test, "cat/1.png");
    dataset->addProblem({ "bee/bad.png", "empty file" });
    dataset->addProblem({ "cat/bad.png", "truncated" });
    return dataset;
}

std::vector<std::string> namesOf(const Dataset &dataset)
{
    std::vector<std::string> names;
    for (const Sample &sample : dataset.samples())
        names.push_back(sample.name);
    return names;
}

std::string readingError(const json &value)
{
    try {
        exclusionsFromJson(value);
    } catch (const Error &error) {
        return error.what();
    }
    return "none";
}

} // namespace

TEST(Exclusions, nothingLeavesTheDatasetItself)
{
    const auto dataset = animals();
    EXPECT_EQ(withoutExcluded(dataset, {}), dataset);
}

TEST(Exclusions, filesAndClassesGoAndTheRestIsNumberedAnew)
{
    const auto whole = animals();
    const auto rest = withoutExcluded(whole, { { "bee/1.png" }, { "ant" } });
    EXPECT_THAT(rest->classes(), ElementsAre("bee", "cat"));
    EXPECT_THAT(namesOf(*rest), ElementsAre("bee/2.png", "cat/1.png"));
    EXPECT_EQ(rest->samples()[0].label, 0);
    EXPECT_EQ(rest->samples()[1].label, 1);
    EXPECT_EQ(rest->samples()[1].split, Split::Test);
    EXPECT_EQ(rest->image(0), pixel(3));
    EXPECT_EQ(rest->stamp(1), whole->stamp(3));
    EXPECT_EQ(rest->format(), whole->format());
    EXPECT_EQ(whole->samples().size(), 4U) << "the dataset stays as it is";
}

TEST(Exclusions, aBadFileThatIsExcludedIsNoProblemAnyMore)
{
    const auto rest = withoutExcluded(animals(), { { "cat/bad.png" }, {} });
    EXPECT_THAT(rest->problems(), ElementsAre(Problem { "bee/bad.png", "empty file" }));
}

TEST(Exclusions, namesThatDoNotOccurAreIgnored)
{
    EXPECT_EQ(withoutExcluded(animals(), { { "gone.png" }, { "dodo" } })->samples().size(), 4U);
}

TEST(Exclusions, everythingIsRefused)
{
    EXPECT_THROW(withoutExcluded(animals(), { {}, { "ant", "bee", "cat" } }), Error);
}

TEST(Exclusions, survivesAsJsonWhateverTheNamesAre)
{
    const Exclusions excluded { { "a/caf\xc3\xa9.png", "b/caf\\xE9.png", "{\"hex\"}\n" },
        { "\\xFF" } };
    EXPECT_EQ(exclusionsFromJson(json::parse(toJson(excluded).dump())), excluded);
    const json first = json::parse(R"({"files":[{"hex":"622f636166e92e706e67"}],"classes":[]})");
    EXPECT_THAT(exclusionsFromJson(first).files, ElementsAre("b/caf\\xE9.png"))
        << "as first written";
}

TEST(Exclusions, isPartOfARunsSettings)
{
    RunConfig config = presets().front().config;
    config.excluded = { { "b/caf\\xE9.png" }, { "ant" } };
    EXPECT_EQ(runConfigFromJson(json::parse(toJson(config).dump())).excluded, config.excluded);
    json older = toJson(config);
    older.erase("left_out");
    EXPECT_FALSE(runConfigFromJson(older).excluded.any());
}

TEST(Exclusions, isInOrderHoweverItIsGiven)
{
    const Exclusions tidy = sorted({ { "b", "a", "b" }, { "z", "y" } });
    EXPECT_THAT(tidy.files, ElementsAre("a", "b"));
    EXPECT_EQ(
        exclusionsFromJson(json::parse(R"({"files":["b","a","b"],"classes":["z","y"]})")), tidy);
}

TEST(Exclusions, ofTheWrongShapeIsRefusedByField)
{
    EXPECT_EQ(readingError({ { "files", json::array() } }), "none");
    for (const char *wrong : { R"({"files":"a"})", R"({"files":[1]})", R"({"files":[{"hex":1}]})",
             R"({"files":[{"hex":"6"}]})", R"({"files":[{"hex":"6g"}]})", R"({"files":[{}]})",
             R"({"files":[{"hex":"61","more":1}]})" })
        EXPECT_EQ(readingError(json::parse(wrong)), "left_out.files: expected a list of names")
            << wrong;
    EXPECT_THAT(readingError(json::array()), testing::HasSubstr("left_out: expected an object"));
}

} // namespace convscope::test
