// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/prepare/exclusions.h"
#include "core/data/prepare/training_data.h"
#include "tests/support/image_files.h"
#include "tests/support/temp_folder.h"
#include <atomic>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

namespace convscope::test {

namespace {

namespace fs = std::filesystem;

/// Images that exist only here, and the number of times one was decoded.
class Counting final : public Dataset {
public:
    explicit Counting(int images)
    {
        m_classes = { "even", "odd" };
        for (int i = 0; i < images; ++i)
            m_samples.push_back({ i % 2, "image " + std::to_string(i), {} });
        versions.resize(static_cast<std::size_t>(images), 1);
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

    Digest content(std::size_t i) const override
    {
        return Sha256().add(std::to_string(stamp(i))).digest();
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

std::vector<fs::path> cachedFiles(const fs::path &folder)
{
    std::vector<fs::path> files;
    if (fs::exists(folder))
        for (const auto &entry : fs::directory_iterator(folder))
            files.push_back(entry.path());
    return files;
}

} // namespace

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
    EXPECT_EQ(cachedFiles(folder / "cache").size(), 1U);
}

TEST(CachedLoading, decodesChangedImagesAgainAndTakesTheRest)
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

TEST(CachedLoading, servesOtherSplitsLimitsAndExcludedImages)
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
    const auto rest = withoutExcluded(dataset, { { "image 4" }, {} });
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
    const fs::path file = cachedFiles(folder / "cache").at(0);
    fs::resize_file(file, 100);
    expectSame(load(dataset, optionsFor(folder / "cache")), fresh);
    fs::remove(file);
    fs::create_directories(file / "in the way"); // cannot be replaced by a file
    expectSame(load(dataset, optionsFor(folder / "cache")), fresh);
}

TEST(CachedLoading, writingDoesNotCountAsImagesOnceMore)
{
    const TempFolder folder;
    const Counting dataset(40);
    std::size_t last = 0;
    loadTrainingData(dataset, optionsFor(folder.path()), [&](std::size_t done, std::size_t total) {
        EXPECT_GE(done, last);
        EXPECT_EQ(total, 40U);
        last = done;
        return true;
    });
    EXPECT_EQ(last, 40U);
}

TEST(OpeningADataset, bytesAndFilesAreNotToldAsImages)
{
    const TempFolder folder;
    std::string table;
    for (int row = 0; row < 50'000; ++row)
        table += row % 2 ? "odd,9,9,9,200\n" : "even,200,9,9,9\n";
    folder.write("t.csv", table);
    int calls = 0;
    openDataset((folder / "t.csv").string(), [&](std::size_t, std::size_t total) {
        EXPECT_EQ(total, 0U);
        ++calls;
        return true;
    });
    EXPECT_GT(calls, 0);
}

TEST(CachedLoading, cancelledAtAnyTimeItLeavesNoHalfFile)
{
    const Counting dataset(400);
    const auto fresh = load(dataset, optionsFor({}));
    bool isThrough = false;
    int cancelledAfterDecoding = 0;
    for (int most = 1; !isThrough; ++most) {
        const TempFolder folder;
        int calls = 0;
        std::size_t reached = 0;
        const auto cancel = [&](std::size_t done, std::size_t) {
            reached = done;
            return ++calls < most;
        };
        try {
            loadTrainingData(dataset, optionsFor(folder.path()), cancel);
            isThrough = true;
        } catch (const Cancelled &) {
            EXPECT_EQ(calls, most) << "nobody is asked again";
            cancelledAfterDecoding += reached >= 400 ? 1 : 0;
        }
        const auto files = cachedFiles(folder.path());
        for (const fs::path &file : files)
            EXPECT_EQ(file.extension(), ".pictures");
        expectSame(load(dataset, optionsFor(folder.path())), fresh);
    }
    EXPECT_GE(cancelledAfterDecoding, 3) << "after decoding, while writing and at the end";
}

TEST(CachedLoading, aSecondOpeningCanBeCancelledToo)
{
    const TempFolder folder;
    const Counting dataset(400);
    LoadOptions options = optionsFor(folder.path());
    for (const std::uint64_t limit : { options.memoryLimit, std::uint64_t { 1000 } }) {
        options.memoryLimit = limit;
        const auto fresh = load(dataset, options);
        bool isThrough = false;
        int most = 0;
        while (!isThrough) {
            int calls = 0;
            ++most;
            try {
                loadTrainingData(
                    dataset, options, [&](std::size_t, std::size_t) { return ++calls < most; });
                isThrough = true;
            } catch (const Cancelled &) {
                EXPECT_EQ(calls, most);
            }
        }
        EXPECT_GT(most, 3);
        expectSame(load(dataset, options), fresh);
        EXPECT_EQ(cachedFiles(folder.path()).size(), 1U);
    }
}

/// Beyond the memory's limit.
class MappedLoading : public testing::Test {
protected:
    MappedLoading()
    {
        m_options.memoryLimit = 1000;
        m_dataset.versions[7] = Counting::kBad;
        m_fresh = load(m_dataset, optionsFor({}));
        expectSame(load(m_dataset, m_options), m_fresh);
        m_dataset.decoded = 0;
    }
    /// Inside the cache's file, as the cache itself names them.
    bool liesInTheCache(const TrainingData &data) const
    {
        const fs::path file = cachedFiles(m_folder.path()).at(0);
        std::ifstream maps("/proc/self/maps");
        for (std::string line; std::getline(maps, line);) {
            std::istringstream words(line);
            std::uintptr_t begin = 0, end = 0;
            char dash = 0;
            words >> std::hex >> begin >> dash >> end;
            const auto place = reinterpret_cast<std::uintptr_t>(data.train.pixels.data());
            if (place >= begin && place < end)
                return line.ends_with(file.string());
        }
        return false;
    }

    TempFolder m_folder;
    Counting m_dataset { 40 };
    LoadOptions m_options = optionsFor(m_folder.path());
    TrainingData m_fresh;
};

TEST_F(MappedLoading, takesTheCachesFileItselfWhenItHasAllInTheSameOrder)
{
    const auto mapped = load(m_dataset, m_options);
    expectSame(mapped, m_fresh);
    EXPECT_TRUE(liesInTheCache(mapped));
    EXPECT_TRUE(mapped.train.pixels.isOnDisk());
    EXPECT_EQ(m_dataset.decoded, 1) << "only the bad one, which may be good by now";
}

TEST_F(MappedLoading, copiesWhereTheOrderIsAnother)
{
    m_options.seed = 99;
    const auto other = load(m_dataset, m_options);
    EXPECT_FALSE(liesInTheCache(other));
    LoadOptions fresh = optionsFor({});
    fresh.seed = 99;
    m_dataset.decoded = 0;
    expectSame(other, load(m_dataset, fresh));
}

TEST_F(MappedLoading, aBadImageThatIsGoodNowIsTaken)
{
    m_dataset.versions[7] = 1;
    const auto now = load(m_dataset, m_options);
    EXPECT_FALSE(liesInTheCache(now));
    expectSame(now, load(m_dataset, optionsFor({})));
    EXPECT_TRUE(now.problems.empty());
}

TEST_F(MappedLoading, aDamagedPixelIsNoticedAndItsImageDecodedAgain)
{
    const fs::path file = cachedFiles(m_folder.path()).at(0);
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(8 + 5 * 9 * 7 * 3 + 11);
    const int before = stream.peek();
    stream.put(static_cast<char>(before ^ 1));
    stream.close();
    const auto repaired = load(m_dataset, m_options);
    EXPECT_FALSE(liesInTheCache(repaired));
    expectSame(repaired, m_fresh);
    EXPECT_TRUE(liesInTheCache(load(m_dataset, m_options))) << "it was written again";
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

} // namespace convscope::test
