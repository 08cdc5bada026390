// SPDX-License-Identifier: GPL-3.0-or-later
// The template language in which kinds of layers are written for other programs
// (core/layer/exports.h). Pure.
#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace convscope {

struct TemplateParts {
    std::function<std::string(const std::string &name)> option; ///< "#name"
    std::function<std::string(const std::string &name)> parameter; ///< "$name"
    /// Any other word, as it stands or replaced. Words right behind '@', '_', '.' or a letter are
    /// none.
    std::function<std::string(const std::string &word)> word;
};

std::string filledIn(std::string_view text, const TemplateParts &parts);

} // namespace convscope
