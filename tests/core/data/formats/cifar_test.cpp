// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/formats/cifar.h"
#include "tests/support/image_files.h"
#include "tests/support/temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace convscope::test {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::size_t kBinaryArea = 32 * 32;

/// An image of one colour with a white first pixel.
Bytes record(const Bytes &labels, std::uint8_t red, std::uint8_t green, std::uint8_t blue)
{
    Bytes bytes = labels;
    for (const std::uint8_t value : { red, green, blue }) {
        bytes.push_back(255);
        bytes.insert(bytes.end(), kBinaryArea - 1, value);
    }
    return bytes;
}

Bytes joined(Bytes a, const Bytes &b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

Bytes text(const std::string &value)
{
    return { value.begin(), value.end() };
}

} // namespace

TEST(Cifar, TenHasNamesSplitsAndInterleavedColours)
{
    const TempFolder folder;
    folder.write("data_batch_1.bin", joined(record({ 3 }, 1, 2, 3), record({ 0 }, 4, 5, 6)));
    folder.write("test_batch.bin", record({ 9 }, 7, 8, 9));
    folder.write("batches.meta.txt", text("airplane\nautomobile\nbird\ncat\n\n"));
    const auto dataset = openDataset(folder.path().string(), noProgress);
    EXPECT_EQ(dataset->format(), "cifar");
    EXPECT_EQ(dataset->classes().size(), 10U);
    EXPECT_EQ(dataset->classes()[3], "cat");
    EXPECT_EQ(dataset->classes()[9], "9") << "a name that is missing is the number";
    ASSERT_EQ(dataset->samples().size(), 3U);
    EXPECT_EQ(dataset->samples()[0].label, 3);
    EXPECT_EQ(dataset->samples()[0].split, Split::Train);
    EXPECT_EQ(dataset->samples()[2].label, 9);
    EXPECT_EQ(dataset->samples()[2].split, Split::Test);
    EXPECT_EQ(dataset->samples()[1].name, "data_batch_1.bin #1");
    const Image image = dataset->image(1);
    EXPECT_EQ(image.channels, 3);
    EXPECT_THAT(std::vector(image.pixels.begin(), image.pixels.begin() + 6),
        ElementsAre(255, 255, 255, 4, 5, 6));
    EXPECT_NE(dataset->stamp(0), dataset->stamp(1));
    EXPECT_EQ(dataset->imageShape(), (Shape { 3, 32, 32 }));
}

TEST(Cifar, HundredTakesTheFineLabels)
{
    const TempFolder folder;
    folder.write("train.bin", record({ 4, 72 }, 1, 2, 3));
    folder.write("fine_label_names.txt", text("apple\naquarium_fish\n"));
    const auto dataset = openDataset(folder.path().string(), noProgress);
    EXPECT_EQ(dataset->classes().size(), 100U);
    EXPECT_EQ(dataset->classes()[1], "aquarium_fish");
    EXPECT_EQ(dataset->samples()[0].label, 72);
}

TEST(Cifar, ALabelOutOfRangeIsNamedWithItsImage)
{
    const TempFolder folder;
    folder.write("data_batch_1.bin", joined(record({ 3 }, 1, 2, 3), record({ 10 }, 4, 5, 6)));
    try {
        openCifar(folder.path(), noProgress);
        FAIL() << "it opened";
    } catch (const Error &error) {
        EXPECT_THAT(error.what(), HasSubstr("data_batch_1.bin: image 1 has the label 10"));
    }
}

TEST(Cifar, AFileThatIsNotWholeRecordsIsNotTaken)
{
    const TempFolder folder;
    folder.write("data_batch_1.bin", Bytes(3072, 1));
    EXPECT_FALSE(probeCifar(folder.path()));
    folder.write("data_batch_2.bin", record({ 1 }, 0, 0, 0));
    EXPECT_TRUE(probeCifar(folder.path()));
    EXPECT_TRUE(probeCifar(folder.path() / "data_batch_2.bin"));
    EXPECT_FALSE(probeCifar(folder.path() / "data_batch_1.bin"));
}

} // namespace convscope::test
