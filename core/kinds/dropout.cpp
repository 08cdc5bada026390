// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kinds/dropout.h"
#include "core/base/field.h"
#include <algorithm>

namespace convscope {

LayerInfo Dropout::info()
{
    constexpr double kMost = 0.95;
    return { .kind = "dropout",
        .stem = "dropout",
        .title = "Dropout",
        .help = "Switches off random values during training, so that the network cannot rely on "
                "any single one",
        .options = {
            Field::real("rate", 0.5, 0, kMost, "share of the values that are switched off"),
        },
        .create = [](const LayerOptions &o) -> std::unique_ptr<Layer> {
            return std::make_unique<Dropout>(number(o, "rate"));
        } };
}

Shape Dropout::build(const Shape &in)
{
    m_size = in.size();
    return in;
}

void Dropout::initialize(Rng &rng)
{
    m_seed = (std::uint64_t(rng.next()) << 32U) | rng.next();
}

void Dropout::drop(const Scalar *from, Scalar *to, const Piece &piece, const Work &work) const
{
    constexpr double kRange = 4294967296.0; // of Rng::next()
    const auto dropped = static_cast<std::uint32_t>(m_rate * kRange);
    const auto scale = Scalar(1 / (1 - m_rate));
    for (int n = piece.begin; n < piece.end; ++n, from += m_size, to += m_size) {
        Rng rng(m_seed + work.step, std::uint64_t(n));
        for (std::size_t i = 0; i < m_size; ++i)
            to[i] = rng.next() < dropped ? 0 : from[i] * scale;
    }
}

void Dropout::forward(const Scalar *x, Scalar *y, const Piece &piece, const Work &work)
{
    if (work.mode == Mode::Train)
        drop(x, y, piece, work);
    else if (x != y)
        std::copy_n(x, std::size_t(piece.size()) * m_size, y);
}

void Dropout::backward(const Scalar *, const Scalar *, const Scalar *dy, Scalar *dx,
    const Piece &piece, const Work &work)
{
    if (dx && work.mode == Mode::Train)
        drop(dy, dx, piece, work);
    else if (dx && dx != dy)
        std::copy_n(dy, std::size_t(piece.size()) * m_size, dx);
}

} // namespace convscope
