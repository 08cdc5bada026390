// SPDX-License-Identifier: GPL-3.0-or-later
// Errors of a person's input, as opposed to errors of the program (those are asserts).
#pragma once
#include <stdexcept>
#include <string>

namespace convscope {

/// One sentence a person can act on: what is wrong, where, and what to do about it.
/// By convention the message starts with the file, option or layer it is about: "cat.jpg: …".
class Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Thrown out of a long operation whose progress callback said "no more".
class Cancelled : public Error {
public:
    Cancelled()
        : Error("cancelled")
    {
    }
};

} // namespace convscope
