// SPDX-License-Identifier: GPL-3.0-or-later
// StandardOutput: what a program prints arrives, or the program says that it did not.
#pragma once
#include <streambuf>
#include <string>

namespace convscope {

/// First of all in main(): a stream that the caller closed must not become the next file that is
/// opened, and a reader who went away is an error of writing, not the end of the program.
void openStandardStreams();

/// While one lives it stands behind std::cout: it writes everything whole and remembers the first
/// error. On a terminal each line is shown at once. One at a time, on the main thread.
class StandardOutput : private std::streambuf {
public:
    StandardOutput();
    ~StandardOutput() override;
    StandardOutput(const StandardOutput &) = delete;
    StandardOutput &operator=(const StandardOutput &) = delete;

    /// Writes the rest. Empty: everything arrived; else a sentence that says why not.
    std::string finish();

private:
    int_type overflow(int_type letter) override;
    std::streamsize xsputn(const char *text, std::streamsize count) override;
    int sync() override;
    bool writePending();

    std::streambuf *m_before;
    bool m_isTerminal;
    std::string m_pending;
    int m_error = 0;
};

} // namespace convscope
