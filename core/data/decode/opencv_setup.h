// SPDX-License-Identifier: GPL-3.0-or-later
// OpenCV the way this program uses it: on our own threads, and silent.
#pragma once

namespace convscope {

/// Cheap after the first time; called before OpenCV does any work.
void setUpOpenCv();

/// While one lives, nothing reaches std::cerr from this thread. OpenCV 4.6 writes there what its
/// decoders throw; from 4.7 on it goes to the log, which is off.
class QuietOpenCv {
public:
    QuietOpenCv();
    ~QuietOpenCv();
    QuietOpenCv(const QuietOpenCv &) = delete;
    QuietOpenCv &operator=(const QuietOpenCv &) = delete;
};

} // namespace convscope
