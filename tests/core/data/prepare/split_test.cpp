// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/prepare/split.h"
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace convscope::test {

namespace {

using testing::ElementsAre;

std::vector<Sample> samplesOf(const std::vector<int> &counts, std::optional<Split> split = {})
{
    std::vector<Sample> samples;
    for (std::size_t label = 0; label < counts.size(); ++label)
        for (int i = 0; i < counts[label]; ++i)
            samples.push_back({ static_cast<int>(label), "", split });
    return samples;
}

std::vector<int> perClass(const std::vector<Sample> &samples, std::size_t classes,
    const std::vector<std::size_t> &indices)
{
    std::vector<int> counts(classes);
    for (const std::size_t i : indices)
        ++counts.at(static_cast<std::size_t>(samples[i].label));
    return counts;
}

} // namespace

TEST(SplitSamples, takesTheShareFromEveryClass)
{
    const auto samples = samplesOf({ 300, 100, 50 });
    const auto split = splitSamples(samples, 3, { 0.2, 0.1, 1 });
    EXPECT_THAT(perClass(samples, 3, split.train), ElementsAre(210, 70, 35));
    EXPECT_THAT(perClass(samples, 3, split.validation), ElementsAre(60, 20, 10));
    EXPECT_THAT(perClass(samples, 3, split.test), ElementsAre(30, 10, 5));
}

TEST(SplitSamples, usesEverySampleOnceInTheDatasetsOrder)
{
    const auto samples = samplesOf({ 17, 5, 29 });
    const auto split = splitSamples(samples, 3, { 0.3, 0.2, 5 });
    std::vector<std::size_t> all;
    for (const auto *list : { &split.train, &split.validation, &split.test }) {
        EXPECT_TRUE(std::is_sorted(list->begin(), list->end()));
        all.insert(all.end(), list->begin(), list->end());
    }
    std::sort(all.begin(), all.end());
    ASSERT_EQ(all.size(), samples.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        EXPECT_EQ(all[i], i);
}

TEST(SplitSamples, dependsOnTheSeedAlone)
{
    const auto samples = samplesOf({ 40, 40 });
    const auto one = splitSamples(samples, 2, { 0.25, 0, 1 });
    EXPECT_EQ(one.validation, splitSamples(samples, 2, { 0.25, 0, 1 }).validation);
    EXPECT_NE(one.validation, splitSamples(samples, 2, { 0.25, 0, 2 }).validation);
}

TEST(SplitSamples, isTheSameOnEveryPlatform)
{
    // Written down once: a seed must give the same split tomorrow and elsewhere.
    const auto split = splitSamples(samplesOf({ 10, 10 }), 2, { 0.2, 0.0, 1 });
    EXPECT_THAT(split.validation, ElementsAre(3, 6, 13, 15));
}

TEST(SplitSamples, smallClassesShareTheRemainder)
{
    const auto samples = samplesOf({ 4, 4, 4, 4, 4 });
    const auto split = splitSamples(samples, 5, { 0.1, 0, 1 });
    EXPECT_EQ(split.validation.size(), 2U); // a tenth of 20, although a tenth of 4 is none
}

TEST(SplitSamples, leavesEveryClassAImageToTrainOn)
{
    const auto samples = samplesOf({ 1, 2, 40 });
    const auto split = splitSamples(samples, 3, { 0.5, 0.4, 1 });
    for (const int count : perClass(samples, 3, split.train))
        EXPECT_GE(count, 1);
}

TEST(SplitSamples, keepsWhatTheDatasetBrings)
{
    auto samples = samplesOf({ 10, 10 }, Split::Train);
    samples.push_back({ 0, "", Split::Validation });
    samples.push_back({ 1, "", Split::Test });
    const auto split = splitSamples(samples, 2, { 0.5, 0.5, 1 });
    EXPECT_EQ(split.train.size(), 20U);
    EXPECT_THAT(split.validation, ElementsAre(20));
    EXPECT_THAT(split.test, ElementsAre(21));
}

TEST(SplitSamples, takesAMissingValidationFromTheTrainingImages)
{
    auto samples = samplesOf({ 10, 20 }, Split::Train);
    for (int i = 0; i < 100; ++i)
        samples.push_back({ 0, "", Split::Test });
    const auto split = splitSamples(samples, 2, { 0.2, 0.3, 1 });
    EXPECT_THAT(perClass(samples, 2, split.validation), ElementsAre(2, 4));
    EXPECT_THAT(perClass(samples, 2, split.train), ElementsAre(8, 16));
    EXPECT_EQ(split.test.size(), 100U);
}

TEST(LimitEvenly, spreadsOverTheClassesAndTakesTheFirst)
{
    const auto samples = samplesOf({ 10, 2, 10 });
    std::vector<std::size_t> all(samples.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = i;
    EXPECT_THAT(limitEvenly(samples, 3, all, 9), ElementsAre(0, 1, 2, 3, 10, 11, 12, 13, 14));
    EXPECT_THAT(limitEvenly(samples, 3, all, 2), ElementsAre(0, 10));
    EXPECT_EQ(limitEvenly(samples, 3, all, 0), all);
    EXPECT_EQ(limitEvenly(samples, 3, all, 100), all);
}

} // namespace convscope::test
