// SPDX-License-Identifier: GPL-3.0-or-later
// For kinds that read the outputs of earlier layers besides their input. Pure functions.
#pragma once
#include "core/base/error.h"
#include "core/layer/kind.h"

namespace convscope::kinds {

/// The layer that the option "from" names. @throws Error where it is missing; `verb` says what it
/// is for.
inline std::string otherNamed(const LayerOptions &options, const std::string &verb)
{
    const std::string &name = text(options, "from");
    if (name.empty())
        throw Error(
            "'from' is missing; give the name of the earlier layer to " + verb + ", such as relu1");
    return name;
}

/// The same where several may be named.
inline std::vector<std::string> othersNamed(const LayerOptions &options, const std::string &verb)
{
    const std::vector<std::string> &names = texts(options, "from");
    if (names.empty())
        throw Error("'from' is missing; give the names of the earlier layers to " + verb
            + ", such as [\"relu1\"]");
    return names;
}

inline void checkEqual(const Shape &in, std::span<const Shape> others, const std::string &name,
    const std::string &done)
{
    for (const Shape &other : others)
        if (other != in)
            throw Error("'" + name + "' puts out " + toString(other)
                + ", but the layer before this one " + toString(in) + "; only equal shapes can be "
                + done);
}

} // namespace convscope::kinds
