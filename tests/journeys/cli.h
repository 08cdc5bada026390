// SPDX-License-Identifier: GPL-3.0-or-later
// convscope-cli for the journeys through it.
#pragma once
#include "tests/support/program.h"
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>

namespace convscope::test {

inline ProgramResult cli(const std::vector<std::string> &arguments,
    const std::string &interruptWhen = {}, int signal = SIGINT)
{
    return runProgram(CONVSCOPE_CLI, arguments, interruptWhen, signal);
}

inline std::string fileText(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return { std::istreambuf_iterator<char>(file), {} };
}

/// Refused with one line that has `names` in it, and nothing else.
inline void expectBadInput(const ProgramResult &result, const std::string &names)
{
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, testing::HasSubstr(names));
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
}

} // namespace convscope::test
