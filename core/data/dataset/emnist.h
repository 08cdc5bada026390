// SPDX-License-Identifier: GPL-3.0-or-later
// The peculiarities of EMNIST, whose files are else as MNIST's: the images lie on their side, and
// the labels stand for characters that a mapping file names.
// Cohen et al. 2017, "EMNIST: an extension of MNIST to handwritten letters", arXiv:1702.05373.
#pragma once
#include <filesystem>
#include <map>
#include <string>

namespace convscope {

/// By the name, "emnist-balanced-…" or "emnist-byclass-…": these files hold each image column by
/// column, so rows and columns are to be exchanged.
bool isEmnist(const std::filesystem::path &file);

/// The names by label from "emnist-balanced-mapping.txt" and so on beside `file`, whose lines are
/// "label code" with the character codes of the label ("10 65": A; "1 65 97": Aa). Empty when there
/// is none, or when a line is anything else.
std::map<int, std::string> emnistNames(const std::filesystem::path &file);

} // namespace convscope
