// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/formats/labelled_files.h"
#include "tests/support/image_files.h"
#include "tests/support/temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace convscope::test {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

void writeImage(const TempFolder &folder, const std::string &name, std::uint8_t grey)
{
    folder.write(name, encodeImage(plainImage(4, 3, { grey }), ".png"));
}

/// Images a.png, b.png and c.png with a table.
class LabelledFiles : public testing::Test {
protected:
    LabelledFiles()
    {
        writeImage(m_folder, "a.png", 10);
        writeImage(m_folder, "b.png", 20);
        writeImage(m_folder, "c.png", 30);
    }
    std::unique_ptr<Dataset> opened(std::string_view table, const char *name = "labels.csv")
    {
        m_folder.write(name, table);
        return openDataset(m_folder.string(), noProgress);
    }
    std::string failureWith(std::string_view table)
    {
        try {
            opened(table);
        } catch (const Error &error) {
            return error.what();
        }
        return "opened";
    }
    /// The class of each sample by its name.
    static std::map<std::string, std::string> labelsOf(const Dataset &dataset)
    {
        std::map<std::string, std::string> result;
        for (const Sample &sample : dataset.samples())
            result[sample.name] = dataset.classes()[std::size_t(sample.label)];
        return result;
    }
    TempFolder m_folder;
    const std::map<std::string, std::string> m_three { { "a.png", "cat" }, { "b.png", "dog" },
        { "c.png", "cat" } };
};

} // namespace

TEST_F(LabelledFiles, ReadsATableWithoutAHeader)
{
    const auto dataset = opened("a.png,cat\nb.png,dog\nc.png,cat\n");
    EXPECT_EQ(dataset->format(), "labelled-files");
    EXPECT_THAT(dataset->classes(), ElementsAre("cat", "dog"));
    EXPECT_EQ(labelsOf(*dataset), m_three);
    EXPECT_EQ(dataset->samples()[0].split, std::nullopt);
    EXPECT_EQ(dataset->image(2), plainImage(4, 3, { 20 })) << "sorted by class";
    EXPECT_NE(dataset->stamp(0), dataset->stamp(1));
    EXPECT_THAT(dataset->problems(), IsEmpty());
}

TEST_F(LabelledFiles, FindsTheColumnsByTheirNames)
{
    for (const char *table : { "file,label\na.png,cat\nb.png,dog\nc.png,cat\n",
             "Category;id;Path\ncat;1;a.png\ndog;2;b.png\ncat;3;c.png\n",
             "size\tfilename\tCLASS\n1\ta.png\tcat\n1\tb.png\tdog\n1\tc.png\tcat\n",
             "\"id\",\"breed\"\r\n\"a\",\"cat\"\r\n\"b\",\"dog\"\r\n\"c\",\"cat\"\r\n",
             "label,picture name\ncat,a.png\ndog,b.png\ncat,./c.png" }) {
        const auto dataset = opened(table);
        EXPECT_EQ(labelsOf(*dataset), m_three) << table;
        EXPECT_THAT(dataset->problems(), IsEmpty()) << table;
    }
}

TEST_F(LabelledFiles, AClassMayBeCalledAsAColumn)
{
    EXPECT_EQ(labelsOf(*opened("a.png,target\nb.png,class\nc.png,image\n")).at("b.png"), "class");
}

TEST_F(LabelledFiles, TheTableMayHaveItsOtherNamesAndBeOpenedItself)
{
    m_folder.write("Annotations.CSV", std::string_view("a,cat\nb,dog\nc,cat\n"));
    for (const auto &path : { m_folder.path(), m_folder / "Annotations.CSV" })
        EXPECT_EQ(labelsOf(*openDataset(path.string(), noProgress)), m_three);
}

TEST_F(LabelledFiles, AColumnMayTellTheSplit)
{
    const auto dataset
        = opened("file,label,split\na.png,cat,test\nb.png,dog,Train\nc.png,cat,validation\n");
    ASSERT_EQ(dataset->samples().size(), 3U);
    EXPECT_EQ(dataset->samples()[0].split, Split::Train);
    EXPECT_EQ(dataset->samples()[1].split, Split::Validation);
    EXPECT_EQ(dataset->samples()[2].split, Split::Test);
    const auto bare = opened("a.png,cat,train\nb.png,dog,test\nc.png,cat,elsewhere\n");
    EXPECT_EQ(bare->samples()[1].split, Split::Test);
    EXPECT_THAT(bare->problems(),
        ElementsAre(Problem { "c.png", "an image that labels.csv does not name" },
            Problem {
                "labels.csv line 3", "\"elsewhere\" is no split; expected train, val or test" }));
}

