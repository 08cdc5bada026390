// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/left_out.h"
#include "core/data/picture_cache.h"
#include "core/data/training_data.h"
#include "tests/support/image_files.h"
#include "tests/support/temp_folder.h"
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace convscope::test {

namespace {

namespace fs = std::filesystem;

/// Pictures that exist only here, and the number of times one was decoded.
class Counting final : public Dataset {
public:
    explicit Counting(int pictures)
    {
        m_classes = { "even", "odd" };
        for (int i = 0; i < pictures; ++i)
            m_samples.push_back({ i % 2, "picture " + std::to_string(i), {} });
        versions.resize(static_cast<std::size_t>(pictures), 1);
    }
    std::string_view format() const override { return "counting"; }
    std::string cacheKey() const override { return "here"; }
    std::uint64_t stamp(std::size_t i) const override { return 1000 * (i + 1) + versions.at(i); }
    Image image(std::size_t i) const override
    {
        ++decoded;
        if (versions.at(i) == kBad)
            throw Error("damaged");
        Image image = patternImage(9, 7);
        image.pixels[0] = static_cast<std::uint8_t>(i);
        image.pixels[1] = static_cast<std::uint8_t>(versions[i]);
        return image;
    }

    static constexpr std::uint64_t kBad = 13;
    std::vector<std::uint64_t> versions;
    mutable std::atomic<int> decoded = 0;
};

LoadOptions optionsFor(const fs::path &cache)
{
    LoadOptions options;
    options.preprocessing.channels = 3;
    options.preprocessing.width = 9;
    options.preprocessing.height = 7;
    options.preprocessing.normalization = Normalization::Standard;
    options.validation = 0.25;
    options.test = 0.25;
    options.threads = 2;
    options.cache = cache;
    return options;
}

void expectSame(const TrainingData &a, const TrainingData &b)
{
    for (const Split split : { Split::Train, Split::Validation, Split::Test }) {
        EXPECT_EQ(a.split(split).pixels, b.split(split).pixels);
        EXPECT_EQ(a.split(split).labels, b.split(split).labels);
        EXPECT_EQ(a.split(split).samples, b.split(split).samples);
    }
    EXPECT_EQ(a.facts, b.facts);
    EXPECT_EQ(a.problems, b.problems);
    EXPECT_EQ(a.preprocessing, b.preprocessing);
    EXPECT_EQ(a.fingerprint, b.fingerprint);
}

TrainingData load(const Dataset &dataset, const LoadOptions &options)
{
    return loadTrainingData(dataset, options, noProgress);
}

std::vector<fs::path> filesIn(const fs::path &folder)
{
    std::vector<fs::path> files;
    if (fs::exists(folder))
        for (const auto &entry : fs::directory_iterator(folder))
            files.push_back(entry.path());
    return files;
}

CachedPicture pictureOf(std::uint64_t stamp)
{
    CachedPicture picture;
    picture.stamp = stamp;
    picture.facts.width = static_cast<int>(stamp);
    picture.facts.look = stamp * 77;
    picture.facts.thumbnail.fill(static_cast<std::uint8_t>(stamp));
    picture.facts.deviation = { 0.1F, 0.2F, static_cast<float>(stamp) };
    picture.pixels = Bytes(4, static_cast<std::uint8_t>(stamp));
    return picture;
}

Preprocessing twoByTwo()
{
    Preprocessing preprocessing;
    preprocessing.width = preprocessing.height = 2;
    return preprocessing;
}

void keep(const fs::path &folder, const std::string &key, std::vector<std::uint64_t> stamps,
    std::uint64_t limit = PictureCache::kUsualLimit)
{
    PictureCache cache(folder, key, twoByTwo(), limit);
    cache.replace(
        stamps.size(), [&](std::size_t i) { return pictureOf(stamps[i]); }, noProgress);
}

} // namespace

TEST(PictureCache, givesBackWhatItWasGivenUnderTheSameKeyAlone)
{
    const TempFolder folder;
    keep(folder.path(), "/a/folder", { 3, 9, 0, 3 });
    const PictureCache cache(folder.path(), "/a/folder", twoByTwo());
    EXPECT_EQ(cache.size(), 2U) << "a stamp of 0 says nothing, and twice is once";
    for (const std::uint64_t stamp : { 3, 9 }) {
        const auto found = cache.find(stamp);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->facts, pictureOf(stamp).facts);
        EXPECT_EQ(found->pixels, pictureOf(stamp).pixels);
    }
    EXPECT_FALSE(cache.find(4));
    EXPECT_FALSE(cache.find(0));
    EXPECT_EQ(PictureCache(folder.path(), "/another", twoByTwo()).size(), 0U);
    Preprocessing cropped = twoByTwo();
    cropped.fit = Fit::Crop;
    EXPECT_EQ(PictureCache(folder.path(), "/a/folder", cropped).size(), 0U);
    Preprocessing standard = twoByTwo();
    standard.normalization = Normalization::Standard;
    EXPECT_EQ(PictureCache(folder.path(), "/a/folder", standard).size(), 2U)
        << "numbers are normalized later";
}

