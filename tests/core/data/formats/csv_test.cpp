// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/dataset/csv_text.h"
#include "core/data/formats/csv.h"
#include "tests/support/image_files.h"
#include "tests/support/temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace convscope::test {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::unique_ptr<Dataset> opened(const std::filesystem::path &path)
{
    return openDataset(path.string(), noProgress);
}

std::string csvFailure(const std::filesystem::path &path)
{
    try {
        opened(path);
    } catch (const Error &error) {
        return error.what();
    }
    return "opened";
}

std::string failureWith(std::string_view text)
{
    const TempFolder folder;
    return csvFailure(folder.write("t.csv", text));
}

Bytes bytesOf(const std::string &text)
{
    return { text.begin(), text.end() };
}

/// The pixels of the first image, when all is well.
std::vector<std::uint8_t> firstPixels(std::string_view text, const char *name = "t.csv")
{
    const TempFolder folder;
    const auto dataset = opened(folder.write(name, text));
    EXPECT_THAT(dataset->problems(), IsEmpty());
    return dataset->image(0).pixels;
}

/// Rows of a label and 2×2 pixels.
const std::string kTwoRows = "7,10,20,30,40\n3,50,60,70,255\n";

/// A 2×2 image of three colours, once each pixel together, once each colour together.
const std::string kTogether = "1,11,12,13,21,22,23,31,32,33,41,42,43";

} // namespace

TEST(Csv, ReadsRowsOfALabelAndPixels)
{
    const TempFolder folder;
    const auto dataset = opened(folder.write("t.csv", kTwoRows));
    EXPECT_EQ(dataset->format(), "csv");
    EXPECT_THAT(dataset->classes(), ElementsAre("3", "7"));
    ASSERT_EQ(dataset->samples().size(), 2U);
    EXPECT_EQ(dataset->samples()[0].label, 1);
    EXPECT_EQ(dataset->samples()[1].name, "t.csv line 2");
    EXPECT_EQ(dataset->samples()[1].split, std::nullopt);
    EXPECT_EQ(dataset->image(1), (Image { 1, 2, 2, { 50, 60, 70, 255 } }));
    EXPECT_EQ(dataset->imageShape(), (Shape { 1, 2, 2 }));
    EXPECT_NE(dataset->stamp(0), dataset->stamp(1));
    EXPECT_THAT(dataset->problems(), IsEmpty());
}

TEST(Csv, TakesSemicolonsTabsQuotesByteOrderMarksAndWindowsLineEnds)
{
    const std::vector<std::uint8_t> pixels { 10, 20, 30, 200 };
    EXPECT_EQ(firstPixels("1;10;20;30;200\n"), pixels);
    EXPECT_EQ(firstPixels("1\t10\t20\t30\t200\n"), pixels);
    EXPECT_EQ(firstPixels("1\t10\t20\t30\t200\n", "t.tsv"), pixels);
    EXPECT_EQ(firstPixels("\"1\", \"10\" ,20 , 30,\"200\"\n"), pixels);
    EXPECT_EQ(firstPixels("\xef\xbb\xbf"
                          "label,a,b,c,d\r\n1,10,20,30,200\r\n\r\n"),
        pixels);
    EXPECT_EQ(firstPixels("1,10,20,30,200"), pixels) << "no end of the last line";
}

TEST(Csv, PackedWithGzipItIsTheSame)
{
    const TempFolder folder;
    const Bytes packed = gzip(bytesOf(kTwoRows));
    EXPECT_EQ(opened(folder.write("t.csv.gz", packed))->samples().size(), 2U);
    EXPECT_EQ(opened(folder.write("named-plainly.csv", packed))->samples().size(), 2U);
    EXPECT_THAT(csvFailure(folder.write("cut.csv.gz", std::span(packed).first(packed.size() - 9))),
        HasSubstr("cut.csv.gz: its gzip data is damaged or cut off"));
}

