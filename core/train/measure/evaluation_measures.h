// SPDX-License-Identifier: GPL-3.0-or-later
// Measures of an evaluation beyond its ratios: calibration, orders of the classes, lists of errors.
// Pure functions.
#pragma once
#include "core/train/measure/evaluation.h"
#include <array>

namespace convscope {

constexpr std::size_t kCalibrationBins = 10;

/// The images whose prediction had a probability of (m/10, (m+1)/10].
struct CalibrationBin {
    std::size_t images = 0;
    double confidence = 0; ///< mean probability of the predicted class; 0 without images
    double accuracy = 0; ///< share that is right; 0 without images
};

/// Whether a network is as often right as it is sure.
struct Calibration {
    std::array<CalibrationBin, kCalibrationBins> bins;
    /// Expected calibration error (Guo et al. 2017, "On Calibration of Modern Neural Networks",
    /// eq. 3): the bins' distances between accuracy and confidence, weighted by their images.
    double expectedError = 0;
};

Calibration calibrationOf(const Evaluation &evaluation);

enum class ClassOrder {
    Dataset, ///< as the classes are numbered
    MixedUp, ///< classes that are taken for each other side by side, the most images first
    Weakest, ///< by recall, the lowest first; classes without images last
};

/// The class indices in that order.
std::vector<std::size_t> orderedClasses(const Evaluation &evaluation, ClassOrder order);

std::string countedClasses(std::size_t classes); ///< "1 class", "3 classes"

/// "mean of 3 classes", or "mean of 2, 3 and 3 classes" where not each has precision, recall, F1.
std::string meanTitle(const MeanMetrics &means);

/// A cell of the confusion matrix.
struct ConfusionCell {
    int truth = 0, predicted = 0;
    friend bool operator==(const ConfusionCell &, const ConfusionCell &) = default;
};

/// The images of one cell, or (without one) all that were taken for something else. Errors: the
/// most confident first. Right ones: the least confident first.
std::vector<SampleResult> samplesOf(
    const Evaluation &evaluation, std::optional<ConfusionCell> cell);

} // namespace convscope
