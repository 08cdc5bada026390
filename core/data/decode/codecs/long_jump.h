// SPDX-License-Identifier: GPL-3.0-or-later
// libjpeg and libpng report errors to a function that must not return. Ours jumps back here, so
// that no exception passes through code in C, and no object of ours lies between.
#pragma once
#include <csetjmp>

namespace convscope {

/// Whether `work` came to its end. It calls one function of a library and makes no object that has
/// a destructor: a jump passes over those.
template<typename Work>
bool cameBack(std::jmp_buf &place, const Work &work)
{
    if (setjmp(place) != 0) // NOLINT(cert-err52-cpp): the libraries' own way
        return false;
    work();
    return true;
}

} // namespace convscope
