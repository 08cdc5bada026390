// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/formats/class_folders.h"
#include "tests/support/as_nobody.h"
#include "tests/support/image_files.h"
#include "tests/support/temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <sys/stat.h>
#include <unistd.h>

namespace convscope::test {

namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Bytes &image()
{
    static const Bytes bytes = encodeImage(patternImage(4, 3), ".png");
    return bytes;
}

std::unique_ptr<Dataset> open(const TempFolder &folder)
{
    return openClassFolders(folder.path(), {}, noProgress);
}

std::string failureOf(const TempFolder &folder)
{
    try {
        open(folder);
    } catch (const Error &error) {
        return error.what();
    }
    return "opened";
}

std::vector<std::string> names(const Dataset &dataset)
{
    std::vector<std::string> result;
    for (const Sample &sample : dataset.samples())
        result.push_back(sample.name);
    return result;
}

std::map<std::string, std::string> problems(const Dataset &dataset)
{
    std::map<std::string, std::string> result;
    for (const Problem &problem : dataset.problems())
        EXPECT_TRUE(result.emplace(problem.path, problem.reason).second)
            << problem.path << " is listed twice";
    return result;
}

} // namespace

TEST(ClassFolders, sortedFolderNamesAreTheClasses)
{
    const TempFolder folder;
    folder.write("dogs/b.png", image());
    folder.write("cats/z.png", image());
    folder.write("cats/a.png", image());
    const auto dataset = open(folder);
    EXPECT_EQ(dataset->format(), "class-folders");
    EXPECT_THAT(dataset->classes(), ElementsAre("cats", "dogs"));
    EXPECT_THAT(names(*dataset), ElementsAre("cats/a.png", "cats/z.png", "dogs/b.png"));
    EXPECT_EQ(dataset->samples()[2].label, 1);
    EXPECT_FALSE(dataset->samples()[0].split);
    EXPECT_THAT(dataset->problems(), IsEmpty());
    EXPECT_EQ(dataset->image(1), patternImage(4, 3));
}

TEST(ClassFolders, imagesAreFoundAtAnyDepth)
{
    const TempFolder folder;
    folder.write("cats/2024/may/a.png", image());
    folder.write("cats/b.png", image());
    folder.write("dogs/c/d/e/f.png", image());
    const auto dataset = open(folder);
    EXPECT_THAT(dataset->classes(), ElementsAre("cats", "dogs"));
    EXPECT_THAT(
        names(*dataset), ElementsAre("cats/2024/may/a.png", "cats/b.png", "dogs/c/d/e/f.png"));
}

TEST(ClassFolders, whatIsNoImageIsListedWithItsReasonAndExcluded)
{
    const TempFolder folder;
    folder.write("cats/good.png", image());
    folder.write("cats/empty.png", "");
    folder.write("cats/letter.jpg", "Dear reader, this is no image at all.");
    folder.write("dogs/good.png", image());
    folder.write("dogs/.DS_Store", "Bud1");
    folder.write("dogs/.hidden.png", image());
    folder.write("dogs/paper.png", "%PDF-1.4......");
    folder.write("__MACOSX/cats/._good.png", "junk");
    folder.write(".git/config", "junk");
    folder.write("README.txt", "about these images");
    fs::create_directory(folder / "empty");
    const auto dataset = open(folder);
    EXPECT_THAT(dataset->classes(), ElementsAre("cats", "dogs"));
    EXPECT_EQ(dataset->samples().size(), 2U);
    const auto found = problems(*dataset);
    EXPECT_EQ(found.size(), 6U); // not what systems leave behind, nor the text beside
    EXPECT_EQ(found.at("cats/empty.png"), "empty file");
    EXPECT_EQ(found.at("cats/letter.jpg"), "not an image");
    EXPECT_THAT(found.at("dogs/.hidden.png"), HasSubstr("hidden"));
    EXPECT_THAT(found.at("dogs/paper.png"), HasSubstr("PDF"));
    EXPECT_THAT(found.at(".git"), HasSubstr("hidden"));
    EXPECT_EQ(found.at("empty"), "a class folder without images");
}

TEST(ClassFolders, aFileNamedOtherwiseIsTakenForWhatItIs)
{
    const TempFolder folder;
    folder.write("cats/picture.txt", image());
    folder.write("cats/without_extension", image());
    EXPECT_EQ(open(folder)->samples().size(), 2U);
}

