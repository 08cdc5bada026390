// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kinds/flatten.h"
#include <algorithm>

namespace convscope {

namespace {
void copyPiece(const Scalar *from, Scalar *to, const Piece &piece, std::size_t size)
{
    if (to && to != from)
        std::copy_n(from, std::size_t(piece.size()) * size, to);
}
} // namespace

LayerInfo Flatten::info()
{
    return { .kind = "flatten",
        .stem = "flatten",
        .title = "Flatten",
        .help = "Lays all maps out as one row of values, for the dense layers that follow",
        .options = {},
        .create = [](const LayerOptions &) -> std::unique_ptr<Layer> {
            return std::make_unique<Flatten>();
        } };
}

Shape Flatten::build(const Shape &in)
{
    m_size = in.size();
    return { static_cast<int>(m_size), 1, 1 };
}

void Flatten::forward(const Scalar *x, Scalar *y, const Piece &piece, const Work &)
{
    copyPiece(x, y, piece, m_size);
}

void Flatten::backward(
    const Scalar *, const Scalar *, const Scalar *dy, Scalar *dx, const Piece &piece, const Work &)
{
    copyPiece(dy, dx, piece, m_size);
}

} // namespace convscope
