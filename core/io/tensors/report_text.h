// SPDX-License-Identifier: GPL-3.0-or-later
// Text for files that other programs read: HTML, CSV, numbers. Pure functions; no locale.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace convscope {

/// For HTML and XML, between tags and in quoted attributes: the special characters escaped; bytes
/// that are no UTF-8, and characters that XML does not allow, become U+FFFD.
std::string htmlText(std::string_view text);

/// A field of a line after RFC 4180: quoted where it holds a comma, a quote or a line break.
std::string csvField(std::string_view text);
/// Such a line, with its line feed.
std::string csvLine(const std::vector<std::string> &fields);

/// `bytes` of a PNG file as the address of an <img>.
std::string pngAddress(std::span<const std::uint8_t> bytes);

/// With so many digits after the point; "not a number" and "infinite" in words.
std::string fixed(double value, int digits);
std::string unbroken(std::string_view text); ///< not broken over two lines by HTML
std::string shortNumber(double value); ///< "0.001", "2.5e-05": six digits at most

} // namespace convscope
