// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of labels as programs and people write them.
#include "core/base/error.h"
#include "core/data/dataset/table_reader.h"
#include "tests/support/temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace convscope::test {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Fields = std::vector<std::string>;

struct ReadTable {
    Fields header;
    std::vector<Fields> rows;
    std::vector<std::string> problems;
    std::optional<std::string> notice;
    char separator = 0;
};

ReadTable readTable(std::string_view text, const std::string &name = "labels.csv")
{
    const TempFolder folder;
    TableReader reader(folder.write(name, text));
    ReadTable result;
    result.header = reader.header();
    for (TableRow row; reader.next(row);) {
        EXPECT_EQ(row.fields.size(), reader.columns());
        if (row.problem.empty())
            result.rows.push_back(row.fields);
        else
            result.problems.push_back(std::to_string(row.line) + ": " + row.problem);
    }
    result.notice = reader.notice();
    result.separator = reader.separator();
    return result;
}

std::string wideText(std::string_view ascii, bool isBig)
{
    std::string bytes;
    for (const char c : ascii)
        bytes += isBig ? std::string { '\0', c } : std::string { c, '\0' };
    return bytes;
}

const std::vector<Fields> kRows { { "a.png", "cat" }, { "b.png", "dog" }, { "c.png", "cat" } };
const Fields kNames { "file", "label" };

} // namespace

TEST(TableReader, ReadsTheSameTableInEveryDialect)
{
    const std::string plain = "file,label\na.png,cat\nb.png,dog\nc.png,cat\n";
    const auto with = [&](char separator, std::string_view lineEnd) {
        std::string text;
        for (const char c : plain)
            text += c == ',' ? std::string { separator }
                : c == '\n'  ? std::string(lineEnd)
                             : std::string { c };
        return text;
    };
    for (const std::string &text : { plain, with(';', "\r\n"), with('\t', "\n"), with(',', "\r"),
             "\xef\xbb\xbf" + plain, "sep=;\r\n" + with(';', "\r\n"), "\"sep=,\"\n" + plain,
             "\xff\xfe" + wideText(plain, false), "\xfe\xff" + wideText(plain, true),
             wideText(plain, false), wideText(plain, true), plain.substr(0, plain.size() - 1),
             with('|', "\n"), "\n\n" + plain + ",\n,,\n \n" }) {
        const ReadTable table = readTable(text);
        EXPECT_EQ(table.header, kNames) << text;
        EXPECT_EQ(table.rows, kRows) << text;
        EXPECT_THAT(table.problems, IsEmpty()) << text;
    }
}

TEST(TableReader, SaysWhichEncodingItGuessed)
{
    EXPECT_EQ(readTable("file,label\na.png,\xc3\x84pfel\n").notice, std::nullopt);
    const ReadTable ansi = readTable("file;label\na.png;\xc4pfel\n");
    EXPECT_EQ(ansi.rows, (std::vector<Fields> { { "a.png", "\xc3\x84pfel" } }));
    EXPECT_THAT(ansi.notice.value_or(""), HasSubstr("labels.csv is read as Windows-1252"));
    EXPECT_THAT(readTable(wideText("file,label\na.png,cat\n", false)).notice.value_or(""),
        HasSubstr("read as UTF-16"));
}

TEST(TableReader, KeepsSeparatorsLineFeedsAndMarksThatAreQuoted)
{
    const ReadTable table = readTable(
        "file,label\n\"a,1.png\",\"two\nlines\"\nb.png,\"Sorte \"\"K\"\"\"\nc.png,\"x;y;z\"\n");
    EXPECT_EQ(table.rows,
        (std::vector<Fields> {
            { "a,1.png", "two\nlines" }, { "b.png", "Sorte \"K\"" }, { "c.png", "x;y;z" } }));
}

TEST(TableReader, LosesNoRowsBehindALoneQuote)
{
    const ReadTable table = readTable("file,label\na.png,\"cat\nb.png,dog\nc.png,5\" pot\n");
    EXPECT_EQ(table.rows, (std::vector<Fields> { { "b.png", "dog" }, { "c.png", "5\" pot" } }));
    EXPECT_THAT(table.problems, ElementsAre(HasSubstr("2: ")));
}

TEST(TableReader, TellsDecimalCommasFromSeparators)
{
    const ReadTable table
        = readTable("file;label;weight\na.png;cat;0,5\nb.png;dog;1,25\nc.png;cat;7\n");
    EXPECT_EQ(table.separator, ';');
    EXPECT_EQ(table.rows[1], (Fields { "b.png", "dog", "1,25" }));
}

