// SPDX-License-Identifier: GPL-3.0-or-later
// RunCurves: the curves of a run as charts want them, kept up with the run's reports.
#pragma once
#include "core/curves/curve_pyramid.h"
#include "core/train/loop/trainer.h"

namespace convscope {

/// The axis that a curve lies over: batches from 1, epochs with their parts (3.5: half of the
/// fourth), or seconds of training, pauses not counted.
enum class CurveAxis { Batch, Epoch, Time };

/// Looks at reports that somebody else appends to; besides them it takes about 24 bytes a batch.
class RunCurves {
public:
    RunCurves(const std::vector<BatchReport> &batches, const std::vector<EpochReport> &epochs);
    RunCurves(const RunCurves &) = delete;
    RunCurves &operator=(const RunCurves &) = delete;

    void restart(); ///< the reports were exchanged for others
    void takeNew(); ///< works on those only that were appended since the last time
    void setSmoothing(double weight);
    void setAxis(CurveAxis axis);
    /// Sets the length of the whole run; 0: not known. Tells how long an unfinished epoch will be.
    void setPlan(std::int64_t batches, double epochs);

    // The views hold until this is destroyed, and follow what is appended.
    CurveView loss() const { return view(m_loss); }
    CurveView smoothedLoss() const { return view(m_smoothedLoss); }
    CurveView accuracy() const { return view(m_accuracy); } ///< in percent, as all accuracies here
    CurveView smoothedAccuracy() const { return view(m_smoothedAccuracy); }
    CurveView rate() const { return view(m_rate); }
    const std::vector<CurvePoint> &validationLoss() const { return m_validationLoss; }
    const std::vector<CurvePoint> &validationAccuracy() const { return m_validationAccuracy; }
    const std::vector<double> &epochEnds() const { return m_epochEnds; }
    std::optional<CurvePoint> bestLoss() const { return m_bestLoss; }
    std::optional<CurvePoint> bestAccuracy() const { return m_bestAccuracy; }

    double xOf(std::size_t index) const; ///< the x of the report at that place
    double xOfBatch(std::int64_t batch) const; ///< the x of the last report up to that batch
    double plannedEnd() const; ///< the axis's last x; 0: not known
    CurveAxis axis() const { return m_axis; }

    /// Everything that is known at a place of the axis.
    struct Reading {
        const BatchReport *batch = nullptr; ///< the nearest
        double epoch = 0; ///< with its part
        double smoothedLoss = 0, smoothedAccuracy = 0; ///< the latter in percent
        const EpochReport *validated = nullptr; ///< the last one up to the batch; null: none
    };
    std::optional<Reading> at(double x) const; ///< nothing where there is no batch
    std::size_t bytes() const; ///< memory, without the reports

private:
    CurveView view(const CurvePyramid &values) const;
    double epochsAt(const BatchReport &batch) const;
    void placeEpochs();
    std::size_t nearest(double x) const;

    const std::vector<BatchReport> &m_batches;
    const std::vector<EpochReport> &m_epochs;
    CurveAxis m_axis = CurveAxis::Batch;
    double m_weight = 0;
    Smoother m_lossSmoother { 0 }, m_accuracySmoother { 0 };
    CurvePyramid m_loss, m_smoothedLoss, m_accuracy, m_smoothedAccuracy, m_rate;
    std::vector<CurvePoint> m_validationLoss, m_validationAccuracy;
    std::vector<double> m_epochEnds;
    std::optional<CurvePoint> m_bestLoss, m_bestAccuracy;
    std::int64_t m_plannedBatches = 0;
    double m_plannedEpochs = 0;
};

} // namespace convscope
