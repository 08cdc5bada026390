// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/files/byte_reader.h"
#include "core/data/formats/cifar_python.h"
#include "tests/support/image_files.h"
#include "tests/support/temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace convscope::test {

namespace {

using namespace std::string_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::size_t kArea = 32 * 32;

std::string littleEndian(std::size_t value)
{
    std::string bytes;
    for (const unsigned shift : { 0U, 8U, 16U, 24U })
        bytes += static_cast<char>(value >> shift & 255U);
    return bytes;
}

std::string shortText(const std::string &text)
{
    return "U" + std::string(1, static_cast<char>(text.size())) + text;
}

/// The opcodes of the published files: protocol 2, written by Python 2.
std::string array(std::size_t images, const std::string &bytes)
{
    return "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85U\1b\x87R(K\1J"s
        + littleEndian(images)
        + "M\0\x0c\x86"
          "cnumpy\ndtype\nU\2u1K\0K\1\x87R(K\3U\1|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb\x89T"s
        + littleEndian(bytes.size()) + bytes + "tb";
}

std::string numbers(const std::vector<int> &values)
{
    std::string list = "](";
    for (const int value : values)
        list += "J" + littleEndian(static_cast<std::size_t>(value));
    return list + "e";
}

std::string batch(
    const std::string &labelKey, const std::vector<int> &labels, const std::string &pixels)
{
    return "\x80\x02}(" + shortText("batch_label") + shortText("training batch 1 of 5")
        + shortText(labelKey) + numbers(labels) + shortText("data")
        + array(pixels.size() / 3072, pixels) + "u.";
}

std::string names(const std::string &key, const std::vector<std::string> &values)
{
    std::string list = "](";
    for (const std::string &value : values)
        list += shortText(value);
    return "\x80\x02}" + shortText(key) + list + "es.";
}

/// An image of one colour with a white first pixel.
std::string image(char red, char green, char blue)
{
    std::string planes;
    for (const char value : { red, green, blue })
        planes += '\xff' + std::string(kArea - 1, value);
    return planes;
}

std::string failureOf(const std::filesystem::path &path)
{
    try {
        openDataset(path.string(), noProgress);
    } catch (const Error &error) {
        return error.what();
    }
    return "opened";
}

} // namespace

TEST(CifarPython, TenHasNamesSplitsAndInterleavedColours)
{
    const TempFolder folder;
    folder.write("data_batch_1", batch("labels", { 3, 0 }, image(1, 2, 3) + image(4, 5, 6)));
    folder.write("test_batch", batch("labels", { 9 }, image(7, 8, 9)));
    folder.write("batches.meta", names("label_names", { "airplane", "automobile", "bird", "cat" }));
    folder.write("readme.html", "about");
    const auto dataset = openDataset(folder.string(), noProgress);
    EXPECT_EQ(dataset->format(), "cifar-python");
    ASSERT_EQ(dataset->classes().size(), 10U);
    EXPECT_EQ(dataset->classes()[3], "cat");
    EXPECT_EQ(dataset->classes()[9], "9") << "a name that is missing is the number";
    ASSERT_EQ(dataset->samples().size(), 3U);
    EXPECT_EQ(dataset->samples()[0].label, 3);
    EXPECT_EQ(dataset->samples()[0].split, Split::Train);
    EXPECT_EQ(dataset->samples()[1].name, "data_batch_1 #1");
    EXPECT_EQ(dataset->samples()[2].label, 9);
    EXPECT_EQ(dataset->samples()[2].split, Split::Test);
    const Image image = dataset->image(1);
    EXPECT_EQ(image.pixels.size(), 3 * kArea);
    EXPECT_THAT(std::vector(image.pixels.begin(), image.pixels.begin() + 6),
        ElementsAre(255, 255, 255, 4, 5, 6));
    EXPECT_NE(dataset->stamp(0), dataset->stamp(1));
    EXPECT_THAT(dataset->problems(), IsEmpty());
}

TEST(CifarPython, HundredTakesTheFineLabels)
{
    const TempFolder folder;
    folder.write("train", batch("fine_labels", { 72 }, image(1, 2, 3)));
    folder.write("test", batch("fine_labels", { 1 }, image(4, 5, 6)));
    folder.write("meta", names("fine_label_names", { "apple", "aquarium_fish" }));
    const auto dataset = openDataset(folder.string(), noProgress);
    EXPECT_EQ(dataset->format(), "cifar-python");
    EXPECT_EQ(dataset->classes().size(), 100U);
    EXPECT_EQ(dataset->classes()[1], "aquarium_fish");
    ASSERT_EQ(dataset->samples().size(), 2U);
    EXPECT_EQ(dataset->samples()[0].split, Split::Test) << "in order of the files' names";
    EXPECT_EQ(dataset->samples()[1].label, 72);
}

