// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/train/measure/evaluation.h"
#include "core/train/measure/prepare_evaluation.h"
#include "core/train/setup/presets.h"
#include "tests/support/errors.h"
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

using namespace convscope;
using testing::HasSubstr;

namespace {

PreparedRun preparedDigits(std::uint64_t seed, const Exclusions &excluded = {})
{
    RunConfig config = findPreset("digits")->config;
    config.seed = seed;
    config.validation = 0.3;
    config.limit = 60;
    config.excluded = excluded;
    return prepareRun({ .location = "sample:digits", .config = config }, noProgress);
}

/// Of the model that a run came to, judged while something may be open.
EvaluationRequest requestFor(const PreparedRun &run, std::optional<Split> split)
{
    auto model = std::make_shared<TrainedModel>();
    model->spec = run.config.model;
    model->classes = run.data->classes;
    model->preprocessing = run.data->preprocessing;
    return { .model = model,
        .run = RunImages { run.config, run.data->fingerprint, listedImages(*run.data) },
        .split = split,
        .location = "sample:digits",
        .open = {},
        .cache = {} };
}

std::set<std::string> namesOf(const Dataset &dataset, const ImageSet &images)
{
    std::set<std::string> names;
    for (const std::size_t sample : images.samples)
        names.insert(dataset.samples()[sample].name);
    return names;
}

std::set<std::string> namesOf(const PreparedEvaluation &judged)
{
    return namesOf(*judged.dataset, judged.images);
}

PreparedEvaluation judged(const EvaluationRequest &request)
{
    return prepareEvaluation(request, noProgress);
}

} // namespace

TEST(PrepareEvaluation, TakesTheRunsOwnPartsWhateverIsOpen)
{
    const PreparedRun run = preparedDigits(1), open = preparedDigits(2);
    const auto own = namesOf(*run.dataset, run.data->validation);
    ASSERT_NE(namesOf(*open.dataset, open.data->validation), own);
    EvaluationRequest request = requestFor(run, Split::Validation);
    EXPECT_EQ(namesOf(judged(request)), own);
    request.open = open;
    EXPECT_EQ(namesOf(judged(request)), own);
    request.open = run;
    const PreparedEvaluation same = judged(request);
    EXPECT_EQ(namesOf(same), own);
    EXPECT_EQ(same.images.pixels.data(), run.data->validation.pixels.data()) << "no work";
    EXPECT_EQ(same.added, 0U);
}

TEST(PrepareEvaluation, DoesNotJudgeWhatTheRunExcluded)
{
    const PreparedRun run = preparedDigits(1, { {}, { "3", "7" } }), open = preparedDigits(1);
    EvaluationRequest request = requestFor(run, {});
    request.open = open;
    PreparedEvaluation images = judged(request);
    EXPECT_EQ(images.dataset->classes().size(), 8U);
    EXPECT_EQ(images.whole, open.whole);
    EXPECT_NO_THROW(relabel(images.images, images.dataset->classes(), run.data->classes));
}

TEST(PrepareEvaluation, AModelFileIsJudgedByTheSplitThatIsOpen)
{
    const PreparedRun open = preparedDigits(2);
    EvaluationRequest request = requestFor(open, Split::Validation);
    request.run.reset();
    request.open = open;
    EXPECT_EQ(namesOf(judged(request)), namesOf(*open.dataset, open.data->validation));
    request.open.reset();
    EXPECT_THAT(
        test::errorOf([&] { judged(request); }), HasSubstr("there are no images for 'val'"));
    request.split.reset();
    EXPECT_EQ(judged(request).images.size(), 1797U);
}

TEST(PrepareEvaluation, ARunOfTheFirstVersionIsJudgedOnlyOnTheImagesItBeganWith)
{
    const PreparedRun run = preparedDigits(1);
    EvaluationRequest request = requestFor(run, Split::Validation);
    request.run->listed.reset();
    EXPECT_EQ(namesOf(judged(request)), namesOf(*run.dataset, run.data->validation));
    ++request.run->fingerprint;
    EXPECT_THAT(test::errorOf([&] { judged(request); }), HasSubstr("began with"));
    request.split.reset();
    EXPECT_TRUE(judged(request).unlisted);
}
