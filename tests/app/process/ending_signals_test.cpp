// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/process/ending_signals.h"
#include <chrono>
#include <csignal>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace convscope::test {

namespace {

using Clock = std::chrono::steady_clock;
constexpr int kAlive = 7;

/// The exit status of a process of its own that watches its signals and does this.
template<typename F>
int statusOf(F &&life)
{
    const pid_t child = ::fork();
    if (child == 0) {
        watchEndingSignals();
        life();
        ::_exit(kAlive);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

} // namespace

TEST(EndingSignals, TheFirstOneOnlyAsks)
{
    for (const int signal : { SIGHUP, SIGINT, SIGTERM }) {
        const auto life = [signal] {
            ::raise(signal);
            ::_exit(endingSignal() == signal ? endingStatus() : 0);
        };
        EXPECT_EQ(statusOf(life), 128 + signal);
    }
}

TEST(EndingSignals, TheSecondOneEndsTheProgramAtOnce)
{
    const auto life = [] {
        ::raise(SIGTERM);
        const Clock::time_point later = Clock::now() + std::chrono::milliseconds(400);
        while (Clock::now() < later)
            ;
        ::raise(SIGINT);
    };
    EXPECT_EQ(statusOf(life), 130);
}

// timeout(1) sends its signal to the program and again to its whole group; a shell whose terminal
// is closed hangs up its jobs before the kernel does.
TEST(EndingSignals, TwoAtTheSameMomentAreOne)
{
    EXPECT_EQ(statusOf([] { ::raise(SIGHUP), ::raise(SIGHUP), ::raise(SIGTERM); }), kAlive);
}

TEST(EndingSignals, WhatWasIgnoredAtTheStartStaysIgnored)
{
    const auto before = std::signal(SIGHUP, SIG_IGN); // as nohup does
    const int status = statusOf([] {
        ::raise(SIGHUP);
        ::_exit(endingSignal() == 0 ? kAlive : 0);
    });
    std::signal(SIGHUP, before);
    EXPECT_EQ(status, kAlive);
}

TEST(EndingSignals, AClosedPipeIsAnErrorOfWriting)
{
    const auto life = [] {
        int ends[2];
        if (::pipe(ends) != 0)
            ::_exit(0);
        ::close(ends[0]);
        if (::write(ends[1], "x", 1) != -1 || errno != EPIPE)
            ::_exit(0);
    };
    EXPECT_EQ(statusOf(life), kAlive);
}

} // namespace convscope::test
