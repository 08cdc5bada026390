// SPDX-License-Identifier: GPL-3.0-or-later
// Pace: images a second, as the window and the command line say it. Plain arithmetic.
#pragma once
#include "core/train/loop/trainer.h"

namespace convscope {

/// Images by the time that training them took; validation and saving do not count.
class Pace {
public:
    void add(const BatchReport &batch)
    {
        m_images += batch.images;
        m_seconds += batch.ownSeconds;
    }
    /// Nothing where no batch was timed.
    std::optional<double> imagesPerSecond() const
    {
        return m_seconds > 0 ? std::optional(double(m_images) / m_seconds) : std::nullopt;
    }

private:
    std::int64_t m_images = 0;
    double m_seconds = 0;
};

} // namespace convscope
