// SPDX-License-Identifier: GPL-3.0-or-later
// Evaluation: how well a trained model does on a set of pictures, class by class. Pure functions.
#pragma once
#include "core/base/progress.h"
#include "core/base/thread_pool.h"
#include "core/data/training_data.h"
#include "core/train/trained_model.h"

namespace convscope {

/// Ratios with nothing below the line are 0, as is usual.
struct ClassMetrics {
    double precision = 0, recall = 0, f1 = 0;
    std::size_t support = 0; ///< pictures that really are of this class
};

struct SampleResult {
    std::size_t index = 0; ///< into the ImageSet
    int truth = 0, predicted = 0;
    double probability = 0; ///< of `predicted`
    double loss = 0;
};

struct Evaluation {
    std::vector<std::string> names; ///< of the classes, in output order
    std::size_t images = 0;
    double loss = 0, accuracy = 0;
    std::vector<ClassMetrics> classes;
    ClassMetrics macro; ///< plain means over the classes; support: all pictures
    std::vector<std::vector<std::size_t>> confusion; ///< [truth][predicted]
    std::vector<SampleResult> samples; ///< in the order of the set
};

/// Turns labels that count in `from` into labels that count in `to`, by the classes' names.
/// @throws Error naming a class that `to` lacks.
void relabel(
    ImageSet &set, const std::vector<std::string> &from, const std::vector<std::string> &to);

/// `set` was prepared with the model's preprocessing. @throws Cancelled.
Evaluation evaluate(const TrainedModel &model, const ImageSet &set, ThreadPool &pool,
    const Progress &progress = noProgress);

} // namespace convscope
