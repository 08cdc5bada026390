// SPDX-License-Identifier: GPL-3.0-or-later
// A log that is damaged or too short does not stop a run: it is said, and the saved state counts.
#include "core/base/notices.h"
#include "core/io/run/run_folder.h"
#include "tests/support/errors.h"
#include "tests/support/flipped_bits.h"
#include "tests/support/temp_folder.h"
#include "tests/support/three_classes.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace convscope;
using namespace convscope::test;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

namespace fs = std::filesystem;

/// What was said while it lives.
class Notices {
public:
    Notices()
    {
        onNotice([this](const std::string &sentence) { said.push_back(sentence); });
    }
    ~Notices() { onNotice({}); }
    Notices(const Notices &) = delete;
    Notices &operator=(const Notices &) = delete;

    std::vector<std::string> said;
};

std::shared_ptr<const TrainingData> someData()
{
    return threeClasses(21, 6);
}

/// Two of its four epochs.
void keepHalfARun(const fs::path &folder)
{
    Trainer trainer(threeClassesConfig("adam"), someData());
    RunFolder run = RunFolder::create(folder, trainer);
    while (trainer.epochsDone() < 2)
        run.record(trainer.step(), trainer);
}

/// To its end.
std::vector<NamedTensor> resumed(const fs::path &folder)
{
    Trainer trainer(RunFolder::config(folder), someData());
    RunFolder run = RunFolder::resume(folder, trainer);
    while (!trainer.finished())
        run.record(trainer.step(), trainer);
    run.save(trainer);
    return trainer.current()->parameters;
}

/// In the file's line, counted from 1, the character at `column`.
void damage(const fs::path &file, int line, std::size_t column, char with)
{
    std::string text = bytesOfFile(file);
    std::size_t at = 0;
    for (; line > 1; --line)
        at = text.find('\n', at) + 1;
    text[at + column] = with;
    replaceBytes(file, text);
}

const std::size_t kBatches = 12; // of the whole run

} // namespace

TEST(DamagedLogs, OneDamagedCharacterIsNamedBeforeTheTrainingAndExcluded)
{
    const TempFolder temp;
    const Notices notices;
    keepHalfARun(temp / "run");
    damage(temp / "run/batches.csv", 4, 3, 'x');
    EXPECT_THAT(errorOf([&] { readRunLogs(temp / "run"); }), HasSubstr("batches.csv: line 4"));
    EXPECT_EQ(resumed(temp / "run"), trained(threeClassesConfig("adam"), someData()));
    EXPECT_THAT(notices.said, Contains(AllOf(HasSubstr("batches.csv"), HasSubstr("line 4"))));
    EXPECT_THAT(readRunLogs(temp / "run").batches, SizeIs(kBatches - 1));
    const std::size_t before = notices.said.size();
    resumed(temp / "run");
    EXPECT_EQ(notices.said.size(), before) << "it is mended now";
}

TEST(DamagedLogs, AFigureThatIsAnotherOneIsSaid)
{
    const TempFolder temp;
    const Notices notices;
    keepHalfARun(temp / "run");
    const std::string text = bytesOfFile(temp / "run/epochs.csv");
    const std::size_t point = text.find("\n1,0.") + 5;
    std::string other = text;
    other[point] = text[point] == '1' ? '2' : '1';
    replaceBytes(temp / "run/epochs.csv", other);
    EXPECT_THAT(errorOf([&] { readRunLogs(temp / "run"); }), HasSubstr("epochs.csv"));
    resumed(temp / "run");
    EXPECT_THAT(notices.said, Contains(HasSubstr("epochs.csv")));
}

TEST(DamagedLogs, FewerLinesThanTheStateCountsOnAreSaidAndMended)
{
    const TempFolder temp;
    const Notices notices;
    keepHalfARun(temp / "run");
    std::string text = bytesOfFile(temp / "run/batches.csv");
    text.resize(text.rfind('\n', text.size() - 2) - 3); // the last line, and a part of one
    replaceBytes(temp / "run/batches.csv", text);
    EXPECT_EQ(resumed(temp / "run"), trained(threeClassesConfig("adam"), someData()));
    EXPECT_THAT(
        notices.said, Contains(AllOf(HasSubstr("batches.csv"), HasSubstr("only 4 of 6 lines"))));
    const auto batches = readRunLogs(temp / "run").batches;
    ASSERT_THAT(batches, SizeIs(kBatches - 2));
    EXPECT_EQ(batches[3].batch, 4);
    EXPECT_EQ(batches[4].batch, 7) << "what is lost stays so, and the rest has its own numbers";
}

TEST(DamagedLogs, ANumberOfALineThatIsDamagedTakesNoOtherLineWithIt)
{
    const TempFolder temp;
    const Notices notices;
    keepHalfARun(temp / "run");
    damage(temp / "run/batches.csv", 3, 0, '6');
    resumed(temp / "run");
    const auto batches = readRunLogs(temp / "run").batches;
    ASSERT_THAT(batches, SizeIs(kBatches - 1));
    EXPECT_EQ(batches[0].batch, 1);
    EXPECT_EQ(batches[1].batch, 3);
}

TEST(DamagedLogs, EveryFlippedBitInARunFolderIsNoticedOrChangesNothing)
{
    constexpr std::size_t kFlips = 9; // of a file
    const TempFolder temp;
    const Notices notices;
    const fs::path run = temp / "run";
    keepHalfARun(run);
    const auto whole = resumed(run);
    fs::remove_all(run);
    keepHalfARun(run);
    for (const char *name : { "run.json", "images.csv", "batches.csv", "epochs.csv",
             "best.safetensors", "last.safetensors", "resume.safetensors" })
        withFlippedBits(run / name, kFlips, [&](const std::string &where) {
            const fs::path copy = temp / where; // a sentence is told once only
            fs::copy(run, copy);
            const std::size_t before = notices.said.size();
            std::vector<NamedTensor> weights;
            const std::string error = errorOf([&] { weights = resumed(copy); });
            const bool isSaid
                = error.find(name) != std::string::npos || notices.said.size() > before;
            EXPECT_TRUE(isSaid || std::string_view(name).starts_with("best")
                || std::string_view(name).starts_with("last"))
                << where << ": " << error;
            EXPECT_TRUE(weights.empty() || weights == whole) << where;
        });
}

TEST(DamagedLogs, ARunOfTheFirstVersionGoesOnAndHasChecksumsFromThenOn)
{
    const TempFolder temp;
    const Notices notices;
    const fs::path run = temp / "run";
    keepHalfARun(run);
    // As the first version wrote it: without seals and marks.
    std::string text = bytesOfFile(run / "run.json");
    const auto cut = [&](const std::string &from, const std::string &to) {
        const std::size_t begin = text.find(from);
        text.erase(begin, text.find(to, begin) - begin);
    };
    cut("\"files\"", "\"format\"");
    cut("\"seal\"", "\"settings\"");
    replaceBytes(run / "run.json", text);
    fs::remove(run / "images.csv");
    EXPECT_THAT(RunFolder::marks(run), IsEmpty());
    EXPECT_THAT(notices.said, Contains(HasSubstr("carries no checksums")));
    EXPECT_EQ(resumed(run), trained(threeClassesConfig("adam"), someData()));
    EXPECT_THAT(RunFolder::marks(run), SizeIs(3));
    EXPECT_TRUE(fs::exists(run / "images.csv"));
}
