// SPDX-License-Identifier: GPL-3.0-or-later
// The sample files of resources/samples, built into the program: there without any path.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace convscope {

/// A file's bytes by its name, such as "chelsea.png"; empty when there is no such sample.
std::span<const std::uint8_t> sampleBytes(std::string_view name);

} // namespace convscope
