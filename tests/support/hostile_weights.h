// SPDX-License-Identifier: GPL-3.0-or-later
// Files of weights that somebody made to do harm, or that were damaged: each wrong in one way. Made
// in memory, byte by byte.
#pragma once
#include "tests/support/npz_file.h"
#include <string>
#include <utility>
#include <vector>

namespace convscope::test {

struct HostileFile {
    std::string name; ///< what is wrong, such as "header_past_the_end"
    std::string bytes;
    std::string error; ///< what the refusal must have in it
};

/// A folder of text weights in which one file is wrong.
struct HostileText {
    std::string name, file, bytes, error;
};

std::vector<HostileFile> hostileSafetensors();
std::vector<HostileFile> hostileModels(); ///< good containers of bad models
std::vector<HostileFile> hostileNpz();
std::vector<HostileFile> hostilePickles();
std::vector<HostileText>
hostileTexts(); ///< for filter1 (8 values), bias1 (2), weight2 (2×8), bias2

/// A safetensors file with this header and so many zero bytes of data.
std::string safetensorsBytes(const std::string &header, std::size_t data);

} // namespace convscope::test
