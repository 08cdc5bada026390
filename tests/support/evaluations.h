// SPDX-License-Identifier: GPL-3.0-or-later
// Evaluations written down by hand, without any network.
#pragma once
#include "core/train/measure/evaluation.h"

namespace convscope::test {

struct Guess {
    int truth = 0, predicted = 0;
    double probability = 0;
};

/// Loss, accuracy and the share of the first two stay zero.
inline Evaluation evaluationOf(std::vector<std::string> names, const std::vector<Guess> &guesses)
{
    Evaluation e;
    const std::size_t count = names.size();
    e.names = std::move(names);
    e.images = guesses.size();
    e.confusion.assign(count, std::vector<std::size_t>(count));
    for (std::size_t i = 0; i < guesses.size(); ++i) {
        const Guess &guess = guesses[i];
        ++e.confusion[std::size_t(guess.truth)][std::size_t(guess.predicted)];
        e.samples.push_back({ i, guess.truth, guess.predicted, guess.probability, 0.25,
            guess.truth == guess.predicted ? 0 : 1 });
    }
    e.classes = metricsOf(e.confusion);
    e.macro = meansOf(e.classes);
    return e;
}

/// A dataset of plain grey images with these names, all in memory.
class NamedImages : public Dataset {
public:
    NamedImages(std::vector<std::string> classes, const std::vector<Guess> &guesses,
        const std::vector<std::string> &names)
    {
        m_classes = std::move(classes);
        for (std::size_t i = 0; i < guesses.size(); ++i)
            m_samples.push_back({ guesses[i].truth, names[i], {} });
    }
    std::string_view format() const override { return "memory"; }
    Image image(std::size_t i) const override
    {
        return { 1, 4, 4, std::vector<std::uint8_t>(16, std::uint8_t(i)) };
    }
    std::uint64_t stamp(std::size_t i) const override { return i; }
};

inline std::shared_ptr<EvaluatedImages> evaluatedImages(const std::vector<std::string> &classes,
    const std::vector<Guess> &guesses, const std::vector<std::string> &names)
{
    auto result = std::make_shared<EvaluatedImages>();
    result->model = std::make_shared<const TrainedModel>(TrainedModel {
        .spec = { { 1, 4, 4 },
            { { "flatten", {}, {} }, { "dense", {}, { { "units", double(classes.size()) } } } } },
        .classes = classes,
        .preprocessing = { .channels = 1, .height = 4, .width = 4, .mean = {}, .stddev = {} },
        .parameters = {},
        .batch = 12,
        .epoch = 3 });
    result->dataset = std::make_shared<const NamedImages>(classes, guesses, names);
    result->location = "memory";
    result->split = Split::Validation;
    result->evaluation = evaluationOf(classes, guesses);
    result->images.shape = { 1, 4, 4 };
    std::vector<std::uint8_t> pixels;
    for (std::size_t i = 0; i < guesses.size(); ++i) {
        pixels.insert(pixels.end(), 16, std::uint8_t(i));
        result->images.labels.push_back(guesses[i].truth);
        result->images.samples.push_back(i);
    }
    result->images.pixels = std::move(pixels);
    return result;
}

} // namespace convscope::test
