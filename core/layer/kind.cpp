// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/layer/kind.h"
#include <algorithm>

namespace convscope {

LayerOptions optionsOf(const LayerKind &kind, const LayerOptions &given)
{
    return resolved(kind.options, completed(kind.options, given));
}

bool has(const LayerKind &kind, ParameterRole role)
{
    return std::ranges::count(kind.parameters, role, &ParameterInfo::role) > 0;
}

bool readsOthers(const LayerKind &kind)
{
    return std::ranges::any_of(kind.options, [](const Field &field) {
        return field.type == Field::Type::Layer || field.type == Field::Type::Layers;
    });
}

bool isElementwise(const LayerKind &kind, const LayerWindow &window)
{
    return window.kind == LayerWindow::Kind::Same && !readsOthers(kind);
}

bool isOneToOne(const LayerKind &kind, const LayerWindow &window)
{
    using Kind = LayerWindow::Kind;
    if (has(kind, ParameterRole::Kernel) || has(kind, ParameterRole::Matrix)
        || window.input.c != window.output.c)
        return false;
    return window.kind == Kind::Same || window.kind == Kind::Window || window.kind == Kind::WholeMap
        || window.kind == Kind::Channels;
}

bool givesRow(const LayerKind &kind)
{
    using Kind = LayerWindow::Kind;
    const Kind reads = kind.reads(optionsOf(kind, {}), Shape { 1, 1, 1 }).kind;
    return reads == Kind::Row || reads == Kind::Everything;
}

LayerWindow sameValue(const LayerOptions &, const Shape &)
{
    return {};
}

std::size_t onePerChannel(const LayerOptions &, const Shape &input)
{
    return std::size_t(input.c);
}

} // namespace convscope