TEST_F(LabelledFiles, WhatDoesNotGoTogetherIsNamedOnceWithItsReason)
{
    m_folder.write("broken.png", std::string_view("no image"));
    const auto dataset = opened("file,label\na.png,cat\na.png,cat\nb.png,dog\nb.png,cat\n"
                                "gone.png,cat\nbroken.png,dog\n,dog\nx.png\n\"y,dog\n");
    EXPECT_EQ(labelsOf(*dataset), (std::map<std::string, std::string> { { "a.png", "cat" } }));
    EXPECT_THAT(dataset->problems(),
        ElementsAre(Problem { "b.png", "line 4 says dog, line 5 says cat; left out" },
            testing::Field(&Problem::path, "broken.png"),
            Problem { "c.png", "an image that labels.csv does not name" },
            Problem { "gone.png", "not there, though labels.csv line 6 names it" },
            Problem { "labels.csv line 10", "a quotation mark is not closed" },
            Problem { "labels.csv line 3", "a.png is named before, with the same label" },
            Problem { "labels.csv line 8", "no file is named" },
            Problem { "labels.csv line 9", "it has 1 fields where 2 are expected" }));
}

TEST_F(LabelledFiles, RowsThatPackAwayAreRefused)
{
    std::string rows;
    for (int i = 0; i < 20'000; ++i)
        rows += "a.png,cat\n";
    const Bytes packed = gzip({ rows.begin(), rows.end() });
    EXPECT_THAT(failureWith({ reinterpret_cast<const char *>(packed.data()), packed.size() }),
        HasSubstr("which is too much for its size"));
    EXPECT_EQ(opened(rows)->samples().size(), 1U);
}

TEST_F(LabelledFiles, PathsThatLeaveTheFolderAreRefused)
{
    const TempFolder other;
    writeImage(other, "secret.png", 1);
    const std::string absolute = (other / "secret.png").string();
    const auto dataset
        = opened("a.png,cat\nb.png,dog\nc.png,dog\n../secret.png,cat\nx/../../y.png,cat\n"
            + absolute + ",cat\n");
    EXPECT_EQ(dataset->samples().size(), 3U);
    ASSERT_EQ(dataset->problems().size(), 3U);
    for (const Problem &problem : dataset->problems())
        EXPECT_EQ(problem.reason, "it leads out of the folder, so it is not read");
}

TEST_F(LabelledFiles, ImagesInFoldersAreFoundByPathOrByName)
{
    writeImage(m_folder, "more/d.png", 40);
    writeImage(m_folder, "more/e.png", 50);
    writeImage(m_folder, "other/e.png", 60);
    const auto dataset
        = opened("a.png,cat\nb.png,dog\nc.png,cat\nd,dog\nmore/e.png,cat\nother/e,dog\ne,cat\n");
    const auto labels = labelsOf(*dataset);
    EXPECT_EQ(labels.at("more/d.png"), "dog");
    EXPECT_EQ(labels.at("more/e.png"), "cat");
    EXPECT_EQ(labels.at("other/e.png"), "dog");
    EXPECT_THAT(dataset->problems(),
        ElementsAre(Problem { "e", "several images could be meant: more/e.png, other/e.png…" }));
}

TEST_F(LabelledFiles, ATableThatNamesNothingHereIsRefusedOrLeftToTheFolders)
{
    EXPECT_THAT(failureWith("x.png,cat\ny.png,dog\n"),
        HasSubstr("labels.csv: none of its 2 rows names an image that is there"));
    EXPECT_THAT(failureWith("justone\n"), HasSubstr("its first line has one field"));
    EXPECT_THAT(failureWith(""), HasSubstr("none of its 0 rows"));
    EXPECT_THAT(failureWith(std::string_view("a\0b,c\n", 6)), HasSubstr("not a text file"));
    writeImage(m_folder, "cats/1.png", 1);
    EXPECT_EQ(opened("some,notes\n")->format(), "class-folders");
    EXPECT_EQ(opened("1,cat\n")->format(), "labelled-files") << "found in a folder";
}

TEST_F(LabelledFiles, OtherFoldersAreNotItsBusiness)
{
    EXPECT_FALSE(probeLabelledFiles(m_folder.path()));
    EXPECT_FALSE(probeLabelledFiles(m_folder / "a.png"));
    m_folder.write("notes.csv", std::string_view("a.png,cat\n"));
    EXPECT_FALSE(probeLabelledFiles(m_folder.path()));
}

} // namespace convscope::test
