// SPDX-License-Identifier: GPL-3.0-or-later
// Which images belong together, and splits that keep them so.
#include "core/data/prepare/sample_groups.h"
#include "core/data/prepare/split.h"
#include "tests/support/errors.h"
#include "tests/support/image_files.h"
#include "tests/support/memory_dataset.h"
#include "tests/support/temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>

using namespace convscope;
using namespace convscope::test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

MemoryDataset named(const std::vector<std::string> &names)
{
    MemoryDataset dataset({ "cat", "dog" });
    for (const std::string &name : names)
        dataset.add(name.find("dog") == std::string::npos ? 0 : 1, {}, {}, name);
    return dataset;
}

/// `count` subjects with 2 to 6 images each, in two classes.
MemoryDataset subjects(int count, const std::string &separator, std::optional<Split> split = {})
{
    MemoryDataset dataset({ "cat", "dog" });
    for (int subject = 0; subject < count; ++subject)
        for (int i = 0; i < 2 + subject % 5; ++i)
            dataset.add(i % 2, {}, split,
                std::string(i % 2 == 0 ? "cat" : "dog") + "/patient" + std::to_string(subject)
                    + separator + std::to_string(i) + ".png");
    return dataset;
}

std::vector<std::string> groupNames(const Dataset &dataset, GroupBy by)
{
    return groupsOf(dataset, by).names;
}

} // namespace

TEST(SampleGroups, aNameBeginsWithItsGroup)
{
    const auto dataset = named({ "cat/patient012_03.png", "cat/patient012_left_4.png",
        "dog/p7-1.png", "dog/ann_3.png", "cat/ann_4.png", "dog/lonely.png", "train #3" });
    EXPECT_THAT(groupNames(dataset, GroupBy::Prefix),
        ElementsAre("patient012", "patient012", "p7", "ann", "ann", "", ""));
}

TEST(SampleGroups, theBeginningThatAllNamesShareTellsNothing)
{
    const auto dataset = named({ "cat/scan_2020_12_1.png", "cat/scan_2020_12_2.png",
        "cat/scan_2020_7_1.png", "dog/scan_2020_7_2.png" });
    EXPECT_THAT(groupNames(dataset, GroupBy::Prefix),
        ElementsAre("scan_2020_12", "scan_2020_12", "scan_2020_7", "scan_2020_7"));
}

TEST(SampleGroups, aFolderThatIsNoClassAndNoSplitIsAGroup)
{
    const auto dataset
        = named({ "train/cat/p1/a.png", "train/p1/dog/b.png", "test/dog/p2/c.png", "dog/d.png" });
    EXPECT_THAT(groupNames(dataset, GroupBy::Folder), ElementsAre("p1", "p1", "p2", ""));
}

TEST(SampleGroups, whatIsNotThereIsRefusedWithTheReason)
{
    const auto dataset = named({ "cat/1.png", "dog/2.png" });
    EXPECT_EQ(groupsOf(dataset, GroupBy::Auto).by, GroupBy::None);
    const auto reason = [&](GroupBy by) {
        return errorOf([&] { groupsOf(dataset, by); });
    };
    EXPECT_THAT(reason(GroupBy::Column), HasSubstr("no table with a column"));
    EXPECT_THAT(reason(GroupBy::Folder), HasSubstr("no folder stands above"));
    EXPECT_THAT(reason(GroupBy::Prefix), HasSubstr("no beginning that some share"));
    const auto byClass = named({ "cat/cat_1.png", "cat/cat_2.png", "dog/dog_1.png" });
    EXPECT_THAT(errorOf([&] { groupsOf(byClass, GroupBy::Prefix); }),
        HasSubstr("every class would be one group"));
}

TEST(SampleGroups, areSuggestedWhereManyNamesShareABeginning)
{
    EXPECT_EQ(suggestedGroups(subjects(20, "_")).by, GroupBy::Prefix);
    EXPECT_EQ(suggestedGroups(subjects(20, "_")).count, 20U);
    EXPECT_EQ(suggestedGroups(subjects(20, "/")).by, GroupBy::Folder);
    // Numbers that count all images, and names that begin with the class, suggest nothing.
    std::vector<std::string> counting;
    for (int i = 0; i < 40; ++i)
        counting.push_back((i % 2 == 0 ? "cat/n01_" : "dog/n02_") + std::to_string(i) + ".png");
    EXPECT_EQ(suggestedGroups(named(counting)).by, GroupBy::None);
    for (std::string &name : counting)
        name.replace(4, 3, "IMG");
    EXPECT_EQ(suggestedGroups(named(counting)).by, GroupBy::None);
}

