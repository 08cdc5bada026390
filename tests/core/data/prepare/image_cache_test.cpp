// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/prepare/image_cache.h"
#include "tests/support/image_files.h"
#include "tests/support/temp_folder.h"
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace convscope::test {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> filesIn(const fs::path &folder)
{
    std::vector<fs::path> files;
    if (fs::exists(folder))
        for (const auto &entry : fs::directory_iterator(folder))
            files.push_back(entry.path());
    return files;
}

CachedImage imageOf(std::uint64_t stamp)
{
    CachedImage image;
    image.stamp = stamp;
    image.facts.width = static_cast<int>(stamp);
    image.facts.thumbnail.fill(static_cast<std::uint8_t>(stamp));
    image.facts.stddev = { 0.1F, 0.2F, static_cast<float>(stamp) };
    image.pixels = Bytes(4, static_cast<std::uint8_t>(stamp));
    return image;
}

Preprocessing twoByTwo()
{
    Preprocessing preprocessing;
    preprocessing.width = preprocessing.height = 2;
    return preprocessing;
}

void keep(const fs::path &folder, const std::string &key, std::vector<std::uint64_t> stamps,
    std::uint64_t limit = ImageCache::kUsualLimit)
{
    ImageCache cache(folder, key, twoByTwo(), limit);
    cache.replace(
        stamps.size(), [&](std::size_t i) { return imageOf(stamps[i]); }, noProgress);
}

} // namespace

TEST(ImageCache, givesBackWhatItWasGivenUnderTheSameKeyAlone)
{
    const TempFolder folder;
    keep(folder.path(), "/a/folder", { 3, 9, 0, 3 });
    const ImageCache cache(folder.path(), "/a/folder", twoByTwo());
    EXPECT_EQ(cache.size(), 2U) << "a stamp of 0 says nothing, and twice is once";
    for (const std::uint64_t stamp : { 3, 9 }) {
        const auto found = cache.find(stamp);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->facts, imageOf(stamp).facts);
        EXPECT_EQ(found->pixels, imageOf(stamp).pixels);
    }
    EXPECT_FALSE(cache.find(4));
    EXPECT_FALSE(cache.find(0));
    EXPECT_EQ(ImageCache(folder.path(), "/another", twoByTwo()).size(), 0U);
    Preprocessing cropped = twoByTwo();
    cropped.fit = Fit::Crop;
    EXPECT_EQ(ImageCache(folder.path(), "/a/folder", cropped).size(), 0U);
    Preprocessing standard = twoByTwo();
    standard.normalization = Normalization::Standard;
    EXPECT_EQ(ImageCache(folder.path(), "/a/folder", standard).size(), 2U)
        << "numbers are normalized later";
}

TEST(ImageCache, keepsAsManyEarlierImagesAsThereAreNewOnes)
{
    const TempFolder folder;
    keep(folder.path(), "k", { 1, 2, 3 });
    keep(folder.path(), "k", { 4 });
    const ImageCache one(folder.path(), "k", twoByTwo());
    EXPECT_EQ(one.size(), 2U);
    EXPECT_TRUE(one.find(4));
}

TEST(ImageCache, theLongestUnusedFileGoesWhenRoomIsNeeded)
{
    const TempFolder folder;
    constexpr std::uint64_t kRoomForTwo = 6'000;
    const auto age = [&](int hours) {
        for (const fs::path &file : filesIn(folder.path()))
            fs::last_write_time(file, fs::last_write_time(file) - std::chrono::hours(hours));
    };
    keep(folder.path(), "old", { 1, 2 }, kRoomForTwo);
    age(1);
    keep(folder.path(), "older", { 1, 2 }, kRoomForTwo);
    age(1);
    EXPECT_EQ(ImageCache(folder.path(), "old", twoByTwo()).size(), 2U); // used: now the younger
    keep(folder.path(), "new", { 1, 2 }, kRoomForTwo);
    EXPECT_EQ(ImageCache(folder.path(), "older", twoByTwo()).size(), 0U);
    EXPECT_EQ(ImageCache(folder.path(), "old", twoByTwo()).size(), 2U);
    EXPECT_EQ(ImageCache(folder.path(), "new", twoByTwo()).size(), 2U);
    keep(folder.path(), "huge", { 1, 2, 3, 4, 5, 6, 7, 8 }, kRoomForTwo);
    EXPECT_EQ(filesIn(folder.path()).size(), 2U) << "what can never fit makes nothing else go";
}

TEST(ImageCache, damageAnywhereIsNoticed)
{
    const TempFolder folder;
    keep(folder.path(), "k", { 5, 6 });
    const fs::path file = filesIn(folder.path()).at(0);
    std::ifstream stream(file, std::ios::binary);
    const std::string good { std::istreambuf_iterator<char>(stream), {} };
    const auto expectNothingWrong = [&](const std::string &content, std::size_t at) {
        folder.write(file.filename(), content);
        const ImageCache cache(folder.path(), "k", twoByTwo());
        std::size_t right = 0;
        for (const std::uint64_t stamp : { 5, 6 })
            if (const auto found = cache.find(stamp)) {
                EXPECT_EQ(found->pixels, imageOf(stamp).pixels) << "byte " << at;
                EXPECT_EQ(found->facts, imageOf(stamp).facts) << "byte " << at;
                ++right;
            }
        EXPECT_LT(right, 2U) << "byte " << at;
    };
    for (std::size_t at = 0; at < good.size(); at += 3) { // in every part but the colour
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 0x10);
        expectNothingWrong(bad, at);
        expectNothingWrong(good.substr(0, at), at);
    }
}

TEST(CacheFolder, isWhereTheEnvironmentSays)
{
    ::setenv("CONVSCOPE_CACHE", "/some/where", 1);
    EXPECT_EQ(cacheFolder(), "/some/where");
    ::setenv("CONVSCOPE_CACHE", "", 1);
    EXPECT_EQ(cacheFolder(), "");
    ::unsetenv("CONVSCOPE_CACHE");
    ::setenv("XDG_CACHE_HOME", "/cache", 1);
    EXPECT_EQ(cacheFolder(), "/cache/convscope");
    ::setenv("XDG_CACHE_HOME", "not/absolute", 1);
    ::setenv("HOME", "/home/somebody", 1);
    EXPECT_EQ(cacheFolder(), "/home/somebody/.cache/convscope");
}

} // namespace convscope::test