TEST(ClassFolders, foldersNamedTrainValAndTestHoldTheClasses)
{
    const TempFolder folder;
    folder.write("Train/cats/a.png", image());
    folder.write("Train/dogs/b.png", image());
    folder.write("VALIDATION/cats/c.png", image());
    folder.write("test/dogs/d.png", image());
    folder.write("test/loose.png", image());
    folder.write("models/old/e.png", image());
    const auto dataset = open(folder);
    EXPECT_THAT(dataset->classes(), ElementsAre("cats", "dogs"));
    EXPECT_THAT(names(*dataset),
        ElementsAre(
            "Train/cats/a.png", "Train/dogs/b.png", "VALIDATION/cats/c.png", "test/dogs/d.png"));
    EXPECT_EQ(dataset->samples()[1].split, Split::Train);
    EXPECT_EQ(dataset->samples()[2].split, Split::Validation);
    EXPECT_EQ(dataset->samples()[2].label, 0);
    EXPECT_EQ(dataset->samples()[3].split, Split::Test);
    const auto found = problems(*dataset);
    EXPECT_EQ(found.size(), 2U);
    EXPECT_EQ(found.at("test/loose.png"), "in no class folder");
    EXPECT_THAT(found.at("models"), HasSubstr("left out"));
}

TEST(ClassFolders, aClassMayBeCalledTrain)
{
    const TempFolder folder;
    folder.write("bus/a.png", image());
    folder.write("train/b.png", image());
    EXPECT_THAT(open(folder)->classes(), ElementsAre("bus", "train"));
}

TEST(ClassFolders, imagesInNoFolderOpenWithoutLabels)
{
    const TempFolder folder;
    folder.write("a.png", image());
    folder.write("b.png", image());
    const auto dataset = open(folder);
    EXPECT_THAT(dataset->samples(), IsEmpty());
    ASSERT_EQ(dataset->layout().unlabelled.size(), 1U);
    EXPECT_THAT(dataset->layout().unlabelled[0].images, ElementsAre("a.png", "b.png"));
}

TEST(ClassFolders, aFolderWithoutImagesSaysWhatWasExcluded)
{
    const TempFolder folder;
    EXPECT_THAT(failureOf(folder), HasSubstr("there is no image here"));
    folder.write("cats/a.jpg", "");
    EXPECT_THAT(failureOf(folder), HasSubstr("cats/a.jpg: empty file"));
}

TEST(ClassFolders, linksInCirclesEndAndAreNamed)
{
    const TempFolder folder;
    folder.write("cats/a.png", image());
    folder.write("dogs/b.png", image());
    fs::create_directory_symlink("..", folder / "cats/up");
    fs::create_directory_symlink(".", folder / "dogs/self");
    fs::create_symlink("circle", folder / "dogs/circle");
    fs::create_symlink("gone.png", folder / "dogs/dangling.png");
    const auto dataset = open(folder);
    EXPECT_THAT(names(*dataset), ElementsAre("cats/a.png", "dogs/b.png"));
    const auto found = problems(*dataset);
    EXPECT_EQ(found.size(), 4U);
    EXPECT_EQ(found.at("cats/up"), "a link to a folder that is read already");
    EXPECT_EQ(found.at("dogs/self"), "a link to a folder that is read already");
    EXPECT_EQ(found.at("dogs/circle"), "a link that leads nowhere");
    EXPECT_EQ(found.at("dogs/dangling.png"), "a link that leads nowhere");
}

TEST(ClassFolders, aLinkOutOfAClassDoesNotTakeTheImagesOfAnother)
{
    const TempFolder folder;
    for (const char *name :
        { "train/cat/1.png", "train/dog/2.png", "test/cat/3.png", "test/dog/4.png" })
        folder.write(name, encodeImage(patternImage(3, 3), ".png"));
    fs::create_directory_symlink("..", folder / "train/cat/loop");
    fs::create_directory_symlink("../../test/dog", folder / "train/cat/tested");
    const auto dataset = openDataset(folder.string(), noProgress);
    std::vector<std::string> found;
    for (const Sample &sample : dataset->samples())
        found.push_back(sample.name + " " + dataset->classes()[std::size_t(sample.label)]);
    EXPECT_THAT(found,
        testing::ElementsAre("train/cat/1.png cat", "train/dog/2.png dog", "test/cat/3.png cat",
            "test/dog/4.png dog"));
}

TEST(ClassFolders, ofAFolderAndALinkToItTheLinkIsExcluded)
{
    const TempFolder folder;
    folder.write("zebras/a.png", image());
    folder.write("cats/b.png", image());
    fs::create_directory_symlink("zebras", folder / "a_link");
    const auto dataset = open(folder);
    EXPECT_THAT(dataset->classes(), ElementsAre("cats", "zebras"));
    EXPECT_EQ(problems(*dataset).count("a_link"), 1U);
}

