// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a program as a person would, and catches what it says.
#pragma once
#include <csignal>
#include <string>
#include <vector>

namespace convscope::test {

struct ProgramResult {
    int status = -1;
    std::string out, err;
};

/// Waits for its end. With `interruptWhen`, sends `signal` once stderr or stdout contains that
/// text.
ProgramResult runProgram(const std::string &program, const std::vector<std::string> &arguments,
    const std::string &interruptWhen = {}, int signal = SIGINT);

/// The system's, or the one that CONVSCOPE_PYTHON names: `./dev compat` runs tests with newer
/// packages.
std::string python();

} // namespace convscope::test
