// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/train/setup/prepare_run.h"
#include "core/train/setup/presets.h"
#include "tests/support/errors.h"
#include "tests/support/image_files.h"
#include "tests/support/memory_dataset.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace convscope;
using test::MemoryDataset;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

/// Three classes of four images each.
std::shared_ptr<const Dataset> animals(int side, int channels)
{
    auto dataset
        = std::make_shared<MemoryDataset>(std::vector<std::string> { "ant", "bee", "cat" });
    for (int i = 0; i < 12; ++i)
        dataset->add(i % 3, test::patternImage(side + i, side, channels));
    return dataset;
}

RunRequest requestFor(std::shared_ptr<const Dataset> dataset, std::optional<RunConfig> config)
{
    return { .location = "animals", .opened = std::move(dataset), .config = std::move(config) };
}

PreparedRun prepared(RunRequest request)
{
    return prepareRun(std::move(request), noProgress);
}

/// A recipe that brings its own mean and standard deviation.
RunConfig withItsOwnMean()
{
    RunConfig config = findPreset("cifar10")->config;
    config.preprocessing.normalization = Normalization::Standard;
    config.preprocessing.mean = { 0.5, 0.4, 0.3 };
    config.preprocessing.stddev = { 0.2, 0.2, 0.2 };
    return config;
}

} // namespace

TEST(PrepareRun, GivesATrainerWhatItNeeds)
{
    const PreparedRun run = prepared(requestFor(animals(20, 3), findPreset("cifar10")->config));
    EXPECT_EQ(run.config.dataset, "animals");
    EXPECT_EQ(run.config.model.input, run.data->preprocessing.shape());
    EXPECT_EQ(inferShapes(run.config.model).back().output.size(), 3U);
    EXPECT_EQ(run.whole, run.dataset);
    EXPECT_THAT(run.reasons, IsEmpty()) << "the network was asked for";
    EXPECT_TRUE(suits(run, run.config));
}

TEST(PrepareRun, SuggestsANetworkAndSaysWhy)
{
    const PreparedRun tiny = prepared(requestFor(animals(1, 1), {}));
    EXPECT_EQ(tiny.config.preset, "digits");
    const PreparedRun run = prepared(requestFor(animals(200, 1), {}));
    EXPECT_EQ(run.config.preset, "compact");
    EXPECT_EQ(run.config.preprocessing.channels, 1);
    EXPECT_THAT(run.reasons, SizeIs(3));
    EXPECT_THAT(run.reasons[0], testing::HasSubstr("200×200"));
    EXPECT_THAT(run.reasons[1], testing::HasSubstr("grey"));
    EXPECT_THAT(run.reasons[2], testing::HasSubstr("64×64"));
}

TEST(PrepareRun, ARecipesOwnMeanHoldsUntilItsChannelsOrItsNormalizationChange)
{
    const std::vector<double> own = withItsOwnMean().preprocessing.mean;
    EXPECT_EQ(prepared(requestFor(animals(20, 3), withItsOwnMean())).data->preprocessing.mean, own);
    RunRequest request = requestFor(animals(20, 3), withItsOwnMean());
    request.explicitly = { { "width", std::uint64_t { 20 } } };
    EXPECT_EQ(prepared(request).data->preprocessing.mean, own) << "a size changes no colours";
    request.explicitly = { { "channels", std::uint64_t { 1 } } };
    const PreparedRun grey = prepared(request);
    EXPECT_THAT(grey.config.preprocessing.mean, IsEmpty());
    EXPECT_THAT(grey.data->preprocessing.mean, SizeIs(1)) << "measured";
    request.explicitly = { { "normalization", std::string("unit") } };
    EXPECT_THAT(prepared(request).config.preprocessing.mean, IsEmpty());
}

TEST(PrepareRun, WhatWasAskedForByNameBeatsTheRecipeAndTheData)
{
    RunRequest request { .location = "sample:digits", .config = findPreset("compact")->config };
    EXPECT_EQ(prepared(request).config.preprocessing.shape(), (Shape { 1, 8, 8 }));
    request.explicitly = { { "channels", std::uint64_t { 3 } }, { "height", std::uint64_t { 12 } },
        { "epochs", std::uint64_t { 2 } } };
    const PreparedRun run = prepared(request);
    EXPECT_EQ(run.data->preprocessing.shape(), (Shape { 3, 12, 8 }));
    EXPECT_EQ(run.config.model.input, (Shape { 3, 12, 8 }));
    EXPECT_EQ(run.config.epochs, 2);
}

TEST(PrepareRun, ExcludesWhatTheSettingsSayElseWhatIsRemembered)
{
    RunConfig config = findPreset("cifar10")->config;
    RunRequest request = requestFor(animals(20, 3), config);
    request.remembered = { {}, { "bee" } };
    EXPECT_THAT(prepared(request).data->classes, ElementsAre("ant", "cat"));
    request.config->excluded = { {}, { "ant" } };
    const PreparedRun run = prepared(request);
    EXPECT_THAT(run.data->classes, ElementsAre("bee", "cat"));
    EXPECT_EQ(run.config.excluded, request.config->excluded);
    EXPECT_THAT(run.whole->classes(), SizeIs(3));
    EXPECT_FALSE(suits(run, config));
    request.config->excluded = {};
    request.remembered = { {}, { "ant", "bee", "cat" } };
    EXPECT_THAT(prepared(request).data->classes, SizeIs(3)) << "nothing would remain";
}

TEST(PrepareRun, AnUnknownNameIsAMistakeOnlyWhereItMustExist)
{
    RunRequest request = requestFor(animals(20, 3), findPreset("cifar10")->config);
    request.config->excluded = { { "9.png" }, {} };
    EXPECT_THAT(prepared(request).data->classes, SizeIs(3)) << "the file may have gone";
    request.names = RunRequest::Names::MustExist;
    EXPECT_THAT(test::errorOf([&] { prepared(request); }), testing::HasSubstr("9.png"));
}

TEST(PrepareRun, ARunThatGoesOnKeepsItsSettings)
{
    RunConfig config = prepared(requestFor(animals(20, 3), findPreset("cifar10")->config)).config;
    config.followData = true; // as no run has it, but nothing may follow the data now
    RunRequest request {
        .location = "sample:digits", .config = config, .purpose = RunRequest::Purpose::Resume
    };
    const PreparedRun run = prepared(request);
    EXPECT_EQ(run.config.preprocessing, config.preprocessing);
    EXPECT_EQ(run.config.model, config.model) << "the trainer says what does not fit";
}
