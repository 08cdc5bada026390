// SPDX-License-Identifier: GPL-3.0-or-later
// Leaving out files and classes on the command line.
#pragma once
#include "core/data/prepare/exclusions.h"
#include <CLI/CLI.hpp>

namespace convscope::cli {

/// Tells CLI11 about --exclude-file and --exclude-class. `excluded` must outlive `command`.
void describeExcluded(CLI::App &command, Exclusions &excluded);

/// Tells CLI11 about --layout. `layout` must outlive `command`.
void describeLayout(CLI::App &command, std::string &layout);

/// "2 images of the class ig and 3 other images": what `excluded` takes from `dataset`; empty:
/// nothing.
std::string describe(const Exclusions &excluded, const Dataset &dataset);

} // namespace convscope::cli
