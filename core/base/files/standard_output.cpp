// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files/standard_output.h"
#include "core/base/files/descriptor.h"
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <iostream>
#include <tuple>
#include <utility>

namespace convscope {

void openStandardStreams()
{
    std::signal(SIGPIPE, SIG_IGN);
    // Opened the wrong way round, so that reading and writing fail as they would have.
    for (const auto &[stream, how] : { std::pair(STDIN_FILENO, O_WRONLY),
             std::pair(STDOUT_FILENO, O_RDONLY), std::pair(STDERR_FILENO, O_RDONLY) })
        if (::fcntl(stream, F_GETFD) < 0)
            std::ignore = ::open("/dev/null", how); // the lowest number that is free: this one
}

StandardOutput::StandardOutput()
    : m_before(std::cout.rdbuf(this))
    , m_isTerminal(::isatty(STDOUT_FILENO) == 1)
{
}

StandardOutput::~StandardOutput()
{
    writePending();
    std::cout.rdbuf(m_before);
}

std::string StandardOutput::finish()
{
    writePending();
    // Some file systems tell only on closing that bytes were lost.
    Descriptor copy(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0));
    if (copy.isOpen() && !copy.close() && m_error == 0)
        m_error = errno;
    return m_error == 0 ? std::string()
                        : std::string("standard output could not be written: ")
            + std::strerror(m_error); // NOLINT(concurrency-mt-unsafe)
}

StandardOutput::int_type StandardOutput::overflow(int_type letter)
{
    const char one = traits_type::to_char_type(letter);
    const bool isEnd = traits_type::eq_int_type(letter, traits_type::eof());
    return isEnd || xsputn(&one, 1) == 1 ? traits_type::not_eof(letter) : traits_type::eof();
}

std::streamsize StandardOutput::xsputn(const char *text, std::streamsize count)
{
    constexpr std::size_t kBlock = std::size_t(1) << 16U;
    m_pending.append(text, std::size_t(count));
    const bool isDue = m_pending.size() >= kBlock || (m_isTerminal && m_pending.ends_with('\n'));
    return !isDue || writePending() ? count : 0;
}

int StandardOutput::sync()
{
    return writePending() ? 0 : -1;
}

bool StandardOutput::writePending()
{
    const std::string text = std::exchange(m_pending, {});
    if (m_error == 0
        && !writeWhole(
            STDOUT_FILENO, { reinterpret_cast<const std::uint8_t *>(text.data()), text.size() }))
        m_error = errno;
    return m_error == 0;
}

} // namespace convscope
