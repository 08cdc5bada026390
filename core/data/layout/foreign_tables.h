// SPDX-License-Identifier: GPL-3.0-or-later
// Tables and containers of other programs, which are named and not read.
#pragma once
#include <filesystem>
#include <string>

namespace convscope {

/// What the file is and how to make something of it that can be read, as a sentence; empty for all
/// other files. By the name.
std::string foreignTableAdvice(const std::filesystem::path &file);

} // namespace convscope
