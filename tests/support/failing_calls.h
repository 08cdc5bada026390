// SPDX-License-Identifier: GPL-3.0-or-later
// A disk that fails: while a FailingCall lives, system calls that the program makes on files below
// a folder go wrong. Only for programs that link failing_calls.cpp, which stands before libc.
#pragma once
#include <filesystem>

namespace convscope::test {

enum class Call { Write, Flush, FlushFolder, Close, Rename };

class FailingCall {
public:
    /// The `nth` such call and all after it fail with `error`.
    FailingCall(Call call, const std::filesystem::path &below, int error, int nth = 1);
    ~FailingCall();
    FailingCall(const FailingCall &) = delete;
    FailingCall &operator=(const FailingCall &) = delete;

    int met() const; ///< how many such calls there were
};

/// While one lives every write() takes at most three bytes, and each second one is interrupted by
/// a signal first.
class ShortWrites {
public:
    explicit ShortWrites(const std::filesystem::path &below);
    ~ShortWrites();
    ShortWrites(const ShortWrites &) = delete;
    ShortWrites &operator=(const ShortWrites &) = delete;
};

} // namespace convscope::test
