// SPDX-License-Identifier: GPL-3.0-or-later
// convscope-cli scan --json of one small dataset of each format, and training on it.
#include "tests/journeys/cli.h"
#include "tests/support/npz_file.h"
#include "tests/support/temp_folder.h"
#include <nlohmann/json.hpp>

namespace convscope::test {

namespace {

using nlohmann::json;
using testing::HasSubstr;

json scan(const std::filesystem::path &dataset)
{
    const ProgramResult result = cli({ "scan", "--json", dataset.string() });
    EXPECT_EQ(result.status, 0) << result.err;
    return result.status == 0 ? json::parse(result.out) : json::object();
}

/// {"name": count}
std::map<std::string, int> classesOf(const json &report)
{
    std::map<std::string, int> result;
    for (const json &each : report.at("classes"))
        result[each.at("name")] = each.at("count");
    return result;
}

Bytes bigEndian(const std::vector<std::uint32_t> &values, const Bytes &more)
{
    Bytes bytes;
    for (const std::uint32_t value : values)
        for (const unsigned shift : { 24U, 16U, 8U, 0U })
            bytes.push_back(static_cast<std::uint8_t>(value >> shift));
    bytes.insert(bytes.end(), more.begin(), more.end());
    return bytes;
}

/// `count` images of so many bytes, no two alike.
Bytes images(std::size_t count, std::size_t size)
{
    Bytes bytes;
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t p = 0; p < size; ++p)
            bytes.push_back(static_cast<std::uint8_t>(p == 0 ? 255 - i : 7 * i + p));
    return bytes;
}

/// Rows of a label, 0 or 1 by turns, and 16 pixels.
std::string table(int first, int count)
{
    std::string text;
    for (int i = first; i < first + count; ++i) {
        text += std::to_string(i % 2);
        for (int p = 0; p < 16; ++p)
            text += "," + std::to_string(p == 0 ? 255 - i : i * 5 + p);
        text += "\n";
    }
    return text;
}

Bytes png(int seed)
{
    Image image = patternImage(6, 5);
    image.pixels[0] = static_cast<std::uint8_t>(seed);
    return encodeImage(image, ".png");
}

} // namespace

