// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/prepare/pixel_buffer.h"
#include "core/data/prepare/training_data.h"
#include "tests/support/errors.h"
#include "tests/support/temp_folder.h"
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>

namespace convscope::test {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::uint8_t> counting(std::size_t count)
{
    std::vector<std::uint8_t> bytes(count);
    std::iota(bytes.begin(), bytes.end(), std::uint8_t { 1 });
    return bytes;
}

std::vector<std::uint8_t> bytesOf(const PixelBuffer &buffer)
{
    return { buffer.begin(), buffer.end() };
}

PixelBuffer onDisk(const TempFolder &folder, const std::vector<std::uint8_t> &bytes)
{
    PixelBuffer buffer = PixelBuffer::onDisk(folder.path(), bytes.size());
    buffer.write(0, bytes);
    return buffer;
}

} // namespace

TEST(PixelBuffer, aFileThatIsCutOffInUseIsASentence)
{
    const TempFolder folder;
    constexpr std::size_t kSize = std::size_t(1) << 20U;
    const auto path = folder.write("kept", std::vector<std::uint8_t>(kSize, 7));
    const PixelBuffer buffer = PixelBuffer::ofFile(
        Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), folder.path(), 8, kSize - 8);
    EXPECT_EQ(buffer.data()[kSize - 100], 7);
    buffer.forget();
    std::filesystem::resize_file(path, 10'000);
    const std::uint8_t *bytes = buffer.data();
    EXPECT_EQ(bytes[0], 7);
    EXPECT_EQ(bytes[kSize - 100], 0) << "and the program lives";
    EXPECT_THAT(
        errorOf([&] { static_cast<void>(buffer.data()); }), HasSubstr("while they were in use"));
    EXPECT_THAT(errorOf([&] { buffer.slice(0, 1).inPieces(1, [](auto) {}); }),
        HasSubstr("while they were in use"));
}

TEST(PixelBuffer, readsTheSameFromMemoryAndFromTheDisk)
{
    const TempFolder folder;
    PixelBuffer memory(counting(10));
    PixelBuffer disk = onDisk(folder, counting(10));
    EXPECT_TRUE(disk.isOnDisk());
    EXPECT_FALSE(memory.isOnDisk());
    for (PixelBuffer *buffer : { &memory, &disk }) {
        buffer->moveDown(2, 6, 3);
        buffer->moveDown(5, 5, 1);
        EXPECT_THAT(bytesOf(buffer->slice(0, 6)), ElementsAre(1, 2, 7, 8, 9, 6));
    }
    EXPECT_EQ(memory, disk);
    EXPECT_EQ(PixelBuffer(), PixelBuffer::onDisk(folder.path(), 0));
}

