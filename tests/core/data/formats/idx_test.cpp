// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/formats/idx.h"
#include "tests/support/image_files.h"
#include "tests/support/temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace convscope::test {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

void append32(Bytes &to, std::uint32_t value)
{
    for (const unsigned shift : { 24U, 16U, 8U, 0U })
        to.push_back(static_cast<std::uint8_t>(value >> shift));
}

Bytes images(std::uint32_t count, std::uint32_t height, std::uint32_t width, const Bytes &pixels)
{
    Bytes bytes;
    for (const std::uint32_t value : { 0x803U, count, height, width })
        append32(bytes, value);
    bytes.insert(bytes.end(), pixels.begin(), pixels.end());
    return bytes;
}

Bytes labels(std::uint32_t count, const Bytes &values)
{
    Bytes bytes;
    append32(bytes, 0x801);
    append32(bytes, count);
    bytes.insert(bytes.end(), values.begin(), values.end());
    return bytes;
}

const Bytes kSixPixels { 1, 2, 3, 4, 5, 6 };

/// Two images of 1×3 for training, one for testing.
void writeSmall(const TempFolder &folder)
{
    folder.write("train-images-idx3-ubyte", images(2, 1, 3, kSixPixels));
    folder.write("train-labels-idx1-ubyte", labels(2, { 7, 3 }));
    folder.write("t10k-images-idx3-ubyte.gz", gzip(images(1, 1, 3, { 7, 8, 9 })));
    folder.write("t10k-labels-idx1-ubyte.gz", gzip(labels(1, { 7 })));
}

std::string idxFailure(const std::filesystem::path &path)
{
    try {
        openIdx(path, noProgress);
    } catch (const Error &error) {
        return error.what();
    }
    return "opened";
}

std::string failureWith(const Bytes &imageFile, const Bytes &labelFile)
{
    const TempFolder folder;
    folder.write("train-images-idx3-ubyte", imageFile);
    folder.write("train-labels-idx1-ubyte", labelFile);
    return idxFailure(folder.path());
}

} // namespace

TEST(Idx, readsBothSplitsPackedOrNot)
{
    const TempFolder folder;
    writeSmall(folder);
    ASSERT_TRUE(probeIdx(folder.path()));
    const auto dataset = openIdx(folder.path(), noProgress);
    EXPECT_EQ(dataset->format(), "idx");
    EXPECT_THAT(dataset->classes(), ElementsAre("3", "7"));
    ASSERT_EQ(dataset->samples().size(), 3U);
    EXPECT_EQ(dataset->samples()[0].label, 1);
    EXPECT_EQ(dataset->samples()[1].label, 0);
    EXPECT_EQ(dataset->samples()[1].name, "train #1");
    EXPECT_EQ(dataset->samples()[1].split, Split::Train);
    EXPECT_EQ(dataset->samples()[2].name, "test #0");
    EXPECT_EQ(dataset->samples()[2].split, Split::Test);
    EXPECT_EQ(dataset->image(1), (Image { 1, 1, 3, { 4, 5, 6 } }));
    EXPECT_EQ(dataset->image(2), (Image { 1, 1, 3, { 7, 8, 9 } }));
    EXPECT_NE(dataset->stamp(0), dataset->stamp(1));
}

TEST(Idx, anyOfTheFourFilesStandsForAll)
{
    const TempFolder folder;
    writeSmall(folder);
    for (const char *name : { "train-images-idx3-ubyte", "t10k-labels-idx1-ubyte.gz" }) {
        ASSERT_TRUE(probeIdx(folder / name));
        EXPECT_EQ(openIdx(folder / name, noProgress)->samples().size(), 3U);
    }
}

TEST(Idx, knowsTheNamesWithADot)
{
    const TempFolder folder;
    folder.write("train-images.idx3-ubyte", images(2, 1, 3, kSixPixels));
    folder.write("train-labels.idx1-ubyte", labels(2, { 0, 1 }));
    EXPECT_EQ(openIdx(folder.path(), noProgress)->samples().size(), 2U);
}

