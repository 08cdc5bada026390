// SPDX-License-Identifier: GPL-3.0-or-later
// A dataset's report as text for a terminal.
#pragma once
#include "core/data/report/dataset_report.h"
#include <iosfwd>

namespace convscope::cli {

/// Long lists are cut, and say how much more there is.
void printReport(std::ostream &out, const DatasetReport &report, const Dataset &dataset);

/// With the option that helps.
std::string inWords(const DataWarning &warning);

} // namespace convscope::cli
