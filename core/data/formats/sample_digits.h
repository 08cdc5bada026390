// SPDX-License-Identifier: GPL-3.0-or-later
// The format "digits": 1,797 handwritten digits of 8×8 pixels, built into the program.
#pragma once
#include "core/data/dataset/dataset.h"

namespace convscope {

std::unique_ptr<Dataset> openSampleDigits();

} // namespace convscope