TEST(SampleGroups, splitsAreKeptWholeAndStratified)
{
    const auto dataset = subjects(300, "_");
    const auto groups = groupsOf(dataset, GroupBy::Prefix);
    const auto split = splitSamples(dataset.samples(), 2, { 0.2, 0.1, 3 }, groups.names);
    std::map<std::string, std::set<int>> lists;
    std::array<std::array<double, 2>, 3> counts {};
    int which = 0;
    for (const auto *list : { &split.train, &split.validation, &split.test }) {
        EXPECT_TRUE(std::is_sorted(list->begin(), list->end()));
        for (const std::size_t i : *list) {
            lists[groups.names[i]].insert(which);
            ++counts.at(std::size_t(which)).at(std::size_t(dataset.samples()[i].label));
        }
        ++which;
    }
    EXPECT_EQ(lists.size(), 300U);
    for (const auto &[name, own] : lists)
        EXPECT_EQ(own.size(), 1U) << name;
    for (std::size_t label = 0; label < 2; ++label) {
        const double all = counts[0].at(label) + counts[1].at(label) + counts[2].at(label);
        EXPECT_NEAR(counts[1].at(label) / all, 0.2, 0.01);
        EXPECT_NEAR(counts[2].at(label) / all, 0.1, 0.01);
    }
}

TEST(SampleGroups, aSplitOfGroupsDependsOnTheSeedAlone)
{
    const auto dataset = subjects(60, "_");
    const auto names = groupNames(dataset, GroupBy::Prefix);
    const auto validation = [&](std::uint64_t seed) {
        return splitSamples(dataset.samples(), 2, { 0.25, 0, seed }, names).validation;
    };
    EXPECT_EQ(validation(1), validation(1));
    EXPECT_NE(validation(1), validation(2));
}

TEST(SampleGroups, fewLargeGroupsStillLeaveSomeToJudge)
{
    const auto dataset = named({ "cat/p1_1.png", "cat/p1_2.png", "dog/p1_3.png", "dog/p2_1.png",
        "cat/p2_2.png", "cat/p2_3.png", "dog/p3_1.png", "cat/p3_2.png" });
    const auto names = groupNames(dataset, GroupBy::Prefix);
    const auto split = splitSamples(dataset.samples(), 2, { 0.1, 0, 1 }, names);
    EXPECT_THAT(split.validation, ElementsAre(6, 7));
    const auto two = named({ "cat/p1_1.png", "cat/p1_2.png", "dog/p2_1.png", "dog/p2_2.png" });
    const auto kept = splitSamples(two.samples(), 2, { 0.5, 0, 1 }, { "p1", "p1", "p2", "p2" });
    EXPECT_EQ(kept.train.size(), 4U); // each class keeps images to train on
}

TEST(SampleGroups, aSplitOfTheDatasetIsSaidToCutThem)
{
    auto dataset = subjects(20, "_", Split::Train);
    dataset.add(0, {}, Split::Validation, "val/cat/patient3_9.png");
    const auto groups = groupsOf(dataset, GroupBy::Prefix);
    EXPECT_THAT(cutGroups(dataset.samples(), groups), ElementsAre("patient3"));
}

TEST(SampleGroups, ofATableWithAColumnPatientStayWhole)
{
    const TempFolder folder;
    const Bytes image = encodeImage(patternImage(4, 3), ".png");
    std::string table = "file,diagnosis,patient\n";
    for (int i = 0; i < 60; ++i) {
        const std::string number = std::to_string(i);
        folder.write(number + ".png", image);
        table += number + ".png," + (i % 2 == 0 ? "ill" : "well") + ",P" + std::to_string(i / 4)
            + "\n";
    }
    folder.write("labels.csv", table);
    const auto dataset = openDataset(folder.string(), noProgress);
    const SampleGroups groups = groupsOf(*dataset, GroupBy::Auto);
    EXPECT_EQ(groups.by, GroupBy::Column);
    EXPECT_EQ(groups.count, 15U);
    const auto split = splitSamples(dataset->samples(), 2, { 0.2, 0.2, 1 }, groups.names);
    std::map<std::string, std::set<int>> lists; // in which a patient is
    int list = 0;
    for (const auto *samples : { &split.train, &split.validation, &split.test }) {
        EXPECT_GE(samples->size(), 8U);
        for (const std::size_t i : *samples)
            lists[dataset->samples()[i].group].insert(list);
        ++list;
    }
    EXPECT_EQ(lists.size(), 15U);
    for (const auto &[patient, own] : lists)
        EXPECT_EQ(own.size(), 1U) << patient;
}

TEST(SampleGroups, areNoneWhereTheirColumnHoldsTheClasses)
{
    const TempFolder folder;
    for (const char *name : { "a.png", "b.png", "c.png", "d.png" })
        folder.write(name, encodeImage(patternImage(4, 3), ".png"));
    folder.write("labels.csv", "file,plant\na.png,oak\nb.png,oak\nc.png,elm\nd.png,elm\n");
    const auto dataset = openDataset(folder.string(), noProgress);
    EXPECT_THAT(dataset->classes(), ElementsAre("elm", "oak"));
    EXPECT_EQ(groupsOf(*dataset, GroupBy::Auto).count, 0U);
}
