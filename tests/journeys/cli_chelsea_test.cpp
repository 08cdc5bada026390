// SPDX-License-Identifier: GPL-3.0-or-later
// convscope-cli chelsea: what it writes, against the numbers that are known of the photograph.
#include "core/data/decode/image_decode.h"
#include "core/io/tensors/npz.h"
#include "tests/journeys/cli.h"
#include "tests/support/image_files.h"
#include "tests/support/temp_folder.h"
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>

using namespace convscope;
using test::cli;
using test::expectBadInput;
using test::fileText;
using test::ProgramResult;
using test::TempFolder;

namespace {

using Arrays = std::map<std::string, Tensor>;

Arrays arraysIn(const TempFolder &folder)
{
    Arrays arrays;
    for (const NamedTensor &array : readNpz(folder / "maps.npz"))
        arrays[array.name] = array.value;
    return arrays;
}

struct Figures {
    double low, high, mean;
};

Figures figuresOf(const Tensor &maps, std::size_t map)
{
    const std::size_t area = maps.dims()[1] * maps.dims()[2];
    const auto values = maps.values().subspan(map * area, area);
    const auto [low, high] = std::ranges::minmax(values);
    return { low, high,
        std::accumulate(values.begin(), values.end(), 0.0) / double(values.size()) };
}

void expectFigures(const Figures &found, const Figures &known)
{
    EXPECT_NEAR(found.low, known.low, 1e-6);
    EXPECT_NEAR(found.high, known.high, 1e-6);
    EXPECT_NEAR(found.mean, known.mean, 1e-8);
}

} // namespace

TEST(CliChelsea, WritesTheKnownNumbersAndThreeFigures)
{
    const TempFolder folder;
    const ProgramResult result = cli({ "chelsea", "--out", folder.string(), "--json" });
    ASSERT_EQ(result.status, 0) << result.err;
    const Arrays arrays = arraysIn(folder);
    std::vector<std::string> names;
    for (const auto &[name, array] : arrays)
        names.push_back(name);
    EXPECT_THAT(names,
        testing::UnorderedElementsAre("input", "filters1", "filters2", "filters3", "conv1", "relu1",
            "pool1", "conv2", "relu2", "pool2", "conv3", "relu3", "pool3"));
    const auto dims = [&](const char *name) {
        return arrays.at(name).dims();
    };
    EXPECT_THAT(dims("input"), testing::ElementsAre(1, 300, 451));
    EXPECT_THAT(dims("filters2"), testing::ElementsAre(3, 2, 5, 5));
    EXPECT_THAT(dims("conv1"), testing::ElementsAre(2, 298, 449));
    EXPECT_THAT(dims("pool1"), testing::ElementsAre(2, 149, 224));
    EXPECT_THAT(dims("pool3"), testing::ElementsAre(1, 33, 52));
    expectFigures(figuresOf(arrays.at("conv1"), 0), { -1.536536, 1.476440, 0.000183553 });
    expectFigures(figuresOf(arrays.at("conv1"), 1), { -1.000735, 1.343625, -0.002426054 });
    EXPECT_NEAR(figuresOf(arrays.at("relu1"), 0).mean, 0.042174036, 1e-8);
    EXPECT_NEAR(figuresOf(arrays.at("relu1"), 1).mean, 0.043441786, 1e-8);
    const auto json = nlohmann::json::parse(result.out);
    EXPECT_EQ(json["files"].size(), 4U);
    EXPECT_NEAR(json["layers"][0]["maps"][0]["mean"].get<double>(), 0.000183553, 1e-8);
    for (const char *figure : { "L1.png", "L2.png", "L3.png" })
        EXPECT_EQ(readImage(folder / figure).channels, 3) << figure;
}

TEST(CliChelsea, LaterLayersFollowFromTheFiltersThatAreWritten)
{
    const TempFolder folder;
    ASSERT_EQ(cli({ "chelsea", "--out", folder.string(), "--seed", "7" }).status, 0);
    const Arrays arrays = arraysIn(folder);
    const Tensor &in = arrays.at("pool1"), &filters = arrays.at("filters2"),
                 &out = arrays.at("conv2");
    const std::size_t width = in.dims()[2], area = in.dims()[1] * width;
    const std::size_t y = 70, x = 101, filter = 2;
    double sum = 0;
    for (std::size_t c = 0; c < 2; ++c)
        for (std::size_t u = 0; u < 5; ++u)
            for (std::size_t v = 0; v < 5; ++v)
                sum += double(in.values()[c * area + (y + u) * width + x + v])
                    * double(filters.values()[((filter * 2 + c) * 5 + u) * 5 + v]);
    const std::size_t at = (filter * out.dims()[1] + y) * out.dims()[2] + x;
    EXPECT_NEAR(double(out.values()[at]), sum, 1e-5);
}

TEST(CliChelsea, SameSeedGivesTheSameFilesAndAnotherDoesNot)
{
    const TempFolder one, two, three;
    ASSERT_EQ(cli({ "chelsea", "--out", one.string(), "--seed", "5" }).status, 0);
    ASSERT_EQ(cli({ "chelsea", "--out", two.string(), "--seed", "5" }).status, 0);
    ASSERT_EQ(cli({ "chelsea", "--out", three.string(), "--seed", "6" }).status, 0);
    for (const char *file : { "maps.npz", "L2.png" }) {
        EXPECT_EQ(fileText(one / file), fileText(two / file)) << file;
        EXPECT_NE(fileText(one / file), fileText(three / file)) << file;
    }
    EXPECT_EQ(fileText(one / "L1.png"), fileText(three / "L1.png")); // its filters are given
}

TEST(CliChelsea, TakesAnotherImageAndRefusesWhatDoesNotFit)
{
    const TempFolder folder;
    folder.write("large.png", test::encodeImage(test::patternImage(1000, 500), ".png"));
    folder.write("small.png", test::encodeImage(test::patternImage(41, 60), ".png"));
    const auto with = [&](const std::string &image) {
        return cli({ "chelsea", "--out", folder.string() + "/out", "--picture", image, "--json" });
    };
    const ProgramResult large = with(folder.string() + "/large.png");
    ASSERT_EQ(large.status, 0) << large.err;
    EXPECT_TRUE(nlohmann::json::parse(large.out)["shrunk"].get<bool>());
    expectBadInput(with(folder.string() + "/small.png"), "small.png: the image is 41 x 60");
    expectBadInput(with(folder.string() + "/nothing.png"), "nothing.png");
    expectBadInput(cli({ "chelsea" }), "--out");
    expectBadInput(cli({ "chelsea", "--out", folder.string() + "/large.png" }), "large.png");
}