TEST(PixelBuffer, leavesNoFileThatHasAName)
{
    const TempFolder folder;
    const PixelBuffer disk = onDisk(folder, counting(5));
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(PixelBuffer, copiesOutliveTheOriginal)
{
    const TempFolder folder;
    PixelBuffer copy;
    {
        const PixelBuffer disk = onDisk(folder, counting(5));
        copy = disk;
    }
    EXPECT_THAT(bytesOf(copy), ElementsAre(1, 2, 3, 4, 5));
}

TEST(PixelBuffer, appendsWhateverTheOtherLiesIn)
{
    const TempFolder folder;
    const PixelBuffer memory(counting(2));
    const PixelBuffer disk = onDisk(folder, counting(3));
    PixelBuffer all;
    all.append(memory);
    all.append(memory);
    EXPECT_FALSE(all.isOnDisk());
    all.append(disk);
    EXPECT_TRUE(all.isOnDisk());
    all.append(memory);
    EXPECT_THAT(bytesOf(all), ElementsAre(1, 2, 1, 2, 1, 2, 3, 1, 2));
    EXPECT_THAT(bytesOf(memory), ElementsAre(1, 2));
}

TEST(PixelBuffer, slicesShareTheBytesAndJoinAgainWithoutACopy)
{
    const TempFolder folder;
    for (const PixelBuffer &whole : { PixelBuffer(counting(9)), onDisk(folder, counting(9)) }) {
        PixelBuffer part = whole.slice(2, 3);
        EXPECT_EQ(part.data(), whole.data() + 2);
        part.append(whole.slice(5, 2));
        part.append(whole.slice(7, 0));
        EXPECT_EQ(part.data(), whole.data() + 2);
        EXPECT_THAT(bytesOf(part), ElementsAre(3, 4, 5, 6, 7));
        part.write(1, std::vector<std::uint8_t> { 99 });
        EXPECT_EQ(whole.data()[3], 99);
        part.append(whole.slice(0, 1));
        EXPECT_NE(part.data(), whole.data() + 2);
        EXPECT_THAT(bytesOf(part), ElementsAre(3, 99, 5, 6, 7, 1));
    }
}

TEST(PixelBuffer, readsAPartOfAFileWhereItLies)
{
    const TempFolder folder;
    const auto path = folder.write("file", "0123456789");
    const auto open = [&] {
        return Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    };
    const PixelBuffer part = PixelBuffer::ofFile(open(), folder.path(), 3, 4);
    std::filesystem::remove(path);
    EXPECT_TRUE(part.isOnDisk());
    EXPECT_THAT(bytesOf(part), ElementsAre('3', '4', '5', '6'));
    part.forget();
    EXPECT_THAT(bytesOf(part), ElementsAre('3', '4', '5', '6'));
    EXPECT_TRUE(PixelBuffer::ofFile(Descriptor(), folder.path(), 3, 0).empty());
    EXPECT_THROW(PixelBuffer::ofFile(Descriptor(), folder.path(), 0, 4), Error);
}

TEST(PixelBuffer, comesInPiecesOfWholeUnits)
{
    const std::size_t size = (std::size_t { 40 } << 20U) / 7 * 7;
    const PixelBuffer buffer(counting(size));
    std::size_t sum = 0;
    int pieces = 0;
    buffer.inPieces(7, [&](std::span<const std::uint8_t> piece) {
        EXPECT_EQ(piece.size() % 7, 0U);
        EXPECT_EQ(piece.data(), buffer.data() + sum);
        sum += piece.size();
        ++pieces;
    });
    EXPECT_EQ(sum, size);
    EXPECT_GT(pieces, 1);
}

TEST(PixelBuffer, aDiskThatIsTooSmallIsSaidBeforehand)
{
    const TempFolder folder;
    try {
        PixelBuffer::onDisk(folder.path(), std::size_t { 1 } << 60U);
        FAIL() << "there is no such disk";
    } catch (const Error &error) {
        EXPECT_THAT(error.what(), HasSubstr(folder.string()));
        EXPECT_THAT(error.what(), HasSubstr("the disk has less"));
    }
    EXPECT_THROW(PixelBuffer::onDisk(folder / "nowhere" / "at all", 5), Error);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(LoadingBeyondTheLimit, givesTheSameImagesFromTheDisk)
{
    const TempFolder folder;
    const auto digits = openDataset("sample:digits", noProgress);
    LoadOptions options;
    options.preprocessing.width = options.preprocessing.height = 8;
    options.preprocessing.normalization = Normalization::Standard;
    options.validation = 0.2;
    const auto memory = loadTrainingData(*digits, options, noProgress);
    EXPECT_FALSE(memory.train.pixels.isOnDisk());
    options.cache = folder / "made for it";
    options.memoryLimit = 1797 * 64 - 1;
    const auto disk = loadTrainingData(*digits, options, noProgress);
    EXPECT_TRUE(disk.train.pixels.isOnDisk());
    EXPECT_TRUE(disk.validation.pixels.isOnDisk());
    EXPECT_EQ(disk.train.pixels, memory.train.pixels);
    EXPECT_EQ(disk.validation.pixels, memory.validation.pixels);
    EXPECT_EQ(disk.preprocessing, memory.preprocessing);
    EXPECT_EQ(disk.fingerprint, memory.fingerprint);
    options.memoryLimit = 1797 * 64;
    EXPECT_FALSE(loadTrainingData(*digits, options, noProgress).train.pixels.isOnDisk());
}

TEST(LoadingBeyondTheLimit, isRefusedWhereTheDiskIsTooSmall)
{
    const TempFolder folder;
    const auto digits = openDataset("sample:digits", noProgress);
    LoadOptions options;
    options.preprocessing.channels = 3;
    options.preprocessing.width = options.preprocessing.height = 1'000'000;
    options.cache = folder.path();
    EXPECT_THROW(loadTrainingData(*digits, options, noProgress), Error);
}

} // namespace convscope::test
