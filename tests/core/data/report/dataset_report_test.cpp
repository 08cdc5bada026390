// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/base/threads/parallel_for.h"
#include "core/base/words.h"
#include "core/data/report/dataset_report.h"
#include "tests/support/image_files.h"
#include "tests/support/memory_dataset.h"
#include "tests/support/temp_folder.h"
#include <algorithm>
#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace convscope::test {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Kind = DataWarning::Kind;

std::vector<Kind> kindsOf(const DatasetReport &report)
{
    std::vector<Kind> kinds;
    for (const DataWarning &each : warnings(report))
        kinds.push_back(each.kind);
    return kinds;
}

DatasetReport scan(const TempFolder &folder, int threads = 2)
{
    return scanDataset(*openDataset(folder.string(), noProgress), threads, noProgress);
}

/// Alike to no other.
Image noiseImage(std::uint32_t seed)
{
    Rng rng(seed);
    Image image { 1, 24, 24, {} };
    for (int i = 0; i < 24 * 24; ++i)
        image.pixels.push_back(static_cast<std::uint8_t>(rng.below(256)));
    return image;
}

void writeMixed(const TempFolder &folder)
{
    folder.write("cats/a.png", encodeImage(patternImage(6, 4), ".png"));
    folder.write("cats/same.bmp", encodeImage(patternImage(6, 4), ".bmp"));
    folder.write("dogs/b.png", encodeImage(patternImage(4, 6), ".png"));
    folder.write("dogs/also_a.tiff", encodeImage(patternImage(6, 4), ".tiff"));
    Bytes cut = encodeImage(patternImage(4, 6), ".png");
    cut.resize(cut.size() - 5);
    folder.write("dogs/cut.png", cut);
    folder.write("dogs/empty.png", "");
}

} // namespace

TEST(DatasetReport, countsWhatCanBeUsedAndNamesTheRestOnce)
{
    const TempFolder folder;
    writeMixed(folder);
    const auto report = scan(folder);
    EXPECT_EQ(report.format, "class-folders");
    EXPECT_EQ(report.images, 4U);
    EXPECT_THAT(report.classes, ElementsAre(ClassCount { "cats", 2 }, ClassCount { "dogs", 2 }));
    EXPECT_THAT(report.splits, ElementsAre(SplitCount { Split::Train, 4 }));
    EXPECT_THAT(report.sizes, ElementsAre(SizeCount { 6, 4, 3 }, SizeCount { 4, 6, 1 }));
    ASSERT_EQ(report.problems.size(), 2U);
    EXPECT_EQ(report.problems[0].path, "dogs/cut.png");
    EXPECT_THAT(report.problems[0].reason, HasSubstr("truncated"));
    EXPECT_EQ(report.problems[1], (Problem { "dogs/empty.png", "empty file" }));
}

TEST(DatasetReport, findsEqualImagesInAnyFormatAndClass)
{
    const TempFolder folder;
    writeMixed(folder);
    const auto dataset = openDataset(folder.string(), noProgress);
    const auto json = toJson(scanDataset(*dataset, 2, noProgress), *dataset);
    EXPECT_EQ(json["duplicates"],
        (nlohmann::json { { "cats/a.png", "cats/same.bmp", "dogs/also_a.tiff" } }));
}

TEST(DatasetReport, equalPixelsInAnotherShapeAreNotEqualImages)
{
    const TempFolder folder;
    folder.write("a/wide.png", encodeImage(plainImage(6, 4, { 9 }), ".png"));
    folder.write("a/tall.png", encodeImage(plainImage(4, 6, { 9 }), ".png"));
    EXPECT_THAT(scan(folder).duplicates, testing::IsEmpty());
}

TEST(DatasetReport, countsTheSplitsThatTheDatasetBrings)
{
    const TempFolder folder;
    folder.write("train/a/1.png", encodeImage(patternImage(3, 3), ".png"));
    folder.write("train/a/2.png", encodeImage(patternImage(5, 3), ".png"));
    folder.write("test/a/3.png", encodeImage(patternImage(7, 3), ".png"));
    EXPECT_THAT(scan(folder).splits,
        ElementsAre(SplitCount { Split::Train, 2 }, SplitCount { Split::Test, 1 }));
}

