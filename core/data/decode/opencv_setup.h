// SPDX-License-Identifier: GPL-3.0-or-later
// OpenCV the way this program uses it: on our own threads, and silent.
#pragma once

namespace convscope {

/// Cheap after the first time; called before OpenCV does any work.
void setUpOpenCv();

} // namespace convscope