TEST(TableReader, PassesOverAnIndexAndTrailingEmptyColumns)
{
    EXPECT_EQ(readTable(",file,label\n0,a.png,cat\n1,b.png,dog\n2,c.png,cat\n").rows, kRows);
    EXPECT_EQ(
        readTable("Unnamed: 0,file,label\n0,a.png,cat\n1,b.png,dog\n2,c.png,cat\n").header, kNames);
    const ReadTable wide = readTable("file,label,,\na.png,cat,,\nb.png,dog\nc.png,cat,\n");
    EXPECT_EQ(wide.header, kNames);
    EXPECT_EQ(wide.rows, kRows);
}

TEST(TableReader, KnowsHeadersInSeveralLanguages)
{
    using Role = ColumnRole;
    for (const auto &[file, label] :
        std::vector<std::pair<std::string, std::string>> { { "Dateiname", "Klasse" },
            { "nom du fichier", "\xc3\x89tiquette" }, { "archivo", "clase" },
            { "\xd1\x84\xd0\xb0\xd0\xb9\xd0\xbb", "\xd0\xba\xd0\xbb\xd0\xb0\xd1\x81\xd1\x81" },
            { "\xe6\x96\x87\xe4\xbb\xb6\xe5\x90\x8d", "\xe6\xa0\x87\xe7\xad\xbe" },
            { "IMAGE_PATH", "Class Name" } }) {
        const ReadTable table = readTable(label + "," + file + "\ncat,a\ndog,b\n");
        EXPECT_EQ(columnWithRole(table.header, Role::Label), 0U) << label;
        EXPECT_EQ(columnWithRole(table.header, Role::File), 1U) << file;
        EXPECT_EQ(table.rows.size(), 2U);
    }
    EXPECT_THAT(readTable("a.png,label\nb.png,name\n").header, IsEmpty());
    EXPECT_EQ(columnRole("weight"), std::nullopt);
}

TEST(TableReader, ReadsJsonLines)
{
    const ReadTable table = readTable("{\"file_name\": \"a.png\", \"label\": 3}\n\n"
                                      "{\"label\": \"A\xcc\x88\", \"file_name\": \"b\\nc.png\"}\n"
                                      "{\"label\": broken\n[1]\n",
        "metadata.jsonl");
    EXPECT_THAT(table.header, testing::UnorderedElementsAre("file_name", "label"));
    EXPECT_EQ(table.rows, (std::vector<Fields> { { "a.png", "3" }, { "b\nc.png", "\xc3\x84" } }));
    EXPECT_THAT(table.problems, ElementsAre(HasSubstr("4: "), HasSubstr("5: ")));
}

TEST(TableReader, ReadsListsBetweenSpacesAndListsOfNames)
{
    EXPECT_EQ(readTable("a.png  cat\nb.png dog\nc.png\tcat\n", "train.txt").rows, kRows);
    EXPECT_EQ(readTable("image 1.png\nimage 2.png\n", "train.txt").rows,
        (std::vector<Fields> { { "image 1.png" }, { "image 2.png" } }));
    EXPECT_EQ(readTable("0 a b.png\n1 c d.png\n", "train.txt").rows.size(), 2U);
    EXPECT_EQ(
        readTable("a\nb c\n", "train.txt").rows, (std::vector<Fields> { { "a" }, { "b c" } }));
    EXPECT_EQ(readTable("a.png\nb.png\n").rows, (std::vector<Fields> { { "a.png" }, { "b.png" } }));
}

TEST(TableReader, ReadsWhatIsEmptyAndRefusesWhatIsNoText)
{
    EXPECT_THAT(readTable("").rows, IsEmpty());
    EXPECT_THAT(readTable("\n\n").rows, IsEmpty());
    EXPECT_THAT(readTable("file,label\n").rows, IsEmpty());
    EXPECT_EQ(readTable("file,label\n").header, kNames);
    EXPECT_THROW(readTable(std::string("file,label\na\0b,c\n", 17)), Error);
    EXPECT_THROW(readTable(std::string(100, '\0')), Error);
}

TEST(TableReader, ReadsAHugeFieldAndSaysWhereFieldsAreMissing)
{
    const std::string huge(3'000'000, 'x');
    const ReadTable table = readTable("file,label\na.png," + huge + "\nb.png\nc.png,cat,5\n");
    ASSERT_EQ(table.rows.size(), 1U);
    EXPECT_EQ(table.rows[0][1].size(), huge.size());
    EXPECT_THAT(table.problems,
        ElementsAre(
            "3: it has 1 fields where 2 are expected", "4: it has 3 fields where 2 are expected"));
}

TEST(TableReader, ComposesWhatItReads)
{
    EXPECT_EQ(readTable("file,label\nA\xcc\x88.png,U\xcc\x88"
                        "bung\n")
                  .rows,
        (std::vector<Fields> { { "\xc3\x84.png",
            "\xc3\x9c"
            "bung" } }));
}

} // namespace convscope::test