TEST(ClassFolders, aLinkToAFolderElsewhereIsFollowed)
{
    const TempFolder elsewhere;
    elsewhere.write("a.png", image());
    const TempFolder folder;
    folder.write("dogs/b.png", image());
    fs::create_directory_symlink(elsewhere.path(), folder / "cats");
    const auto dataset = open(folder);
    EXPECT_THAT(names(*dataset), ElementsAre("cats/a.png", "dogs/b.png"));
    EXPECT_EQ(dataset->image(0), patternImage(4, 3));
}

TEST(ClassFolders, aPipeIsNotWaitedFor)
{
    const TempFolder folder;
    folder.write("cats/a.png", image());
    ASSERT_EQ(::mkfifo((folder / "cats/pipe.png").c_str(), 0600), 0);
    EXPECT_EQ(problems(*open(folder)).at("cats/pipe.png"), "not a file");
}

TEST(ClassFolders, whatMayNotBeReadIsNamed)
{
    const TempFolder folder;
    folder.write("cats/a.png", image());
    fs::permissions(folder.write("cats/secret.png", image()), fs::perms::none);
    folder.write("dogs/b.png", image());
    fs::permissions(folder / "dogs", fs::perms::none);
    const auto found = [&] {
        const AsNobody nobody;
        return problems(*open(folder));
    }();
    fs::permissions(folder / "dogs", fs::perms::owner_all);
    EXPECT_EQ(found.size(), 2U);
    EXPECT_EQ(found.at("cats/secret.png"), "no permission to read it");
    EXPECT_THAT(found.at("dogs"), HasSubstr("the folder cannot be read: "));
}

TEST(ClassFolders, namesThatAreNotUtf8AndVeryLongOnesWork)
{
    const TempFolder folder;
    const std::string odd = "caf\xe9";
    const std::string longest = std::string(251, 'x') + ".png";
    folder.write(fs::path(odd) / "a.png", image());
    folder.write(fs::path("dogs") / longest, image());
    const auto dataset = open(folder);
    EXPECT_THAT(dataset->classes(), ElementsAre("caf\\xE9", "dogs"));
    EXPECT_EQ(dataset->samples()[0].name, "caf\\xE9/a.png");
    EXPECT_NE(dataset->stamp(0), 0U);
    EXPECT_EQ(dataset->image(0), patternImage(4, 3));
    EXPECT_EQ(dataset->samples()[1].name, "dogs/" + longest);
}

TEST(ClassFolders, aNameThatLooksLikeAnEscapedOneIsAnother)
{
    const TempFolder folder;
    folder.write("caf\\xE9/a.png", image());
    folder.write(fs::path("caf\xe9") / "b.png", image());
    folder.write(fs::path("caf\xe9") / "c\xe9.png", "no image, but a long enough text");
    const auto dataset = open(folder);
    EXPECT_THAT(dataset->classes(), ElementsAre("caf\\x5CxE9", "caf\\xE9"));
    EXPECT_THAT(names(*dataset), ElementsAre("caf\\x5CxE9/a.png", "caf\\xE9/b.png"));
    EXPECT_EQ(dataset->image(0), patternImage(4, 3));
    EXPECT_EQ(dataset->image(1), patternImage(4, 3));
    EXPECT_EQ(problems(*dataset).count("caf\\xE9/c\\xE9.png"), 1U);
}

TEST(ClassFolders, aFileThatVanishesAfterOpeningIsAnErrorOfThatImage)
{
    const TempFolder folder;
    folder.write("cats/a.png", image());
    const auto dataset = open(folder);
    const auto before = dataset->stamp(0);
    fs::remove(folder / "cats/a.png");
    EXPECT_THROW(dataset->image(0), Error);
    EXPECT_NE(dataset->stamp(0), before);
}

TEST(ClassFolders, aSlashBehindTheFolderChangesNoName)
{
    const TempFolder folder;
    folder.write("cats/a.png", image());
    folder.write("cats/text.png", "no image, but a long enough text");
    const auto dataset = openClassFolders(folder.string() + "/", {}, noProgress);
    EXPECT_THAT(names(*dataset), ElementsAre("cats/a.png"));
    EXPECT_EQ(dataset->image(0), patternImage(4, 3));
    EXPECT_EQ(problems(*dataset).count("cats/text.png"), 1U);
}

TEST(ClassFolders, openingCanBeCancelled)
{
    const TempFolder folder;
    for (int i = 0; i < 200; ++i)
        folder.write("cats/" + std::to_string(i) + ".png", image());
    const auto cancel = [](std::size_t, std::size_t) {
        return false;
    };
    EXPECT_THROW(openClassFolders(folder.path(), {}, cancel), Cancelled);
}

} // namespace convscope::test
