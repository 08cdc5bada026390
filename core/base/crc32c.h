// SPDX-License-Identifier: GPL-3.0-or-later
// CRC-32C (Castagnoli), as RFC 3720 uses it. Pure function.
#pragma once
#include <cstdint>
#include <string_view>

namespace convscope {

std::uint32_t crc32c(std::string_view bytes);

} // namespace convscope
