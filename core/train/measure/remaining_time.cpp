// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/measure/remaining_time.h"
#include <algorithm>
#include <cmath>

namespace convscope {

FadingMean::FadingMean(double length)
    : m_keep(std::exp(-1 / length))
{
}

void FadingMean::add(double value)
{
    m_sum = m_keep * m_sum + (1 - m_keep) * value;
    m_share = m_keep * m_share + (1 - m_keep);
}

std::optional<double> FadingMean::value() const
{
    return m_share > 0 ? std::optional(m_sum / m_share) : std::nullopt;
}

void RemainingTime::start(std::size_t validationImages)
{
    *this = RemainingTime();
    m_validationImages = validationImages;
}

void RemainingTime::add(const StepReport &report)
{
    if (const auto &batch = report.batch) {
        const double seconds = std::max(0.0, batch->seconds - m_clock);
        m_perBatch.add(seconds);
        if (batch->images > 0)
            m_perImage.add(seconds / batch->images);
        m_batch = batch->batch;
        m_clock = batch->seconds;
    }
    if (const auto &epoch = report.epoch) {
        m_epochsDone = epoch->epoch;
        if (epoch->valLoss && epoch->seconds >= m_clock)
            m_perValidation.add(epoch->seconds - m_clock);
        m_clock = std::max(m_clock, epoch->seconds);
    }
}

double RemainingTime::secondsOfValidation() const
{
    constexpr double kForward = 1.0 / 3; // share of a training step, which goes back as well, twice
    return m_perValidation.value().value_or(
        kForward * m_perImage.value().value_or(0) * double(m_validationImages));
}

std::optional<double> RemainingTime::seconds(std::int64_t batches, int epochs) const
{
    const auto each = m_perBatch.value();
    if (!each)
        return std::nullopt;
    const double training = *each * double(std::max<std::int64_t>(0, batches - m_batch));
    return training + secondsOfValidation() * std::max(0, epochs - m_epochsDone);
}

} // namespace convscope
