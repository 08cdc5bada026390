// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/program.h"
#include <array>
#include <csignal>
#include <cstdlib>
#include <poll.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace convscope::test {

namespace {

struct Pipe {
    std::array<int, 2> ends {};
    Pipe()
    {
        if (::pipe(ends.data()) != 0)
            throw std::runtime_error("no pipe");
    }
};

[[noreturn]] void become(const std::string &program, const std::vector<std::string> &arguments,
    const Pipe &out, const Pipe &err)
{
    ::dup2(out.ends[1], STDOUT_FILENO);
    ::dup2(err.ends[1], STDERR_FILENO);
    std::vector<char *> argv { const_cast<char *>(program.c_str()) };
    for (const std::string &argument : arguments)
        argv.push_back(const_cast<char *>(argument.c_str()));
    argv.push_back(nullptr);
    ::execv(program.c_str(), argv.data());
    ::_exit(127);
}

} // namespace

ProgramResult runProgram(const std::string &program, const std::vector<std::string> &arguments,
    const std::string &interruptWhen, int signal)
{
    const Pipe out, err;
    const pid_t child = ::fork();
    if (child == 0)
        become(program, arguments, out, err);
    ::close(out.ends[1]);
    ::close(err.ends[1]);
    ProgramResult result;
    bool interrupt = !interruptWhen.empty();
    std::array<pollfd, 2> watched { pollfd { out.ends[0], POLLIN, 0 },
        pollfd { err.ends[0], POLLIN, 0 } };
    while (watched[0].fd >= 0 || watched[1].fd >= 0) {
        ::poll(watched.data(), watched.size(), -1);
        for (std::size_t i = 0; i < watched.size(); ++i) {
            if (watched[i].fd < 0 || watched[i].revents == 0)
                continue;
            std::array<char, 4096> buffer {};
            const ssize_t got = ::read(watched[i].fd, buffer.data(), buffer.size());
            if (got <= 0) {
                ::close(watched[i].fd);
                watched[i].fd = -1;
                continue;
            }
            (i == 0 ? result.out : result.err).append(buffer.data(), static_cast<std::size_t>(got));
        }
        const auto has = [&](const std::string &said) {
            return said.find(interruptWhen) != std::string::npos;
        };
        if (interrupt && (has(result.err) || has(result.out))) {
            interrupt = false;
            ::kill(child, signal);
        }
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return result;
}

std::string python()
{
    const char *named = std::getenv("CONVSCOPE_PYTHON");
    return named != nullptr ? named : "/usr/bin/python3";
}

} // namespace convscope::test
