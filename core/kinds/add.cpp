// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kinds/add.h"
#include "core/base/error.h"
#include "core/base/field.h"
#include "core/kernels/elementwise.h"
#include <algorithm>

namespace convscope {

LayerInfo Add::info()
{
    return { .kind = "add",
        .stem = "add",
        .title = "Add (residual)",
        .help = "Adds the output of an earlier layer, so that the layers between learn only a "
                "correction",
        .options = {
            Field::layer("from", "name of the earlier layer, such as relu1; its shape must be the same"),
        },
        .create = [](const LayerOptions &o) -> std::unique_ptr<Layer> {
            return std::make_unique<Add>(text(o, "from"));
        } };
}

Shape Add::build(const Shape &in)
{
    if (m_from.empty())
        throw Error("'from' is missing; give the name of the earlier layer to add, such as relu1");
    m_size = in.size();
    return in;
}

void Add::forward(const Scalar *x, Scalar *y, const Piece &piece, const Work &work)
{
    blend(x, work.other, y, {}, std::size_t(piece.size()) * m_size);
}

void Add::backward(
    const Scalar *, const Scalar *, const Scalar *dy, Scalar *dx, const Piece &piece, const Work &)
{
    if (dx && dx != dy)
        std::copy_n(dy, std::size_t(piece.size()) * m_size, dx);
}

} // namespace convscope
