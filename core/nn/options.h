// SPDX-License-Identifier: GPL-3.0-or-later
// Typed access to options that completeOptions() has checked already. For the create() of layers.
#pragma once
#include "core/nn/model_spec.h"

namespace convscope {

inline double number(const LayerOptions &options, std::string_view name)
{
    return std::get<double>(options.find(name)->second);
}
inline int integer(const LayerOptions &options, std::string_view name)
{
    return static_cast<int>(number(options, name));
}
inline Extent extent(const LayerOptions &options, std::string_view name)
{
    return std::get<Extent>(options.find(name)->second);
}
inline bool flag(const LayerOptions &options, std::string_view name)
{
    return std::get<bool>(options.find(name)->second);
}
inline const std::string &text(const LayerOptions &options, std::string_view name)
{
    return std::get<std::string>(options.find(name)->second);
}

} // namespace convscope
