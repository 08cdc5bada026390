// SPDX-License-Identifier: GPL-3.0-or-later
// images.csv, and the images it names found again.
#include "core/io/run/image_list.h"
#include "tests/support/errors.h"
#include "tests/support/memory_dataset.h"
#include "tests/support/temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace convscope;
using namespace convscope::test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

Image image(std::uint8_t tone)
{
    return { 1, 1, 2, { tone, tone } };
}

ListedImage listed(const std::string &path, std::uint8_t tone, Split split)
{
    return { path, sha256(image(tone).pixels), "a", split, {} };
}

} // namespace

TEST(ImageList, KeepsNamesWithCommasQuotesAndLineBreaks)
{
    const TempFolder temp;
    const std::vector<ListedImage> images {
        { "a,b/\"c\".png", sha256(image(1).pixels), "a,b", Split::Train, "" },
        { "line\nbreak\r.png", sha256(image(2).pixels), "\"", Split::Validation, "g,1" },
        { "", sha256(image(3).pixels), "", Split::Test, "" },
    };
    const FileMark mark = writeImageList(temp / "images.csv", images);
    EXPECT_EQ(readImageList(temp / "images.csv", mark), images);
}

TEST(ImageList, SaysWhichLineDescribesNoImage)
{
    const TempFolder temp;
    const auto error = [&](const std::string &lines) {
        const auto file = temp.write("images.csv", "path,sha256,class,split,group\n" + lines);
        return errorOf([&] { readImageList(file, {}); });
    };
    const std::string digits(64, 'a');
    EXPECT_THAT(error("a," + digits + ",b,train,\nb,abc,c,train,\n"),
        HasSubstr("images.csv: image 2 has no SHA-256"));
    EXPECT_THAT(error("a," + digits + ",b,some,\n"), HasSubstr("no part of a run: 'some'"));
    EXPECT_THAT(error("\"a," + digits + ",b,train,\n"), HasSubstr("not closed"));
    EXPECT_THAT(error("a," + digits + ",b,train\n"), HasSubstr("five fields"));
}

TEST(RunImages, AreFoundByContentWhereANameHasChanged)
{
    MemoryDataset now({ "a" });
    now.add(0, image(9), {}, "added");
    now.add(0, image(2), {}, "renamed");
    now.add(0, image(1), {}, "one");
    now.add(0, image(8), {}, "three"); // other content under an old name
    const auto found
        = findImages({ listed("one", 1, Split::Validation), listed("two", 2, Split::Validation),
                         listed("three", 3, Split::Validation) },
            now, Split::Validation, noProgress);
    EXPECT_THAT(found.samples, ElementsAre(2, 1));
    EXPECT_EQ(found.added, 2U);
    EXPECT_EQ(found.missing, 1U);
}

TEST(RunImages, NeverJudgeByWhatWasTrainedOn)
{
    MemoryDataset now({ "a" });
    now.add(0, image(1), {}, "trained");
    now.add(0, image(1), {}, "copy");
    now.add(0, image(2), {}, "own");
    const std::vector<ListedImage> recorded { listed("trained", 1, Split::Train),
        listed("copy", 1, Split::Test), listed("own", 2, Split::Test) };
    const auto test = findImages(recorded, now, Split::Test, noProgress);
    EXPECT_THAT(test.samples, ElementsAre(2));
    EXPECT_EQ(test.trainedOn, 1U);
    EXPECT_EQ(test.missing, 0U);
    EXPECT_THAT(findImages(recorded, now, Split::Train, noProgress).samples, ElementsAre(0));
}

TEST(RunImages, EachStandsForOneOfEqualCopies)
{
    MemoryDataset now({ "a" });
    for (const char *name : { "x", "y", "z" })
        now.add(0, image(1), {}, name);
    const auto found = findImages(
        { listed("y", 1, Split::Train), listed("gone", 1, Split::Train) }, now, {}, noProgress);
    EXPECT_THAT(found.samples, ElementsAre(1, testing::AnyOf(0, 2)));
    EXPECT_EQ(found.added, 1U);
}