TEST(PictureCache, keepsAsManyEarlierPicturesAsThereAreNewOnes)
{
    const TempFolder folder;
    keep(folder.path(), "k", { 1, 2, 3 });
    keep(folder.path(), "k", { 4 });
    const PictureCache one(folder.path(), "k", twoByTwo());
    EXPECT_EQ(one.size(), 2U);
    EXPECT_TRUE(one.find(4));
}

TEST(PictureCache, theLongestUnusedFileGoesWhenRoomIsNeeded)
{
    const TempFolder folder;
    constexpr std::uint64_t kRoomForTwo = 2'000;
    const auto age = [&](int hours) {
        for (const fs::path &file : filesIn(folder.path()))
            fs::last_write_time(file, fs::last_write_time(file) - std::chrono::hours(hours));
    };
    keep(folder.path(), "old", { 1, 2 }, kRoomForTwo);
    age(1);
    keep(folder.path(), "older", { 1, 2 }, kRoomForTwo);
    age(1);
    EXPECT_EQ(PictureCache(folder.path(), "old", twoByTwo()).size(), 2U); // used: now the younger
    keep(folder.path(), "new", { 1, 2 }, kRoomForTwo);
    EXPECT_EQ(PictureCache(folder.path(), "older", twoByTwo()).size(), 0U);
    EXPECT_EQ(PictureCache(folder.path(), "old", twoByTwo()).size(), 2U);
    EXPECT_EQ(PictureCache(folder.path(), "new", twoByTwo()).size(), 2U);
    keep(folder.path(), "huge", { 1, 2, 3, 4, 5, 6, 7, 8 }, kRoomForTwo);
    EXPECT_EQ(filesIn(folder.path()).size(), 2U) << "what can never fit makes nothing else go";
}

TEST(PictureCache, damageAnywhereIsNoticed)
{
    const TempFolder folder;
    keep(folder.path(), "k", { 5, 6 });
    const fs::path file = filesIn(folder.path()).at(0);
    std::ifstream stream(file, std::ios::binary);
    const std::string good { std::istreambuf_iterator<char>(stream), {} };
    const auto expectNothingWrong = [&](const std::string &content, std::size_t at) {
        folder.write(file.filename(), content);
        const PictureCache cache(folder.path(), "k", twoByTwo());
        std::size_t right = 0;
        for (const std::uint64_t stamp : { 5, 6 })
            if (const auto found = cache.find(stamp)) {
                EXPECT_EQ(found->pixels, pictureOf(stamp).pixels) << "byte " << at;
                EXPECT_EQ(found->facts, pictureOf(stamp).facts) << "byte " << at;
                ++right;
            }
        EXPECT_LT(right, 2U) << "byte " << at;
    };
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 0x10);
        expectNothingWrong(bad, at);
        expectNothingWrong(good.substr(0, at), at);
    }
}

TEST(CachedLoading, isBitEqualToAFreshOneAndDecodesNothing)
{
    const TempFolder folder;
    Counting dataset(40);
    dataset.versions[7] = Counting::kBad;
    const auto fresh = load(dataset, optionsFor({}));
    expectSame(load(dataset, optionsFor(folder / "cache")), fresh);
    dataset.decoded = 0;
    expectSame(load(dataset, optionsFor(folder / "cache")), fresh);
    EXPECT_EQ(dataset.decoded, 1) << "only the bad one, which may be good by now";
    EXPECT_EQ(filesIn(folder / "cache").size(), 1U);
}