TEST(ScanFormats, Idx)
{
    const TempFolder folder;
    folder.write("train-images-idx3-ubyte.gz", gzip(bigEndian({ 0x803, 2, 3, 5 }, images(2, 15))));
    folder.write("train-labels-idx1-ubyte.gz", gzip(bigEndian({ 0x801, 2 }, { 4, 9 })));
    folder.write("t10k-images-idx3-ubyte", bigEndian({ 0x803, 1, 3, 5 }, images(1, 15)));
    folder.write("t10k-labels-idx1-ubyte", bigEndian({ 0x801, 1 }, { 4 }));
    const json report = scan(folder.path());
    EXPECT_EQ(report.at("format"), "idx");
    EXPECT_EQ(report.at("images"), 3);
    EXPECT_EQ(classesOf(report), (std::map<std::string, int> { { "4", 2 }, { "9", 1 } }));
    EXPECT_EQ(report.at("splits"), json({ { "train", 2 }, { "test", 1 } }));
    EXPECT_EQ(report.at("sizes"), json::parse(R"([{"width":5,"height":3,"count":3}])"));
    EXPECT_EQ(report.at("duplicates"), json::parse(R"([["train #0","test #0"]])"));
}

TEST(ScanFormats, CifarBinary)
{
    const TempFolder folder;
    Bytes record = images(1, 3072);
    record.insert(record.begin(), 3);
    folder.write("data_batch_1.bin", record);
    record[0] = 0;
    folder.write("test_batch.bin", record);
    folder.write("batches.meta.txt", std::string_view("airplane\nautomobile\nbird\ncat\n"));
    const json report = scan(folder.path());
    EXPECT_EQ(report.at("format"), "cifar");
    EXPECT_EQ(classesOf(report).at("cat"), 1);
    EXPECT_EQ(report.at("splits"), json({ { "train", 1 }, { "test", 1 } }));
    EXPECT_EQ(report.at("sizes"), json::parse(R"([{"width":32,"height":32,"count":2}])"));
}

TEST(ScanFormats, CsvFolderAndFile)
{
    const TempFolder folder;
    folder.write("train.csv", table(0, 6) + "1,2,3\n");
    folder.write("test.csv", table(10, 2));
    const json report = scan(folder.path());
    EXPECT_EQ(report.at("format"), "csv");
    EXPECT_EQ(report.at("images"), 8);
    EXPECT_EQ(classesOf(report), (std::map<std::string, int> { { "0", 4 }, { "1", 4 } }));
    EXPECT_EQ(report.at("splits"), json({ { "train", 6 }, { "test", 2 } }));
    EXPECT_EQ(report.at("sizes"), json::parse(R"([{"width":4,"height":4,"count":8}])"));
    EXPECT_EQ(report.at("problems"),
        json::parse(
            R"([{"path":"train.csv line 7","reason":"it has 3 fields where 17 are expected"}])"));
    folder.write("alone/digits.csv.gz", gzip([] {
        const std::string text = table(0, 6);
        return Bytes(text.begin(), text.end());
    }()));
    const json alone = scan(folder / "alone/digits.csv.gz");
    EXPECT_EQ(alone.at("images"), 6);
    EXPECT_EQ(alone.at("splits"), json({ { "train", 6 } }));
}

TEST(ScanFormats, Npz)
{
    const TempFolder folder;
    const auto path = folder.write("d.npz",
        npzFile({ { "train_images.npy", npyFile("|u1", "(4, 3, 2, 3)", images(4, 18)) },
                    { "train_labels.npy", npyFile("|u1", "(4, 1)", { 0, 1, 1, 2 }) },
                    { "val_images.npy", npyFile("|u1", "(1, 3, 2, 3)", images(1, 18)) },
                    { "val_labels.npy", npyFile("|u1", "(1, 1)", { 2 }) } },
            true));
    const json report = scan(path);
    EXPECT_EQ(report.at("format"), "npz");
    EXPECT_EQ(
        classesOf(report), (std::map<std::string, int> { { "0", 1 }, { "1", 2 }, { "2", 2 } }));
    EXPECT_EQ(report.at("splits"), json({ { "train", 4 }, { "val", 1 } }));
    EXPECT_EQ(report.at("sizes"), json::parse(R"([{"width":2,"height":3,"count":5}])"));
}

TEST(ScanFormats, LabelledFilesAndTraining)
{
    const TempFolder folder;
    std::string labels = "filename,label\n";
    for (int i = 0; i < 20; ++i) {
        const std::string name = "p" + std::to_string(i) + ".png";
        folder.write("data/" + name, png(i));
        labels += name + (i % 2 ? ",odd\n" : ",even\n");
    }
    folder.write("data/labels.csv", labels + "gone.png,odd\n");
    folder.write("data/more.png", png(99));
    folder.write("data/broken.png", std::string_view("no image"));
    const json report = scan(folder / "data");
    EXPECT_EQ(report.at("format"), "labelled-files");
    EXPECT_EQ(classesOf(report), (std::map<std::string, int> { { "even", 10 }, { "odd", 10 } }));
    std::vector<std::string> problems;
    for (const json &problem : report.at("problems"))
        problems.push_back(problem.at("path"));
    EXPECT_THAT(problems, testing::ElementsAre("broken.png", "gone.png", "more.png"));
    const ProgramResult trained
        = cli({ "train", (folder / "data").string(), "--run", (folder / "run").string(), "--model",
            "keras-small", "--size", "32", "--max-batches", "1", "--json" });
    ASSERT_EQ(trained.status, 0) << trained.err;
    EXPECT_EQ(json::parse(trained.out).at("batches_done"), 1);
}

TEST(ScanFormats, WhatIsNoDatasetIsToldWhatWouldBeOne)
{
    const TempFolder folder;
    const ProgramResult result
        = cli({ "scan", folder.write("notes.txt", std::string_view("hello")).string() });
    EXPECT_EQ(result.status, 2);
    for (const char *expected : { "notes.txt: not a dataset", "labels.csv", ".npz", "MNIST" })
        EXPECT_THAT(result.err, HasSubstr(expected));
    const ProgramResult binary
        = cli({ "scan", folder.write("b.csv", Bytes { 0, 1, 2, 255 }).string() });
    EXPECT_EQ(binary.status, 2);
    EXPECT_THAT(binary.err, HasSubstr("b.csv: it is not a text file"));
}

} // namespace convscope::test
