// SPDX-License-Identifier: GPL-3.0-or-later
// The check before a long run: whether the network, the images and the settings can work at all.
// Takes seconds: its work is bounded by multiply-adds, whatever the network.
#pragma once
#include "core/base/progress.h"
#include "core/curves/curve_layout.h"
#include "core/train/setup/run_config.h"
#include <optional>

namespace convscope {

/// The data a check is drawn from: bars or a curve; where both are empty there is nothing to draw.
struct CheckPlot {
    struct Bar {
        std::string name;
        double value = 0;
    };
    std::vector<Bar> bars;
    std::vector<CurvePoint> curve;
    bool logX = false, logY = false;
    std::optional<double> markX {}; ///< a place on the curve
    std::optional<double> limitY {}; ///< the limit that the values were compared with
};

struct PreflightCheck {
    std::string name; ///< "initial_loss", "learn_by_heart", "gradients", "batches",
                      ///< "learning_rate"
    std::string title;
    bool passed = false;
    std::string sentence; ///< the finding and, where it did not pass, what to do
    CheckPlot image;
};

struct PreflightReport {
    std::vector<PreflightCheck> checks; ///< in the order they were made
    std::optional<double> suggestedRate;
    bool passed() const;
};

struct GradientMismatch {
    std::string parameter; ///< "conv1.weight"
    double error = 0; ///< relative, the largest of those measured
};
/// Compares gradients with measured differences, `values` of each parameter. Float is too coarse
/// for it, so that whoever links the double build lends it.
using CompareGradients = std::function<std::vector<GradientMismatch>(
    const ModelSpec &spec, std::uint64_t seed, int values, const std::function<bool()> &goOn)>;
/// Called after every check with all so far.
using PreflightSeen = std::function<void(const PreflightReport &soFar)>;

constexpr std::size_t kPreflightChecks = 5;

/// With the training images of `data`. The same settings give the same report. @throws Error as
/// Trainer does; Cancelled.
PreflightReport preflight(const RunConfig &config, const TrainingData &data,
    const CompareGradients &compare, const PreflightSeen &seen, const Progress &progress);

/// Where the smoothed loss falls steepest with the logarithm of the rate, but no more than a tenth
/// of where it is lowest, after which networks tend to fall apart; nothing where it never falls.
/// Pure function; `curve` is loss by rate, rates ascending.
std::optional<double> suggestedRate(std::span<const CurvePoint> curve);

} // namespace convscope
