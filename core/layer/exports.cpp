// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/layer/exports.h"

namespace convscope {

OnnxNodes oneNode(std::string op, std::vector<OnnxAttribute> attributes,
    std::vector<std::string> inputs, OnnxNodes::Form form)
{
    return { .form = form,
        .steps = { { std::move(op), std::move(inputs), std::move(attributes) } } };
}

} // namespace convscope
