// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/dataset/dataset.h"
#include "core/data/dataset/known_files.h"
#include "core/data/prepare/training_data.h"
#include "tests/support/image_files.h"
#include "tests/support/temp_folder.h"
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace convscope::test {

namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

/// A folder with two classes, one of them in folders of its own, and a place for what is kept.
class KnownFolder : public testing::Test {
protected:
    KnownFolder()
    {
        for (const char *name :
            { "data/a/1.png", "data/a/2.png", "data/a-b/1.png", "data/a/b/1.png" })
            m_folder.write(name, encodeImage(patternImage(4, 3), ".png"));
        m_folder.write("data/a/text.png", "no image, but a long enough text");
    }
    std::unique_ptr<Dataset> open(const Progress &progress = noProgress) const
    {
        return openDataset((m_folder / "data").string(), progress, { m_folder / "cache", {} });
    }
    std::unique_ptr<Dataset> openFresh() const
    {
        return openDataset((m_folder / "data").string(), noProgress);
    }
    static std::vector<std::string> names(const Dataset &dataset)
    {
        std::vector<std::string> result;
        for (const Sample &sample : dataset.samples())
            result.push_back(sample.name);
        return result;
    }
    void expectAsFresh() const
    {
        EXPECT_EQ(names(*open()), names(*openFresh()));
        EXPECT_EQ(open()->problems(), openFresh()->problems());
    }
    /// Tells the cache that this file was an image.
    void claim(const std::string &name) const
    {
        const StampedFolder folder(m_folder / "data");
        KnownFiles(m_folder / "cache", folder.key()).replace({ folder.stamp(name) });
    }
    TempFolder m_folder;
};

} // namespace

TEST(KnownFiles, areThoseThatWereToldForTheSameFolder)
{
    const TempFolder cache;
    KnownFiles(cache.path(), "/a/folder").replace({ 7, 3, 0 });
    const KnownFiles known(cache.path(), "/a/folder");
    EXPECT_TRUE(known.contains(3));
    EXPECT_TRUE(known.contains(7));
    EXPECT_FALSE(known.contains(5));
    EXPECT_FALSE(known.contains(0)) << "of a file that is not there";
    EXPECT_FALSE(KnownFiles(cache.path(), "/another").contains(3));
    KnownFiles(cache.path(), "/a/folder").replace({ 9 });
    EXPECT_FALSE(KnownFiles(cache.path(), "/a/folder").contains(3));
}

TEST(KnownFiles, areNoneWhereNothingIsKept)
{
    KnownFiles none({}, "/a/folder");
    none.replace({ 3 });
    EXPECT_FALSE(none.contains(3));
    const TempFolder folder;
    folder.write("file", "not a folder");
    KnownFiles(folder / "file", "/a/folder").replace({ 3 });
    EXPECT_FALSE(KnownFiles(folder / "file", "/a/folder").contains(3));
}

TEST(KnownFiles, areNoneWhenTheFileIsDamagedAnywhere)
{
    const TempFolder cache;
    KnownFiles(cache.path(), "k").replace({ 3, 7 });
    const fs::path file = fs::directory_iterator(cache.path())->path();
    std::ifstream stream(file, std::ios::binary);
    const std::string good { std::istreambuf_iterator<char>(stream), {} };
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 0x10);
        for (const std::string &content : { bad, good.substr(0, at) }) {
            cache.write(file.filename(), content);
            const KnownFiles known(cache.path(), "k");
            EXPECT_FALSE(known.contains(3) || known.contains(7)) << "byte " << at;
        }
    }
}

TEST_F(KnownFolder, openedAgainIsTheSame)
{
    EXPECT_THAT(names(*openFresh()), ElementsAre("a/1.png", "a/2.png", "a/b/1.png", "a-b/1.png"));
    expectAsFresh();
    EXPECT_EQ(open()->problems(), (std::vector<Problem> { { "a/text.png", "not an image" } }));
}

TEST_F(KnownFolder, whatWasAImageIsNotOpenedUntilItChanges)
{
    claim("a/text.png");
    EXPECT_THAT(open()->problems(), IsEmpty()) << "nobody looked into it";
    claim("a/text.png");
    m_folder.write("data/a/text.png", "no image, and another text");
    expectAsFresh();
}

TEST_F(KnownFolder, changesOfAnyKindAreSeen)
{
    open();
    m_folder.write("data/a/1.png", "no image any more, only a text");
    fs::remove(m_folder / "data/a/2.png");
    fs::rename(m_folder / "data/a-b/1.png", m_folder / "data/a-b/0.png");
    m_folder.write("data/a-b/3.png", encodeImage(patternImage(4, 3), ".png"));
    EXPECT_THAT(names(*open()), ElementsAre("a/b/1.png", "a-b/0.png", "a-b/3.png"));
    expectAsFresh();
}

TEST_F(KnownFolder, aTableOfLabelsIsReadAnewAndItsImagesAreKept)
{
    m_folder.write("data/labels.csv", "a/1.png,x\na/2.png,y\na/b/1.png,x\na-b/1.png,y\n");
    const auto dataset = open();
    ASSERT_EQ(dataset->format(), "labelled-files");
    EXPECT_EQ(dataset->cacheKey(), fs::canonical(m_folder / "data").string());
    expectAsFresh();
    LoadOptions options;
    options.cache = m_folder / "cache";
    const auto first = loadTrainingData(*dataset, options, noProgress);
    fs::remove(m_folder / "data/labels.csv");
    m_folder.write("data/labels.csv", "a/1.png,x\na/2.png,x\na/b/1.png,y\na-b/1.png,y\n");
    const auto before = dataset->stamp(0);
    m_folder.write("data/" + dataset->samples()[0].name, "damaged");
    EXPECT_NE(dataset->stamp(0), before);
    const auto second = loadTrainingData(*open(), options, noProgress);
    EXPECT_EQ(first.train.size(), 4U);
    EXPECT_EQ(second.train.size(), 3U);
    options.cache.clear();
    EXPECT_EQ(loadTrainingData(*openFresh(), options, noProgress).fingerprint, second.fingerprint);
}

TEST_F(KnownFolder, cancelledWhileItIsReadItIsNotKept)
{
    for (int i = 0; i < 200; ++i)
        m_folder.write("data/a/more" + std::to_string(i) + ".png",
            encodeImage(plainImage(2, 2, { 7 }), ".png"));
    int most = 1;
    for (bool isThrough = false; !isThrough; ++most) {
        int calls = 0;
        try {
            open([&](std::size_t, std::size_t) { return ++calls < most; });
            isThrough = true;
        } catch (const Cancelled &) {
            EXPECT_EQ(calls, most);
            EXPECT_FALSE(fs::exists(m_folder / "cache"));
        }
    }
    EXPECT_GT(most, 5) << "asked while names are read and while files are";
    EXPECT_TRUE(fs::exists(m_folder / "cache"));
}

} // namespace convscope::test