TEST(CifarPython, aFileMadeByPython3OpensByItself)
{
    const auto path = std::filesystem::path(TEST_SOURCE_DIR) / "data" / "cifar_batch.pickle";
    const auto dataset = openDataset(path.string(), noProgress);
    EXPECT_EQ(dataset->format(), "cifar-python");
    ASSERT_EQ(dataset->samples().size(), 2U);
    EXPECT_EQ(dataset->samples()[0].label, 3);
    EXPECT_EQ(dataset->samples()[1].label, 9);
    const Image image = dataset->image(1); // its bytes count up from 3072
    EXPECT_THAT(
        std::vector(image.pixels.begin(), image.pixels.begin() + 4), ElementsAre(0, 0, 0, 1));
}

TEST(CifarPython, foldersNamedTrainAndTestAreNoBatches)
{
    const TempFolder folder;
    folder.write("train/cat/a.png", encodeImage(patternImage(4, 4), ".png"));
    folder.write("test/cat/b.png", encodeImage(patternImage(4, 4), ".png"));
    folder.write("data_batch_x", "no pickle");
    EXPECT_FALSE(probeCifarPython(folder.path()));
    EXPECT_FALSE(probeCifarPython(folder / "data_batch_x"));
    EXPECT_FALSE(probeCifarPython(folder / "not there"));
    EXPECT_EQ(openDataset(folder.string(), noProgress)->format(), "class-folders");
}

TEST(CifarPython, whatDoesNotFitIsNamedWithItsFile)
{
    const TempFolder folder;
    const auto failure = [&](const std::string &content) {
        return failureOf(folder.write("data_batch_1", content));
    };
    const std::string one = image(1, 2, 3);
    EXPECT_THAT(failure(batch("labels", { 10 }, one)),
        HasSubstr("data_batch_1: image 0 has the label 10; expected 0 to 9"));
    EXPECT_THAT(failure(batch("labels", { -1 }, one)), HasSubstr("the label -1"));
    EXPECT_THAT(failure(batch("labels", { 1, 2 }, one)), HasSubstr("2 labels for 1 images"));
    EXPECT_THAT(failure(batch("labels", {}, "")), HasSubstr("no images"));
    EXPECT_THAT(failure(batch("etiketten", { 1 }, one)), HasSubstr("no labels"));
    EXPECT_THAT(failure("\x80\x02}" + shortText("labels") + numbers({ 1 }) + "s."),
        HasSubstr("no array 'data'"));
    EXPECT_THAT(failure("\x80\x02}" + shortText("labels") + "NsU\4data" + array(1, one) + "s."),
        HasSubstr("labels are no list"));
    EXPECT_THAT(failure("\x80\x02]."), HasSubstr("no labels"));
    EXPECT_THAT(failure("\x80\x02}" + shortText("labels") + "](Nes" + shortText("data")
                    + array(1, one) + "s."),
        HasSubstr("no whole numbers"));
}

TEST(CifarPython, damagedNamesAndMixedBatchesAreErrors)
{
    const TempFolder folder;
    folder.write("data_batch_1", batch("labels", { 1 }, image(1, 2, 3)));
    folder.write("batches.meta", "\x80\x02}.");
    EXPECT_THAT(failureOf(folder.path()), HasSubstr("batches.meta: expected a list 'label_names'"));
    folder.write("batches.meta", names("label_names", { "a", "b" }));
    folder.write("data_batch_2", batch("fine_labels", { 1 }, image(1, 2, 3)));
    EXPECT_THAT(failureOf(folder.path()), HasSubstr("another dataset"));
}

TEST(CifarPython, anyOtherPickleIsRefusedWithWhatToDo)
{
    const TempFolder folder;
    const auto path = folder.write("model.pkl",
        "\x80\x02"
        "cos\nsystem\nU\2id\x85R.");
    EXPECT_THAT(failureOf(path),
        AllOf(HasSubstr("model.pkl"), HasSubstr("'os.system'"), HasSubstr("numpy.savez")));
}

} // namespace convscope::test
