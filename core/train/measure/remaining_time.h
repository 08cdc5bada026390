// SPDX-License-Identifier: GPL-3.0-or-later
// RemainingTime: how long a run will take to its end, by how fast it went lately. Plain arithmetic.
#pragma once
#include "core/train/loop/trainer.h"

namespace convscope {

/// A mean that forgets: what came `length` values ago counts e times less.
class FadingMean {
public:
    explicit FadingMean(double length);
    void add(double value);
    std::optional<double> value() const;

private:
    double m_keep;
    double m_sum = 0, m_share = 0; // the share corrects for the beginning
};

class RemainingTime {
public:
    /// Validation counts too; until the first is measured, an image takes a third of its training.
    void start(std::size_t validationImages);
    void add(const StepReport &report);
    /// Nothing before the first batch. `batches` and `epochs` are the run's in all.
    std::optional<double> seconds(std::int64_t batches, int epochs) const;

private:
    double secondsOfValidation() const;

    std::size_t m_validationImages = 0;
    FadingMean m_perImage { 200 }, m_perBatch { 200 }, m_perValidation { 5 };
    std::int64_t m_batch = 0;
    int m_epochsDone = 0;
    double m_clock = 0; // seconds of training up to the last report
};

} // namespace convscope
