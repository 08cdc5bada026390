// SPDX-License-Identifier: GPL-3.0-or-later
// Evaluation: how well a trained model does on a set of images, class by class. Pure functions.
#pragma once
#include "core/base/progress.h"
#include "core/base/threads/thread_pool.h"
#include "core/data/prepare/training_data.h"
#include "core/train/setup/model_origin.h"
#include <optional>

namespace convscope {

/// A figure with nothing below the line does not exist: there is no recall of a class without
/// images, no precision of one that was never predicted, and no F1 where both is so.
struct ClassMetrics {
    std::optional<double> precision, recall;
    std::optional<double> f1; ///< 2 hits / (images + predictions): their harmonic mean
    std::size_t support = 0; ///< images that really are of this class
};

/// Plain means, each over the classes that have the figure.
struct MeanMetrics {
    struct Mean {
        std::optional<double> value; ///< none: no class has it
        std::size_t classes = 0; ///< that have it
    };
    Mean precision, recall, f1;
    std::size_t support = 0; ///< all images
};

struct SampleResult {
    std::size_t index = 0; ///< into the ImageSet
    int truth = 0, predicted = 0;
    double probability = 0; ///< the probability of `predicted`
    double loss = 0;
    int rank = 0; ///< place of `truth` among the classes by probability; 0: it is the predicted one
};

struct Evaluation {
    std::vector<std::string> names; ///< the classes' names, in output order
    std::size_t images = 0;
    double loss = 0, accuracy = 0;
    double topTwo = 0; ///< share whose true class is one of the two most probable
    std::vector<ClassMetrics> classes;
    MeanMetrics macro;
    std::vector<std::vector<std::size_t>> confusion; ///< [truth][predicted]
    std::vector<SampleResult> samples; ///< in the order of the set
};

/// The images of one split, or of all of them one after another.
ImageSet imagesOf(const TrainingData &data, std::optional<Split> split);

/// Each class's figures, from [truth][predicted].
std::vector<ClassMetrics> metricsOf(const std::vector<std::vector<std::size_t>> &confusion);
MeanMetrics meansOf(const std::vector<ClassMetrics> &classes);

/// Turns labels that count in `from` into labels that count in `to`, by the classes' names.
/// @throws Error naming a class that `to` lacks.
void relabel(
    ImageSet &set, const std::vector<std::string> &from, const std::vector<std::string> &to);

/// Whether all of these are finite numbers; else the network has no answer.
bool isAnswer(std::span<const float> probabilities);
/// @throws Error when isAnswer() is false.
void requireAnswer(std::span<const float> probabilities);

/// `set` was prepared with the model's preprocessing. @throws Cancelled, and as requireAnswer().
Evaluation evaluate(const TrainedModel &model, const ImageSet &set, ThreadPool &pool,
    const Progress &progress = noProgress);

/// An evaluation with the images it is about.
struct EvaluatedImages {
    std::shared_ptr<const TrainedModel> model;
    ModelOrigin origin {}; ///< the model's
    std::shared_ptr<const Dataset> dataset;
    std::string location; ///< the dataset's
    std::optional<Split> split; ///< none: all images
    ImageSet images; ///< Evaluation's samples are indices into this
    std::vector<Problem> problems; ///< problems of reading, where they were not told before
    Evaluation evaluation;

    /// As the dataset calls image `i` of the set.
    const std::string &name(std::size_t i) const
    {
        return dataset->samples()[images.samples[i]].name;
    }
};

} // namespace convscope
