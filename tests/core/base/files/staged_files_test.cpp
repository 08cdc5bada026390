// SPDX-License-Identifier: GPL-3.0-or-later
// Files that belong together get their names together, or everything is as before.
#include "core/base/files/atomic_file.h"
#include "core/base/files/byte_reader.h"
#include "core/base/files/staged_files.h"
#include "tests/support/errors.h"
#include "tests/support/failing_calls.h"
#include "tests/support/temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <sys/stat.h>

using namespace convscope;
using test::Call;
using test::errorOf;
using test::FailingCall;
using test::TempFolder;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

namespace {

namespace fs = std::filesystem;

std::string stagedText(const fs::path &path)
{
    const auto bytes = readFile(path, 1U << 20U);
    return { bytes.begin(), bytes.end() };
}

/// Every file and folder below, hidden ones too.
std::map<std::string, std::string> contentOf(const fs::path &folder)
{
    std::map<std::string, std::string> content;
    for (const auto &entry : fs::recursive_directory_iterator(folder))
        content[entry.path().string()]
            = entry.is_regular_file() ? stagedText(entry.path()) : std::string();
    return content;
}

void writeNew(const fs::path &folder)
{
    for (const char *name : { "a", "b", "c" })
        writeFileAtomically(folder / name, std::string("new ") + name);
}

/// In which "c" is new.
void writeOld(const TempFolder &folder)
{
    folder.write("a", "old a");
    folder.write("b", "old b");
    folder.write("other", "not one of them");
}

} // namespace

TEST(StagedFiles, AllAreReplacedAndOthersStay)
{
    const TempFolder folder;
    writeOld(folder);
    fs::permissions(folder / "a", fs::perms(0600));
    writeTogether(folder.path(), folder.path(), writeNew);
    EXPECT_EQ(stagedText(folder / "a"), "new a");
    EXPECT_EQ(stagedText(folder / "b"), "new b");
    EXPECT_EQ(stagedText(folder / "c"), "new c");
    EXPECT_EQ(contentOf(folder.path()).size(), 4U);
    struct stat facts { };
    ASSERT_EQ(::stat((folder / "a").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0600U);
}

TEST(StagedFiles, TheirNamesMayBeAnything)
{
    const TempFolder folder;
    const std::vector<std::string> names { "files", "old", ".part", std::string(255, 'n') };
    for (const std::string &name : names)
        folder.write(name, "old");
    writeTogether(folder.path(), folder.path(), [&](const fs::path &staged) {
        for (const std::string &name : names)
            writeFileAtomically(staged / name, "new");
    });
    for (const std::string &name : names)
        EXPECT_EQ(stagedText(folder / name), "new") << name;
}

TEST(StagedFiles, WhereOneCannotGetItsNameAllAreAsBefore)
{
    const TempFolder folder;
    writeOld(folder);
    const auto before = contentOf(folder.path());
    for (const char *name : { "a", "b", "c" }) {
        const FailingCall error(Call::Rename, folder / name, EIO);
        EXPECT_EQ(errorOf([&] { writeTogether(folder.path(), folder.path(), writeNew); }),
            (folder / name).string() + ": cannot write it: Input/output error");
        EXPECT_EQ(contentOf(folder.path()), before) << name;
    }
    constexpr int kAfterTheFiles = 4; // each of the three was flushed where it was made
    for (const int nth : { 1, kAfterTheFiles }) {
        const FailingCall error(Call::FlushFolder, folder.path(), EIO, nth);
        EXPECT_THAT(errorOf([&] { writeTogether(folder.path(), folder.path(), writeNew); }),
            HasSubstr("cannot make sure that it is on the disk: Input/output error"));
        EXPECT_EQ(contentOf(folder.path()), before) << nth;
    }
}

TEST(StagedFiles, WhereANameIsTakenByAFolderNothingIsReplaced)
{
    const TempFolder folder;
    writeOld(folder);
    fs::create_directory(folder / "c");
    const auto before = contentOf(folder.path());
    EXPECT_THAT(errorOf([&] { writeTogether(folder.path(), folder.path(), writeNew); }),
        StartsWith((folder / "c").string() + ": it is a folder"));
    EXPECT_EQ(contentOf(folder.path()), before);
}

TEST(StagedFiles, ANewFolderAppearsWholeOrNotAtAll)
{
    const TempFolder folder;
    const fs::path made = folder / "x/y/z";
    const std::string error = errorOf([&] {
        writeFolder(made, [](const fs::path &staged) {
            writeNew(staged);
            writeFileAtomically(staged / "none" / "d", "nowhere to go");
        });
    });
    EXPECT_EQ(error, (made / "none/d").string() + ": cannot create it: No such file or directory");
    EXPECT_TRUE(fs::is_empty(folder.path()));
    writeFolder(made / "", writeNew);
    EXPECT_EQ(contentOf(made).size(), 3U);
    EXPECT_EQ(contentOf(folder.path()).size(), 6U) << "nothing unfinished is left";
    struct stat facts {
    }, usual {};
    ASSERT_EQ(::stat(made.c_str(), &facts), 0);
    ASSERT_EQ(::stat(made.parent_path().c_str(), &usual), 0);
    EXPECT_EQ(facts.st_mode, usual.st_mode);
    EXPECT_THAT(errorOf([&] { writeFolder(made / "a", writeNew); }), HasSubstr("it is a file"));
}

TEST(StagedFiles, ANewFolderThatIsNotOnTheDiskIsTakenBack)
{
    const TempFolder folder;
    constexpr int kAfterItsFiles = 4;
    const FailingCall error(Call::FlushFolder, folder.path(), EIO, kAfterItsFiles);
    EXPECT_EQ(errorOf([&] { writeFolder(folder / "new", writeNew); }),
        (folder / "new").string()
            + ": cannot make sure that it is on the disk: Input/output error");
    EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(StagedFiles, LinksStayAlsoWhereTheyLeadToAnotherDisk)
{
    const TempFolder folder;
    const fs::path other = fs::path("/dev/shm") / folder.path().filename();
    struct stat here {
    }, there {};
    if (::stat(folder.path().c_str(), &here) != 0 || ::stat("/dev/shm", &there) != 0
        || here.st_dev == there.st_dev || ::access("/dev/shm", W_OK) != 0)
        GTEST_SKIP() << "there is no second file system";
    fs::create_directory(other);
    writeFileAtomically(other / "real", "old a");
    folder.write("near/real", "old b");
    fs::create_symlink(other / "real", folder / "a");
    fs::create_symlink("near/real", folder / "b");
    {
        const FailingCall error(Call::Rename, folder / "c", EIO);
        EXPECT_NE(errorOf([&] { writeTogether(folder.path(), folder.path(), writeNew); }),
            "nothing was wrong");
        EXPECT_EQ(stagedText(other / "real"), "old a");
        EXPECT_EQ(stagedText(folder / "near/real"), "old b");
    }
    writeTogether(folder.path(), folder.path(), writeNew);
    EXPECT_TRUE(fs::is_symlink(folder / "a"));
    EXPECT_TRUE(fs::is_symlink(folder / "b"));
    EXPECT_EQ(stagedText(other / "real"), "new a");
    EXPECT_EQ(stagedText(folder / "near/real"), "new b");
    fs::remove_all(other);
}

TEST(StagedFiles, ErrorsNameThePersonsFile)
{
    const TempFolder folder;
    const FailingCall error(Call::Write, folder.path(), ENOSPC);
    EXPECT_EQ(errorOf([&] { writeTogether(folder.path(), folder.path(), writeNew); }),
        (folder / "a").string() + ": cannot write it: No space left on device");
}