TEST(Csv, RowsThatPackAwayAreRefused)
{
    const TempFolder folder;
    std::string rows;
    for (int i = 0; i < 50'000; ++i)
        rows += "1,0,0,0,0\n";
    EXPECT_THAT(csvFailure(folder.write("t.csv.gz", gzip(bytesOf(rows)))),
        HasSubstr("are more than a file of"));
    EXPECT_EQ(opened(folder.write("t.csv", rows))->samples().size(), 50'000U);
    const std::string blank(std::size_t(40) << 20U, '\n');
    EXPECT_THAT(csvFailure(folder.write("b.csv.gz", gzip(bytesOf(kTwoRows + blank + kTwoRows)))),
        HasSubstr("more than 16 MB are blank"));
}

TEST(Csv, FindsTheLabelByItsNameWhereverItIs)
{
    const std::vector<std::uint8_t> pixels { 10, 20, 30, 200 };
    EXPECT_EQ(firstPixels("a,b,Label,c,d\n10,20,5,30,200\n"), pixels);
    EXPECT_EQ(firstPixels("p0,p1,p2,p3,TARGET\n10,20,30,200,5\n"), pixels);
    EXPECT_EQ(firstPixels("p0,p1,p2,p3,digit\n10,20,30,200,5\n"), pixels) << "named otherwise";
    EXPECT_EQ(firstPixels("what,p1,p2,p3,p4\n5,10,20,30,200\n"), pixels);
    EXPECT_EQ(firstPixels(",y,p1,p2,p3,p4\n0,5,10,20,30,200\n"), pixels) << "a table's index";
    EXPECT_EQ(firstPixels("label,0,1,2,3\n5,10,20,30,200\n"), pixels) << "numbers as names";
}

TEST(Csv, WithoutAHeaderTheLabelIsLastWhenTheFirstColumnCannotBeIt)
{
    std::string corner, varied, first;
    for (int i = 0; i < 30; ++i) {
        const std::string label = std::to_string(i % 3), grey = std::to_string(7 * i);
        corner += "0," + grey + ",9,9,200," + label + ",255,9,9," + label + "\n";
        varied += grey + ",9,9,200," + label + "\n";
        first += label + ",9,9,200," + grey + "\n";
    }
    const TempFolder folder;
    for (const std::string &text : { corner, varied, first }) {
        const auto dataset = opened(folder.write("t.csv", text));
        EXPECT_THAT(dataset->classes(), ElementsAre("0", "1", "2"));
    }
    EXPECT_EQ(firstPixels(varied), (std::vector<std::uint8_t> { 0, 9, 9, 200 }));
}

TEST(Csv, LabelsMayBeWords)
{
    const TempFolder folder;
    const auto first = opened(folder.write("a.csv", "cat,1,2,3,200\n\"a dog\",4,5,6,7\n"));
    EXPECT_THAT(first->classes(), ElementsAre("a dog", "cat"));
    const auto last = opened(folder.write("b.csv", "1,2,3,200,cat\n4,5,6,7,dog\n"));
    EXPECT_THAT(last->classes(), ElementsAre("cat", "dog"));
    const auto letters = opened(folder.write("c.csv", "y,1,2,9,200\nx,4,5,6,7\n"));
    EXPECT_THAT(letters->classes(), ElementsAre("x", "y")) << "no header, though y names one";
}

TEST(Csv, NumbersAreSortedByValueAndMayHaveAPoint)
{
    const TempFolder folder;
    const auto dataset
        = opened(folder.write("t.csv", "10.0,1,2,3,200\n9,1,2,3,4\n-1,1,2,3,4\n10,1,2,3,4\n"));
    EXPECT_THAT(dataset->classes(), ElementsAre("-1", "9", "10"));
}

TEST(Csv, ColoursLieTogetherUnlessTheHeaderSaysOtherwise)
{
    const std::vector<std::uint8_t> pixels { 11, 12, 13, 21, 22, 23, 31, 32, 33, 41, 42, 43 };
    EXPECT_EQ(firstPixels(kTogether), pixels);
    const std::string planar = "1,11,21,31,41,12,22,32,42,13,23,33,43";
    for (const char *names : { "label,r0,r1,r2,r3,g0,g1,g2,g3,b0,b1,b2,b3\n",
             "label,0_red,1_red,2_red,3_red,0_green,1_green,2_green,3_green,0_blue,1_blue,2_blue,3_"
             "blue\n" })
        EXPECT_EQ(firstPixels(names + planar), pixels);
    EXPECT_EQ(firstPixels("label,r0,g0,b0,r1,g1,b1,r2,g2,b2,r3,g3,b3\n" + kTogether), pixels);
}

TEST(Csv, TheLargestValueSaysWhatIsWhite)
{
    EXPECT_THAT(firstPixels("1,0,0.5,1,0.25\n"), ElementsAre(0, 128, 255, 64));
    EXPECT_THAT(firstPixels("1,0,8,16,4\n"), ElementsAre(0, 128, 255, 64));
    EXPECT_THAT(firstPixels("1,0,1,1,0\n"), ElementsAre(0, 255, 255, 0));
    EXPECT_THAT(firstPixels("1,0,17,1.6,0\n"), ElementsAre(0, 17, 2, 0));
}

TEST(Csv, ImagesBehindTheFirstManyAreFoundToo)
{
    const TempFolder folder;
    constexpr int kSide = 512, kRows = 150; // more pixels than one block holds
    std::string zeros;
    for (int i = 1; i < kSide * kSide; ++i)
        zeros += ",0";
    std::string table;
    for (int i = 0; i < kRows; ++i)
        table += std::to_string(i % 2) + "," + std::to_string(100 + i) + zeros + "\n";
    const auto dataset = opened(folder.write("t.csv", table));
    ASSERT_EQ(dataset->samples().size(), std::size_t(kRows));
    EXPECT_EQ(dataset->imageShape(), (Shape { 1, kSide, kSide }));
    for (int i = 0; i < kRows; ++i)
        EXPECT_EQ(dataset->image(std::size_t(i)).pixels[0], 100 + i);
}

TEST(Csv, TheLargestValueMayComeLateAndInAnotherFile)
{
    const TempFolder folder;
    std::string dark;
    for (int i = 0; i < 500'000; ++i) // longer than a block
        dark += "1,1,0,1,1\n";
    folder.write("x_train.csv", dark + "2,16,0,0,0\n");
    EXPECT_EQ(opened(folder.path())->image(0).pixels[0], 16) << "1 of 16";
    folder.write("x_test.csv", std::string_view("2,200,0,0,0\n"));
    const auto dataset = opened(folder.path());
    EXPECT_EQ(dataset->image(0).pixels[0], 1);
    EXPECT_EQ(dataset->image(500'000).pixels[0], 16);
    EXPECT_EQ(dataset->samples().back().split, Split::Test);
}

TEST(Csv, AFoldersFilesBringTheSplitsByTheirNames)
{
    const TempFolder folder;
    folder.write("fashion-mnist_train.csv", kTwoRows);
    folder.write("fashion-mnist_VAL.csv", std::string_view("8,1,2,3,4\n"));
    folder.write("fashion-mnist_test.csv", std::string_view("7,1,2,3,4\n"));
    const auto dataset = opened(folder.path());
    EXPECT_THAT(dataset->classes(), ElementsAre("3", "7", "8"));
    std::vector<std::optional<Split>> splits;
    for (const Sample &sample : dataset->samples())
        splits.push_back(sample.split);
    EXPECT_THAT(splits, ElementsAre(Split::Train, Split::Train, Split::Validation, Split::Test));
    EXPECT_EQ(dataset->samples()[3].name, "fashion-mnist_test.csv line 1");
    EXPECT_EQ(opened(folder / "fashion-mnist_train.csv")->samples()[0].split, std::nullopt)
        << "a file by itself brings none";
}

TEST(Csv, OtherTablesOfAFolderBecomeProblems)
{
    const TempFolder folder;
    folder.write("train.csv", std::string_view("label,pixel0,pixel1,pixel2,pixel3\n1,1,2,3,99\n"));
    folder.write("test.csv", std::string_view("pixel0,pixel1,pixel2,pixel3\n1,2,3,4\n"));
    folder.write("sample_submission.csv", std::string_view("ImageId,Label\n1,0\n"));
    const auto dataset = opened(folder.path());
    EXPECT_EQ(dataset->samples().size(), 1U);
    ASSERT_EQ(dataset->problems().size(), 2U);
    for (const Problem &problem : dataset->problems())
        EXPECT_THAT(problem.reason,
            HasSubstr(problem.path == "test.csv" ? "no label column" : "its rows have 2 fields"));
}

TEST(Csv, SeveralDatasetsInAFolderAreNotMixed)
{
    const TempFolder folder;
    folder.write("mnist_train.csv", kTwoRows);
    folder.write("letters_train.csv", kTwoRows);
    EXPECT_THAT(csvFailure(folder.path()), HasSubstr("several datasets lie here"));
}

TEST(Csv, ABadRowIsNamedByItsLineAndTheRestIsUsed)
{
    const TempFolder folder;
    const auto dataset = opened(folder.write("train.csv",
        "label,a,b,c,d\n1,1,2,3,4\n\n1,1,2,3\n1,1,2,3,4,5\n1,1,x,3,4\n,1,2,3,4\n1,1,2,3,256\n"
        "1,1,2,3,-1\n1,nan,2,3,4\n1,1e999,2,3,4\n1,\"2,3,4,5\n1,1,2,3,\n"
        "2,1,2,3,4\n2,1,2,3,4\n2,1,2,3,4\n2,1,2,3,4\n2,1,2,3,4\n2,1,2,3,4\n2,1,2,3,4\n"
        "2,1,2,3,4\n2,1,2,3,4\n2,1,2,3,200\n"));
    const auto has = [](int line, const char *reason) {
        return testing::AllOf(
            testing::Field(&Problem::path, "train.csv line " + std::to_string(line)),
            testing::Field(&Problem::reason, HasSubstr(reason)));
    };
    EXPECT_THAT(dataset->problems(),
        ElementsAre(has(4, "it has 4 fields where 5 are expected"), has(5, "it has 6 fields"),
            has(6, "field 3 (\"x\") is not a number"), has(7, "the label is missing"),
            has(8, "field 5 (\"256\") is outside 0 to 255"), has(9, "field 5 (\"-1\")"),
            has(10, "field 2 (\"nan\")"), has(11, "field 2 (\"1e999\")"),
            has(12, "quotation mark is not closed"), has(13, "field 5 (\"\")")));
    EXPECT_EQ(dataset->samples().size(), 11U);
    EXPECT_EQ(dataset->samples()[1].name, "train.csv line 14");
}

TEST(Csv, MoreBadRowsThanGoodOnesAreAnError)
{
    EXPECT_THAT(failureWith("1,1,2,3,4\n1,1,2\n1,x,2,3,4\n"),
        HasSubstr("t.csv: 2 of 3 rows cannot be used, the first is line 2: it has 3 fields where 5 "
                  "are expected; expected rows of a label and 4 pixel values from 0 to 255"));
}

TEST(Csv, ManyBadRowsAreCountedNotListed)
{
    std::string text;
    for (int i = 0; i < 1500; ++i)
        text += "1,1,2,3,4\n1,1,2,3\n";
    const TempFolder folder;
    const auto dataset = opened(folder.write("t.csv", text));
    ASSERT_EQ(dataset->problems().size(), 1001U);
    EXPECT_EQ(dataset->problems().back(), (Problem { "t.csv", "500 more rows cannot be used" }));
}

TEST(Csv, WhatIsNoTableOfImagesIsRefusedWithItsReason)
{
    EXPECT_THAT(failureWith(""), HasSubstr("t.csv: it is empty"));
    EXPECT_THAT(failureWith("\n\r\n"), HasSubstr("t.csv: it is empty"));
    EXPECT_THAT(failureWith("label,a,b,c,d\n"), HasSubstr("there are no rows in it"));
    EXPECT_THAT(failureWith(std::string_view("\x7f"
                                             "ELF\0\1\2",
                    7)),
        HasSubstr("t.csv: it is not a text file"));
    EXPECT_THAT(failureWith("name,age\nx,3\n"), HasSubstr("its rows have 2 fields"));
    EXPECT_THAT(failureWith("1,2,3,4,5,6,7\n"), HasSubstr("expected a label and the pixels"));
    EXPECT_THAT(failureWith("1,2,3,4\n"), HasSubstr("an image without a label"));
    EXPECT_THAT(failureWith("a,b,c,d\n1,2,3,4\n"), HasSubstr("no label column"));
    EXPECT_THAT(failureWith("id,index\n1,2\n"), HasSubstr("no names that tell"));
}

TEST(Csv, AHugeLineEndsInAnErrorNotInMemory)
{
    EXPECT_THAT(failureWith(std::string(CsvLines::kMaxLine + (8U << 20U), '1')),
        HasSubstr("t.csv: line 1 is longer than 16 MB"));
    EXPECT_THAT(failureWith(std::string(8U << 20U, ',')), HasSubstr("more than an image may have"));
}

TEST(Csv, EmnistIsTurnedUprightAndNamedByItsMapping)
{
    const TempFolder folder;
    folder.write("emnist-balanced-mapping.txt", std::string_view("0 48\n1 65 97\n36 97\n"));
    const auto path
        = folder.write("emnist-balanced-train.csv", std::string_view("36,1,2,3,200\n1,5,6,7,8\n"));
    const auto dataset = opened(path);
    EXPECT_THAT(dataset->classes(), ElementsAre("Aa", "a"));
    EXPECT_THAT(dataset->image(0).pixels, ElementsAre(1, 3, 2, 200));
}

TEST(Csv, AnyOneOtherByteIsAProblemOrAnErrorOrAnotherImageButNeverWorse)
{
    const TempFolder folder;
    const std::string table = "label,a,b,c,d\n\"x\",1,2.5,3,16\ny,1,2,3,4\n";
    for (std::size_t i = 0; i < table.size(); ++i) {
        for (const char other : { '"', ',', '\n', '\0', '-', 'e', '\xff' }) {
            std::string changed = table;
            changed[i] = other;
            const auto path = folder.write("t.csv", changed);
            EXPECT_THAT(csvFailure(path), testing::AnyOf("opened", HasSubstr("t.csv: ")));
        }
    }
}

TEST(Csv, TheNameDoesNotMatterWhenTheBeginningSaysEnough)
{
    std::string row = "3";
    for (int i = 0; i < 64; ++i)
        row += "," + std::to_string(i);
    const TempFolder folder;
    EXPECT_EQ(opened(folder.write("optdigits.tra", row + "\n"))->samples().size(), 1U);
    EXPECT_FALSE(probeCsv(folder.write("notes.txt", std::string_view("one, two, three\n"))));
}

TEST(Csv, OtherFilesAndFoldersAreNotItsBusiness)
{
    const TempFolder folder;
    folder.write("cats/a.png", std::string_view("x"));
    folder.write("results.csv", std::string_view("label,a,b,c,d\n1,2,3,4,5\n"));
    EXPECT_FALSE(probeCsv(folder.path())) << "a small table beside folders of images";
    EXPECT_FALSE(probeCsv(folder / "cats"));
    EXPECT_FALSE(probeCsv(folder / "cats/a.png"));
    EXPECT_FALSE(probeCsv(folder / "nothing.csv"));
    EXPECT_TRUE(probeCsv(folder / "results.csv"));
}

TEST(Csv, CanBeCancelled)
{
    const TempFolder folder;
    const auto path = folder.write("t.csv", kTwoRows);
    EXPECT_THROW(openCsv(path, [](std::size_t, std::size_t) { return false; }), Cancelled);
}

TEST(Csv, TheDigitsOfScikitLearnAreTheBuiltInOnes)
{
    const auto path = sharedData("digits.csv.gz");
    if (!path)
        GTEST_SKIP() << "digits.csv.gz is not here; set CONVSCOPE_SHARED";
    const auto dataset = opened(*path);
    const auto sample = openDataset("sample:digits", noProgress);
    ASSERT_EQ(dataset->samples().size(), sample->samples().size());
    EXPECT_EQ(dataset->classes(), sample->classes());
    for (std::size_t i = 0; i < sample->samples().size(); ++i) {
        EXPECT_EQ(dataset->image(i), sample->image(i));
        EXPECT_EQ(dataset->samples()[i].label, sample->samples()[i].label);
    }
}

} // namespace convscope::test