TEST(Idx, ofSeveralFamiliesInAFolderTheFileChooses)
{
    const TempFolder folder;
    folder.write("emnist-letters-train-images-idx3-ubyte", images(2, 1, 3, kSixPixels));
    folder.write("emnist-letters-train-labels-idx1-ubyte", labels(2, { 1, 26 }));
    folder.write("emnist-digits-test-images-idx3-ubyte", images(1, 1, 3, { 1, 2, 3 }));
    folder.write("emnist-digits-test-labels-idx1-ubyte", labels(1, { 4 }));
    EXPECT_THAT(idxFailure(folder.path()), HasSubstr("several IDX datasets lie here"));
    const auto letters = openIdx(folder / "emnist-letters-train-images-idx3-ubyte", noProgress);
    EXPECT_THAT(letters->classes(), ElementsAre("1", "26"));
    const auto digits = openIdx(folder / "emnist-digits-test-labels-idx1-ubyte", noProgress);
    EXPECT_EQ(digits->samples().at(0).split, Split::Test);
}

TEST(Idx, emnistHasAllItsClassesByNameAndUpright)
{
    for (const std::uint8_t classes : Bytes { 47, 62 }) {
        const TempFolder folder;
        Bytes pixels, all;
        std::string mapping;
        for (std::uint8_t label = 0; label < classes; ++label) {
            for (int i = 0; i < 20 * 12; ++i)
                pixels.push_back(static_cast<std::uint8_t>(label + i));
            all.push_back(label);
            mapping += std::to_string(label) + " " + std::to_string(48 + label) + "\r\n";
        }
        folder.write(
            "emnist-byclass-train-images-idx3-ubyte.gz", gzip(images(classes, 20, 12, pixels)));
        folder.write("emnist-byclass-train-labels-idx1-ubyte.gz", gzip(labels(classes, all)));
        EXPECT_EQ(openIdx(folder.path(), noProgress)->classes().at(10), "10");
        folder.write("emnist-byclass-mapping.txt", std::string_view(mapping));
        const auto dataset = openIdx(folder.path(), noProgress);
        ASSERT_EQ(dataset->classes().size(), classes);
        EXPECT_EQ(dataset->classes()[17], "A");
        EXPECT_EQ(dataset->imageShape(), (Shape { 1, 12, 20 }));
        const Image image = dataset->image(1);
        EXPECT_EQ(image.height, 12);
        EXPECT_EQ(image.width, 20);
        EXPECT_EQ(image.pixels[1], 1 + 12) << "the second of the first row lies below in the file";
        EXPECT_EQ(image.pixels[20], 1 + 1);
    }
}

TEST(Idx, aBrokenMappingLeavesTheNumbers)
{
    const TempFolder folder;
    folder.write("emnist-letters-train-images-idx3-ubyte", images(2, 1, 3, kSixPixels));
    folder.write("emnist-letters-train-labels-idx1-ubyte", labels(2, { 1, 26 }));
    folder.write("emnist-letters-mapping.txt", std::string_view("1 65 97\n26 7\n"));
    EXPECT_THAT(openIdx(folder.path(), noProgress)->classes(), ElementsAre("1", "26"));
    folder.write("emnist-letters-mapping.txt", std::string_view("1 65 97\n26 90 122\n"));
    EXPECT_THAT(openIdx(folder.path(), noProgress)->classes(), ElementsAre("Aa", "Zz"));
}

TEST(Idx, imagesOfAnyHeightAndWidthWork)
{
    const TempFolder folder;
    Bytes pixels(20 * 12);
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<std::uint8_t>(i);
    folder.write("train-images-idx3-ubyte", images(1, 20, 12, pixels));
    folder.write("train-labels-idx1-ubyte", labels(1, { 3 }));
    EXPECT_EQ(openIdx(folder.path(), noProgress)->image(0), (Image { 1, 20, 12, pixels }));
}