TEST(CachedLoading, decodesChangedPicturesAgainAndTakesTheRest)
{
    const TempFolder folder;
    Counting dataset(40);
    load(dataset, optionsFor(folder.path()));
    dataset.versions[3] = 2;
    dataset.versions[30] = 2;
    dataset.decoded = 0;
    const auto cached = load(dataset, optionsFor(folder.path()));
    EXPECT_EQ(dataset.decoded, 2);
    expectSame(cached, load(dataset, optionsFor({})));
    dataset.decoded = 0;
    load(dataset, optionsFor(folder.path()));
    EXPECT_EQ(dataset.decoded, 0);
}

TEST(CachedLoading, servesOtherSplitsLimitsAndLeftOutPictures)
{
    const TempFolder folder;
    const auto dataset = std::make_shared<Counting>(40);
    load(*dataset, optionsFor(folder.path()));
    dataset->decoded = 0;
    LoadOptions other = optionsFor(folder.path());
    other.seed = 99;
    other.test = 0;
    other.limit = 6;
    load(*dataset, other);
    const auto rest = withoutLeftOut(dataset, { { "picture 4" }, {} });
    const auto data = load(*rest, optionsFor(folder.path()));
    EXPECT_EQ(data.facts.size(), 39U);
    EXPECT_EQ(dataset->decoded, 0);
}

TEST(CachedLoading, anotherSizeIsDecodedForItself)
{
    const TempFolder folder;
    const Counting dataset(8);
    load(dataset, optionsFor(folder.path()));
    LoadOptions larger = optionsFor(folder.path());
    larger.preprocessing.width = 12;
    const auto cached = load(dataset, larger);
    EXPECT_EQ(dataset.decoded, 16);
    larger.cache.clear();
    expectSame(cached, load(dataset, larger));
}

TEST(CachedLoading, noFailureOfTheCacheFailsTheLoading)
{
    const TempFolder folder;
    const Counting dataset(8);
    const auto fresh = load(dataset, optionsFor({}));
    folder.write("file", "not a folder");
    expectSame(load(dataset, optionsFor(folder / "file" / "cache")), fresh);
    load(dataset, optionsFor(folder / "cache"));
    const fs::path file = filesIn(folder / "cache").at(0);
    fs::resize_file(file, 100);
    expectSame(load(dataset, optionsFor(folder / "cache")), fresh);
    fs::remove(file);
    fs::create_directories(file / "in the way"); // cannot be replaced by a file
    expectSame(load(dataset, optionsFor(folder / "cache")), fresh);
}

TEST(CachedLoading, cancelledWhileItIsKeptLeavesNothing)
{
    const TempFolder folder;
    const Counting dataset(600);
    int finished = 0;
    const auto cancelAfterDecoding = [&](std::size_t done, std::size_t total) {
        return done < total || ++finished == 1;
    };
    EXPECT_THROW(
        loadTrainingData(dataset, optionsFor(folder.path()), cancelAfterDecoding), Cancelled);
    EXPECT_EQ(dataset.decoded, 600);
    EXPECT_THAT(filesIn(folder.path()), testing::IsEmpty());
}

TEST(CachedLoading, aFileOfTheSameLengthAndDateIsSeenToBeAnother)
{
    const TempFolder folder;
    for (const char *name : { "data/a/1.png", "data/a/2.png", "data/b/1.png", "data/b/2.png" })
        folder.write(name, encodeImage(plainImage(9, 7, { 50, 60, 70 }), ".png"));
    LoadOptions options = optionsFor(folder / "cache");
    options.validation = options.test = 0;
    const auto open = [&] {
        return load(*openDataset((folder / "data").string(), noProgress), options);
    };
    const auto before = open();
    EXPECT_EQ(open().fingerprint, before.fingerprint);
    const fs::path changed = folder / "data/a/1.png";
    const auto date = fs::last_write_time(changed);
    const auto length = fs::file_size(changed);
    folder.write("data/a/1.png", encodeImage(plainImage(9, 7, { 51, 60, 70 }), ".png"));
    ASSERT_EQ(fs::file_size(changed), length);
    fs::last_write_time(changed, date);
    EXPECT_NE(open().fingerprint, before.fingerprint);
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
