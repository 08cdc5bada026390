// SPDX-License-Identifier: GPL-3.0-or-later
// ScheduleCurve: what the learning rate will be in the course of a run. GUI thread only.
#pragma once
#include "core/train/setup/schedule.h"
#include <QWidget>

namespace convscope {

class ScheduleCurve : public QWidget {
    Q_OBJECT
public:
    explicit ScheduleCurve(QWidget *parent = nullptr);
    /// Draws a run of so many epochs of so many batches each, as the trainer will have it.
    void setSchedule(
        const ScheduleOptions &options, double rate, std::int64_t batchesPerEpoch, int epochs);
    /// The rates along the run, from its first batch to its last.
    const std::vector<double> &rates() const { return m_rates; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<double> m_rates;
    int m_epochs = 0;
};

} // namespace convscope