TEST(Idx, otherFoldersAndFilesAreNotItsBusiness)
{
    const TempFolder folder;
    folder.write("cats/a.png", "x");
    EXPECT_FALSE(probeIdx(folder.path()));
    EXPECT_FALSE(probeIdx(folder / "cats/a.png"));
    EXPECT_FALSE(probeIdx(folder / "train-images-idx3-ubyte")); // not there
}

TEST(Idx, aMissingHalfIsNamed)
{
    const TempFolder folder;
    folder.write("train-images-idx3-ubyte", images(2, 1, 3, kSixPixels));
    EXPECT_THAT(idxFailure(folder.path()),
        HasSubstr("train-images-idx3-ubyte: its labels file is missing"));
}

TEST(Idx, aHeaderThatDoesNotMatchTheFileIsRefused)
{
    const Bytes good = labels(2, { 0, 1 });
    EXPECT_THAT(failureWith(good, good), HasSubstr("magic number"));
    EXPECT_THAT(failureWith(images(2, 1, 3, { 1, 2, 3, 4, 5 }), good), HasSubstr("cut off"));
    EXPECT_THAT(failureWith(images(2, 1, 3, { 1, 2, 3, 4, 5, 6, 7 }), good), HasSubstr("cut off"));
    EXPECT_THAT(
        failureWith(images(0xffffffff, 4096, 4096, kSixPixels), good), HasSubstr("cut off"));
    EXPECT_THAT(failureWith(images(2, 0, 3, kSixPixels), good), HasSubstr("3×0"));
    EXPECT_THAT(
        failureWith(images(2, 1, 0x80000000, kSixPixels), good), HasSubstr("expected sides"));
    const Bytes pixels = images(2, 1, 3, kSixPixels);
    EXPECT_THAT(failureWith(pixels, pixels), HasSubstr("train-labels-idx1-ubyte: not IDX labels"));
    EXPECT_THAT(failureWith(pixels, labels(0xffffffff, { 0, 1 })), HasSubstr("cut off"));
    EXPECT_THAT(failureWith(pixels, labels(1, { 0 })), HasSubstr("1 labels for 2 images"));
    EXPECT_THAT(failureWith(images(0, 1, 3, {}), labels(0, {})), HasSubstr("no images"));
    EXPECT_THAT(failureWith({ 0, 0 }, good), HasSubstr("train-images-idx3-ubyte: "));
}

TEST(Idx, aCountThatPacksAwayIsRefused)
{
    constexpr std::uint32_t kMany = 500'000;
    const TempFolder folder;
    folder.write("train-images-idx3-ubyte.gz", gzip(images(kMany, 1, 1, Bytes(kMany))));
    folder.write("train-labels-idx1-ubyte.gz", gzip(labels(kMany, Bytes(kMany))));
    EXPECT_THAT(idxFailure(folder.path()),
        HasSubstr("train-images-idx3-ubyte.gz: 500,000 images of 1 value are more than"));
    EXPECT_THAT(failureWith(images(kMany, 1, 1, Bytes(kMany)), labels(kMany, Bytes(kMany))),
        HasSubstr("500,000 images of 1 value are more than"));
}

TEST(Idx, aDamagedArchiveIsRefused)
{
    const TempFolder folder;
    writeSmall(folder);
    Bytes packed = gzip(images(1, 1, 3, { 7, 8, 9 }));
    packed.resize(packed.size() / 2);
    folder.write("t10k-images-idx3-ubyte.gz", packed);
    EXPECT_THAT(idxFailure(folder.path()), HasSubstr("t10k-images-idx3-ubyte.gz: "));
}

TEST(Idx, labelsMayHaveNames)
{
    const TempFolder folder;
    folder.write("train-images-idx3-ubyte", images(2, 1, 3, kSixPixels));
    folder.write("train-labels-idx1-ubyte", labels(2, { 1, 2 }));
    const auto dataset = openIdxNamed(folder.path(), noProgress, { "Coat", "Bag" });
    EXPECT_THAT(dataset->classes(), ElementsAre("Bag", "2"));
}

} // namespace convscope::test