TEST(DatasetReport, asJsonHasTheDocumentedFields)
{
    const TempFolder folder;
    writeMixed(folder);
    const auto dataset = openDataset(folder.string(), noProgress);
    const auto json = toJson(scanDataset(*dataset, 1, noProgress), *dataset);
    EXPECT_EQ(json["format"], "class-folders");
    EXPECT_EQ(json["images"], 4);
    EXPECT_EQ(json["classes"][1], (nlohmann::json { { "name", "dogs" }, { "count", 2 } }));
    EXPECT_EQ(json["splits"], (nlohmann::json { { "train", 4 } }));
    EXPECT_EQ(json["problems"][1]["path"], "dogs/empty.png");
    EXPECT_EQ(json["problems"][1]["reason"], "empty file");
    EXPECT_EQ(json["duplicates"][0][0], "cats/a.png");
    EXPECT_EQ(
        json["sizes"][0], (nlohmann::json { { "width", 6 }, { "height", 4 }, { "count", 3 } }));
}

TEST(DatasetReport, tellsColourFromGreyByThePixels)
{
    MemoryDataset dataset({ "a" });
    dataset.add(0, plainImage(4, 4, { 7 }));
    dataset.add(0, plainImage(4, 4, { 9, 9, 9 }));
    dataset.add(0, plainImage(4, 4, { 9, 9, 8 }));
    EXPECT_EQ(scanDataset(dataset, 1, noProgress).colour, 1U);
}

TEST(DatasetReport, imbalanceIsOfTheClassesWithImages)
{
    MemoryDataset dataset({ "many", "none", "few" });
    for (int i = 0; i < 6; ++i)
        dataset.add(0, patternImage(5 + i, 5));
    for (int i = 0; i < 3; ++i)
        dataset.add(1, {}); // it cannot be read
    dataset.add(2, patternImage(5, 7));
    dataset.add(2, patternImage(5, 8));
    const auto report = scanDataset(dataset, 1, noProgress);
    EXPECT_DOUBLE_EQ(report.imbalance, 3);
    EXPECT_DOUBLE_EQ(report.baselines.majority, 0.75);
    EXPECT_THAT(report.problems, testing::Contains(Problem { "#6", "no such file" }));
    EXPECT_THAT(kindsOf(report), ElementsAre(Kind::EmptyClass, Kind::Imbalance, Kind::Unusable));
    const auto found = warnings(report);
    EXPECT_THAT(found[0].what, HasSubstr("1 class has no image that can be used (none)"));
    EXPECT_THAT(found[1].what, HasSubstr("(6 images of many, 2 of few)"));
    EXPECT_THAT(found[1].advice, HasSubstr("balanced class weights"));
    EXPECT_THAT(found[2].what, HasSubstr("3 of 11 files"));
}

TEST(DatasetReport, aLongNameLosesItsMiddleInAWarning)
{
    const std::string name
        = std::string(30, 'a') + "ü" + std::string(88, 'b') + "ü" + std::string(18, 'c');
    MemoryDataset dataset({ name });
    dataset.add(0, patternImage(5, 5));
    EXPECT_THAT(warnings(scanDataset(dataset, 1, noProgress))[0].what,
        HasSubstr("(" + std::string(20, 'a') + "…ü" + std::string(18, 'c') + ")"));
    EXPECT_EQ(shortened(std::string(19, 'a') + "ü" + std::string(30, 'b')),
        std::string(19, 'a') + "…" + std::string(20, 'b')); // no half of a character
}

TEST(DatasetReport, warnsOfOneClassAlone)
{
    MemoryDataset dataset({ "only" });
    dataset.add(0, patternImage(5, 5));
    const auto found = warnings(scanDataset(dataset, 1, noProgress));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].kind, Kind::OneClass);
    EXPECT_THAT(found[0].what, HasSubstr("of one class (only)"));
}

