// SPDX-License-Identifier: GPL-3.0-or-later
// A file is there whole, or as it was before, whatever its name stands for and the disk does.
#include "core/base/files/atomic_file.h"
#include "core/base/files/byte_reader.h"
#include "tests/support/as_nobody.h"
#include "tests/support/errors.h"
#include "tests/support/failing_calls.h"
#include "tests/support/temp_folder.h"
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

using namespace convscope;
using test::Call;
using test::errorOf;
using test::FailingCall;
using test::TempFolder;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

namespace fs = std::filesystem;

std::string textOf(const fs::path &path)
{
    const auto bytes = readFile(path, 1U << 20U);
    return { bytes.begin(), bytes.end() };
}

mode_t modeOf(const fs::path &path)
{
    struct stat facts { };
    EXPECT_EQ(::lstat(path.c_str(), &facts), 0);
    return facts.st_mode;
}

std::size_t countIn(const fs::path &folder)
{
    return std::size_t(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

void makeSocket(const fs::path &path)
{
    const int number = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    path.string().copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(number, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
    ::close(number);
}

/// What a process leaves that was killed while it wrote into the folder.
void writeAndBeKilled(const fs::path &folder)
{
    const pid_t child = ::fork();
    if (child == 0) {
        AtomicFile file(folder / "half");
        file.write("half of it");
        ::_exit(0);
    }
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
}

} // namespace

TEST(AtomicFile, ALinkStaysAndWhatItLeadsToIsReplaced)
{
    const TempFolder folder;
    folder.write("real/file", "old");
    fs::create_symlink("real/file", folder / "second");
    fs::create_symlink("second", folder / "first");
    writeFileAtomically(folder / "first", "new");
    EXPECT_TRUE(fs::is_symlink(folder / "first"));
    EXPECT_TRUE(fs::is_symlink(folder / "second"));
    EXPECT_EQ(textOf(folder / "real/file"), "new");
    EXPECT_EQ(countIn(folder / "real"), 1U);
}

TEST(AtomicFile, ALinkThatLeadsNowhereYetGetsItsFile)
{
    const TempFolder folder;
    fs::create_directory(folder / "there");
    fs::create_symlink("there/new", folder / "link");
    writeFileAtomically(folder / "link", "new");
    EXPECT_TRUE(fs::is_symlink(folder / "link"));
    EXPECT_EQ(textOf(folder / "there/new"), "new");
    fs::create_symlink("nowhere/new", folder / "lost");
    EXPECT_THAT(errorOf([&] { writeFileAtomically(folder / "lost", "new"); }),
        StartsWith((folder / "lost").string() + ": cannot create it: No such file"));
    EXPECT_TRUE(fs::is_symlink(folder / "lost"));
    fs::create_symlink("round", folder / "round");
    EXPECT_THAT(errorOf([&] { writeFileAtomically(folder / "round", "new"); }),
        StartsWith((folder / "round").string() + ": cannot write it: Too many levels"));
}

TEST(AtomicFile, PipesDevicesSocketsAndFoldersAreNotReplaced)
{
    const TempFolder folder;
    ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    makeSocket(folder / "socket");
    fs::create_directory(folder / "folder");
    fs::create_symlink("/dev/null", folder / "link");
    const auto error = [&](const fs::path &path) {
        const mode_t before = modeOf(path);
        const std::string said = errorOf([&] { writeFileAtomically(path, "new"); });
        EXPECT_EQ(modeOf(path), before) << path;
        EXPECT_THAT(said, AllOf(StartsWith(path.string() + ": it is "), HasSubstr("replaced")));
        return said;
    };
    EXPECT_THAT(error(folder / "pipe"), HasSubstr("a pipe"));
    EXPECT_THAT(error(folder / "socket"), HasSubstr("a socket"));
    EXPECT_THAT(error(folder / "folder"), HasSubstr("a folder"));
    EXPECT_THAT(errorOf([&] { appendToFile(folder / "pipe", "more"); }), HasSubstr("a pipe"));
    EXPECT_EQ(countIn(folder.path()), 4U);
    const test::AsNobody nobody; // who could not do any harm to the real one
    EXPECT_THAT(error(folder / "link"), HasSubstr("a device"));
    EXPECT_THAT(error("/dev/null"), HasSubstr("a device"));
}

TEST(AtomicFile, PermissionsAreKeptAndNewOnesFollowTheUmask)
{
    const TempFolder folder;
    const mode_t before = ::umask(0027);
    for (const mode_t mode : { 0600U, 0640U, 0666U, 0444U }) {
        const fs::path path = folder.write("old", "old");
        fs::permissions(path, fs::perms(mode));
        writeFileAtomically(path, "new");
        EXPECT_EQ(modeOf(path) & 0777U, mode);
        fs::remove(path);
    }
    writeFileAtomically(folder / "new", "new");
    ::umask(before);
    EXPECT_EQ(modeOf(folder / "new") & 0777U, 0640U);
}

TEST(AtomicFile, NamesOfFullLengthAreWritten)
{
    const TempFolder folder;
    const std::string longest(255, 'n');
    writeFileAtomically(folder / longest, "new");
    EXPECT_EQ(textOf(folder / longest), "new");
    EXPECT_THAT(errorOf([&] { writeFileAtomically(folder / (longest + "n"), "new"); }),
        HasSubstr("File name too long"));
}

TEST(AtomicFile, ShortAndInterruptedWritesLoseNothing)
{
    const TempFolder folder;
    const test::ShortWrites shortly(folder.path());
    writeFileAtomically(folder / "file", "eleven letters");
    EXPECT_EQ(textOf(folder / "file"), "eleven letters");
    appendToFile(folder / "file", " and more of them");
    EXPECT_EQ(textOf(folder / "file"), "eleven letters and more of them");
}

TEST(AtomicFile, EveryFailingCallIsToldAndTheOldFileStays)
{
    const TempFolder folder;
    const fs::path path = folder.write("file", "old");
    for (const Call call : { Call::Write, Call::Flush, Call::Close, Call::Rename }) {
        const FailingCall error(call, folder.path(), ENOSPC);
        EXPECT_EQ(errorOf([&] { writeFileAtomically(path, "new"); }),
            path.string() + ": cannot write it: No space left on device");
        EXPECT_EQ(textOf(path), "old");
        EXPECT_EQ(countIn(folder.path()), 1U);
    }
    const FailingCall error(Call::FlushFolder, folder.path(), EIO);
    EXPECT_EQ(errorOf([&] { writeFileAtomically(path, "new"); }),
        path.string() + ": cannot make sure that it is on the disk: Input/output error");
}

TEST(AtomicFile, FileSystemsThatCannotFlushAreNoError)
{
    const TempFolder folder;
    for (const int code : { EINVAL, ENOTSUP })
        for (const Call call : { Call::Flush, Call::FlushFolder }) {
            const FailingCall error(call, folder.path(), code);
            EXPECT_EQ(
                errorOf([&] { writeFileAtomically(folder / "file", "new"); }), "nothing was wrong");
            EXPECT_GT(error.met(), 0);
        }
}

TEST(AtomicFile, AnAppendThatFailsLeavesNoHalfOfALine)
{
    const TempFolder folder;
    const fs::path path = folder.write("log.csv", "1,2\n");
    for (const Call call : { Call::Write, Call::Flush, Call::Close }) {
        const FailingCall error(call, folder.path(), ENOSPC);
        EXPECT_EQ(errorOf([&] { appendToFile(path, "3,4\n"); }),
            path.string() + ": cannot write it: No space left on device");
        EXPECT_EQ(textOf(path), "1,2\n");
    }
    appendToFile(path, "3,4\n");
    EXPECT_EQ(textOf(path), "1,2\n3,4\n");
    EXPECT_THAT(errorOf([&] { appendToFile(folder / "none", "3,4\n"); }),
        HasSubstr("none: cannot write it: No such file"));
}

TEST(AtomicFile, WhatDeadProcessesLeftIsSweptAndWhatIsBeingWrittenIsNot)
{
    const TempFolder folder;
    writeAndBeKilled(folder.path());
    folder.write(".model.onnx.77-1.part", "of the first version");
    folder.write(".convscope.77-2.part/model.onnx", "in a folder");
    folder.write(".mine.part", "a person's own");
    folder.write("film.77-1.part", "a person's own");
    EXPECT_EQ(countIn(folder.path()), 5U);
    AtomicFile one(folder / "one");
    one.write("one");
    EXPECT_EQ(countIn(folder.path()), 3U);
    writeFileAtomically(folder / "two", "two");
    one.commit();
    EXPECT_EQ(textOf(folder / "one"), "one");
    EXPECT_EQ(countIn(folder.path()), 4U);
}
