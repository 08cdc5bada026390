// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/gradient_clip.h"
#include "core/kernels/optimizer_steps.h"
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {
constexpr std::size_t kPiece = 16384; // values; large enough that handing one over costs nothing
}

GradientClip::GradientClip(const std::vector<Model::ParameterRef> &parameters)
{
    for (const auto &[name, parameter] : parameters) {
        const std::span<Scalar> all = parameter->gradient.values();
        for (std::size_t first = 0; first < all.size(); first += kPiece)
            m_pieces.push_back(all.subspan(first, std::min(kPiece, all.size() - first)));
    }
    m_sums.resize(m_pieces.size());
}

double GradientClip::norm(ThreadPool &pool)
{
    pool.run(static_cast<int>(m_pieces.size()), [&](int index, int) {
        m_sums[std::size_t(index)] = sumOfSquares(m_pieces[std::size_t(index)]);
    });
    double sum = 0;
    for (const double part : m_sums)
        sum += part;
    return std::sqrt(sum);
}

void GradientClip::apply(double most, double norm, ThreadPool &pool)
{
    constexpr double kApart = 1e-6; // from zero
    if (const double factor = most / (norm + kApart); factor < 1)
        pool.run(static_cast<int>(m_pieces.size()),
            [&](int index, int) { scaleValues(m_pieces[std::size_t(index)], Scalar(factor)); });
}

} // namespace convscope
