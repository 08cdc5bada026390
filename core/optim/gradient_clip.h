// SPDX-License-Identifier: GPL-3.0-or-later
// GradientClip: keeps the gradient of all parameters together from getting too long. Not
// thread-safe; owned by one thread, which may lend it a pool.
#pragma once
#include "core/base/threads/thread_pool.h"
#include "core/nn/model.h"

namespace convscope {

class GradientClip {
public:
    explicit GradientClip(const std::vector<Model::ParameterRef> &parameters);

    /// The root of the sum of all squares; not finite where a gradient is not. The sum is taken in
    /// fixed pieces, whatever the number of threads. Allocates nothing.
    double norm(ThreadPool &pool);
    /// Multiplies all gradients by most / (norm + 1e-6) where that is less than 1 (the definition
    /// of PyTorch's clip_grad_norm_). `norm` is theirs. Allocates nothing.
    void apply(double most, double norm, ThreadPool &pool);
    /// The same with norm(), which it returns.
    double apply(double most, ThreadPool &pool)
    {
        const double before = norm(pool);
        apply(most, before, pool);
        return before;
    }

private:
    std::vector<std::span<Scalar>> m_pieces; // constant after construction; cut by size alone
    std::vector<double> m_sums; // one a piece
};

} // namespace convscope
