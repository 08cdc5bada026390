// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include <bit>
#include <cmath>
#include <numbers>

namespace convscope {

Rng::Rng(std::uint64_t seed, std::uint64_t stream)
    : m_increment((stream << 1U) | 1U)
{
    next();
    m_state += seed;
    next();
}

std::uint32_t Rng::next()
{
    const std::uint64_t old = m_state;
    m_state = old * 6364136223846793005ULL + m_increment;
    const auto mixed = static_cast<std::uint32_t>(((old >> 18U) ^ old) >> 27U);
    return std::rotr(mixed, static_cast<int>(old >> 59U));
}

std::uint32_t Rng::below(std::uint32_t bound)
{
    const std::uint32_t unfair
        = (0U - bound) % bound; // values below this would favour some results
    for (;;) {
        const std::uint32_t value = next();
        if (value >= unfair)
            return value % bound;
    }
}

double Rng::uniform()
{
    const std::uint64_t high = next();
    const std::uint64_t bits = (high << 21U) ^ next(); // 53 bits, as many as a double holds
    return static_cast<double>(bits) * 0x1.0p-53;
}

double Rng::normal()
{
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

} // namespace convscope
