// SPDX-License-Identifier: GPL-3.0-or-later
// Rng: our own random numbers, so that a seed means the same on every platform.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace convscope {

/// PCG32, XSH-RR variant (O'Neill 2014, "PCG: A Family of Simple Fast Space-Efficient Statistically
/// Good Algorithms for Random Number Generation"). Different streams of one seed are independent.
class Rng {
public:
    explicit Rng(std::uint64_t seed, std::uint64_t stream = 0);

    std::uint32_t next();
    /// Uniform in [0, bound), without bias.
    std::uint32_t below(std::uint32_t bound);
    /// Uniform in [0, 1).
    double uniform();
    /// Mean 0, deviation 1 (Box–Muller).
    double normal();

    template<typename T>
    void shuffle(std::span<T> values)
    {
        for (std::size_t i = values.size(); i > 1; --i)
            std::swap(values[i - 1], values[below(static_cast<std::uint32_t>(i))]);
    }

private:
    std::uint64_t m_state = 0;
    std::uint64_t m_increment = 0;
};

} // namespace convscope
