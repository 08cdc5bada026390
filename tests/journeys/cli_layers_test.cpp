// SPDX-License-Identifier: GPL-3.0-or-later
// What convscope-cli tells of the kinds of layers, which other programs and the README go by.
#include "core/kinds/kinds.h"
#include "tests/journeys/cli.h"
#include <nlohmann/json.hpp>
#include <sstream>

using namespace convscope;
using nlohmann::json;

TEST(CliLayers, AreAllThatThereAreWithExamplesThatFit)
{
    const test::ProgramResult result = test::cli({ "layers", "--json" });
    ASSERT_EQ(result.status, 0);
    const json layers = json::parse(result.out)["layers"];
    ASSERT_EQ(layers.size(), layerKinds().size());
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const LayerKind &kind = layerKinds()[i];
        EXPECT_EQ(layers[i]["kind"], kind.name);
        EXPECT_EQ(layers[i]["options"].size(), kind.options.size());
        for (const char *key : { "title", "term", "help" })
            EXPECT_FALSE(layers[i][key].get<std::string>().empty());
        EXPECT_TRUE(layers[i]["onnx"].is_array());
        LayerOptions example;
        for (const auto &[name, value] : layers[i]["example"].items())
            if (name != "kind")
                example.emplace(name, fieldValueFromJson(name, value));
        EXPECT_NO_THROW(optionsOf(kind, example)) << kind.name;
    }
}

TEST(CliLayers, AreTheTableOfTheReadme)
{
    const std::string readme
        = test::fileText(std::filesystem::path(TEST_SOURCE_DIR) / "../README.md");
    std::istringstream table(test::cli({ "layers" }).out);
    for (std::string line; std::getline(table, line);)
        EXPECT_THAT(readme, testing::HasSubstr(line + "\n"))
            << "the README lacks this line of `convscope-cli layers`";
}