TEST(DatasetReport, warnsOfEqualImagesAcrossSplitsAndClasses)
{
    MemoryDataset dataset({ "a", "b" });
    for (std::uint32_t i = 0; i < 4; ++i) {
        dataset.add(int(i) % 2, noiseImage(i), Split::Train);
        dataset.add(int(i) % 2, noiseImage(10 + i), Split::Test);
    }
    EXPECT_THAT(kindsOf(scanDataset(dataset, 1, noProgress)), testing::IsEmpty());
    dataset.add(0, noiseImage(0), Split::Test);
    dataset.add(0, noiseImage(1), Split::Train);
    dataset.add(1, noiseImage(11), Split::Test);
    const auto report = scanDataset(dataset, 1, noProgress);
    EXPECT_THAT(report.duplicates,
        ElementsAre(ImageGroup { { 0, 8 }, true, false }, ImageGroup { { 2, 9 }, false, true },
            ImageGroup { { 3, 10 }, false, false }));
    EXPECT_THAT(kindsOf(report), ElementsAre(Kind::Conflicts, Kind::Leaks, Kind::Duplicates));
    const auto found = warnings(report);
    EXPECT_THAT(found[0].what, HasSubstr("1 group of equal images lies in more than one class"));
    EXPECT_THAT(found[2].what, HasSubstr("1 image is a copy"));
    const auto json = toJson(report, dataset);
    EXPECT_EQ(json["leaks"], nlohmann::json::parse(R"([["#0", "#8"]])"));
    EXPECT_EQ(json["conflicts"], nlohmann::json::parse(R"([["#2", "#9"]])"));
    EXPECT_EQ(json["warnings"].size(), 3U);
}

TEST(DatasetReport, warnsWhereTheSizeTellsTheClass)
{
    MemoryDataset dataset({ "small", "large" });
    for (int i = 0; i < 30; ++i)
        dataset.add(i % 2, patternImage(10 + i % 2 * 40, 20 + i));
    const auto report = scanDataset(dataset, 1, noProgress);
    ASSERT_THAT(kindsOf(report), testing::Contains(Kind::Shortcut));
    const auto json = toJson(report, dataset);
    EXPECT_EQ(json["shortcuts"][0]["measure"], "size");
    EXPECT_EQ(json["shortcuts"][0]["accuracy"], 1);
    EXPECT_THAT(warnings(report)[0].what, HasSubstr("The size alone tells the class of 100 %"));
}

TEST(DatasetReport, doesNotDependOnTheNumberOfThreads)
{
    const auto digits = openDataset("sample:digits", noProgress);
    EXPECT_EQ(toJson(scanDataset(*digits, 1, noProgress), *digits),
        toJson(scanDataset(*digits, 3, noProgress), *digits));
}

TEST(DatasetReport, decodesOnlyWhatIsNotKnownYet)
{
    MemoryDataset dataset({ "a" });
    dataset.add(0, {}); // reading it would fail
    dataset.add(0, patternImage(6, 5));
    const auto report
        = scanDataset(dataset, 1, noProgress, { factsOf(patternImage(3, 4)), ImageFacts {} });
    EXPECT_EQ(report.images, 2U);
    EXPECT_THAT(report.sizes, ElementsAre(SizeCount { 3, 4, 1 }, SizeCount { 6, 5, 1 }));
}

TEST(DatasetReport, asJsonHasMoreThanTheDocumentedFields)
{
    const auto digits = openDataset("sample:digits", noProgress);
    const auto json = toJson(scanDataset(*digits, 0, noProgress), *digits);
    EXPECT_EQ(json["colour"], 0);
    EXPECT_EQ(json["near_duplicates"], nlohmann::json::array());
    EXPECT_EQ(json["leaks"], nlohmann::json::array());
    EXPECT_EQ(json["conflicts"], nlohmann::json::array());
    EXPECT_EQ(json["shortcuts"], nlohmann::json::array());
    EXPECT_EQ(json["warnings"], nlohmann::json::array());
    EXPECT_DOUBLE_EQ(json["baselines"]["chance"], 0.1);
    EXPECT_DOUBLE_EQ(json["baselines"]["majority"], 183.0 / 1797); // published: 183 threes
    EXPECT_GT(json["baselines"]["centroid"], 0.15);
    EXPECT_LT(json["baselines"]["centroid"], 0.3);
    EXPECT_NEAR(json["imbalance"], 183.0 / 174, 1e-12); // published: 174 eights
}

TEST(DatasetReport, canBeCancelled)
{
    const auto digits = openDataset("sample:digits", noProgress);
    EXPECT_THROW(
        scanDataset(*digits, 1, [](std::size_t, std::size_t) { return false; }), Cancelled);
}

TEST(ParallelFor, callsTheTaskOnceForEachIndex)
{
    for (const std::size_t count : { 0U, 1U, 7U, 8U, 9U, 1000U }) {
        std::vector<std::atomic<int>> calls(count);
        parallelFor(count, 4, noProgress, [&](std::size_t i) { ++calls[i]; });
        for (const auto &each : calls)
            EXPECT_EQ(each, 1);
    }
}

TEST(ParallelFor, handsOnTheFirstExceptionOfATask)
{
    const auto task = [](std::size_t i) {
        if (i == 50)
            throw std::runtime_error("fifty");
    };
    EXPECT_THROW(parallelFor(100, 3, noProgress, task), std::runtime_error);
}

TEST(ParallelFor, stopsSoonAfterItIsCancelled)
{
    std::atomic<bool> cancelled = false;
    std::atomic<std::size_t> done = 0;
    const auto progress = [&](std::size_t, std::size_t) {
        if (done > 0)
            cancelled = true;
        return !cancelled;
    };
    // The first task waits until somebody has cancelled, so the others cannot all be done before.
    const auto task = [&](std::size_t i) {
        ++done;
        if (i == 0)
            cancelled.wait(false);
    };
    EXPECT_THROW(
        {
            parallelFor(
                1'000'000, 1,
                [&](std::size_t d, std::size_t t) {
                    const bool goOn = progress(d, t);
                    cancelled.notify_all();
                    return goOn;
                },
                task);
        },
        Cancelled);
    EXPECT_LT(done, 1'000'000U);
}

TEST(ParallelFor, survivesAProgressCallbackThatThrows)
{
    const auto progress = [](std::size_t, std::size_t) -> bool {
        throw std::runtime_error("oops");
    };
    EXPECT_THROW(parallelFor(10, 2, progress, [](std::size_t) {}), std::runtime_error);
}

TEST(DatasetReport, saysThatAClassHasCopiesOfAnothersImages)
{
    MemoryDataset dataset({ "augmented", "no", "yes" });
    for (std::uint32_t i = 0; i < 8; ++i) {
        dataset.add(1, noiseImage(i));
        Image image = noiseImage(10 + i);
        dataset.add(2, image);
        std::reverse(image.pixels.begin(), image.pixels.end()); // turned by 180°
        if (i < 5)
            dataset.add(0, image);
    }
    const auto report = scanDataset(dataset, 1, noProgress);
    EXPECT_THAT(report.copiedClasses, ElementsAre(CopiedClass { "augmented", "yes", 5 }));
    EXPECT_THAT(warnings(report)[0].what,
        HasSubstr("images of augmented are copies of images of yes (5 of 5)"));
    EXPECT_EQ(toJson(report, dataset)["copied_classes"][0]["of"], "yes");
}

TEST(DatasetReport, countsAnImageWithSeveralCopiesOnce)
{
    MemoryDataset dataset({ "a", "b" });
    for (std::uint32_t i = 0; i < 3; ++i) {
        Image image = noiseImage(i);
        dataset.add(0, image);
        dataset.add(1, image);
        std::reverse(image.pixels.begin(), image.pixels.end());
        dataset.add(1, image);
    }
    EXPECT_THAT(scanDataset(dataset, 1, noProgress).copiedClasses,
        ElementsAre(CopiedClass { "a", "b", 3 }));
}

TEST(DatasetReport, warnsOfNamesThatSuggestSubjects)
{
    const auto reportOf = [](std::optional<Split> last, GroupBy by) {
        MemoryDataset dataset({ "a", "b" });
        for (int i = 0; i < 24; ++i)
            dataset.add(i % 2, patternImage(9 + i, 9), i < 22 ? Split::Train : last,
                "p" + std::to_string(i / 3) + "_" + std::to_string(i) + ".png");
        return std::pair(scanDataset(dataset, 1, noProgress, {}, by),
            toJson(scanDataset(dataset, 1, noProgress, {}, by), dataset)["groups"]);
    };
    const auto warned = [&](std::optional<Split> last, GroupBy by) {
        for (const DataWarning &each : warnings(reportOf(last, by).first))
            if (each.kind == Kind::Subjects)
                return each.what;
        return std::string();
    };
    EXPECT_THAT(warned(Split::Train, GroupBy::Auto), HasSubstr("drawn by lot would cut them"));
    EXPECT_THAT(warned(Split::Validation, GroupBy::Auto), HasSubstr("cut 1 group (p7)"));
    EXPECT_EQ(warned(Split::Validation, GroupBy::None), "");
    EXPECT_EQ(warned(Split::Train, GroupBy::Prefix), "");
    EXPECT_THAT(warned(Split::Validation, GroupBy::Prefix), HasSubstr("1 group (p7) lies in"));
    EXPECT_TRUE(reportOf(Split::Train, GroupBy::Auto).second.is_null());
    EXPECT_EQ(reportOf(Split::Train, GroupBy::Prefix).second,
        (nlohmann::json { { "by", "prefix" }, { "count", 8 }, { "cut", 0 } }));
}

} // namespace convscope::test
