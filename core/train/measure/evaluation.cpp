// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/measure/evaluation.h"
#include "core/base/error.h"
#include "core/base/utf8_name.h"
#include "core/nn/model.h"
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace convscope {

namespace {

constexpr std::size_t kBatch = 64;

std::optional<double> ratio(std::size_t part, std::size_t whole)
{
    return whole ? std::optional(double(part) / double(whole)) : std::nullopt;
}

/// How many classes are likelier than `truth`; of equal ones the first counts as likelier.
int rankOf(std::size_t truth, std::size_t predicted, std::span<const Scalar> probabilities)
{
    if (truth == predicted)
        return 0;
    const auto first = std::ranges::count_if(
        probabilities.first(truth), [&](Scalar other) { return other >= probabilities[truth]; });
    const auto behind = std::ranges::count_if(
        probabilities.subspan(truth), [&](Scalar other) { return other > probabilities[truth]; });
    return static_cast<int>(first + behind);
}

void append(ImageSet &to, const ImageSet &from)
{
    to.pixels.append(from.pixels);
    to.labels.insert(to.labels.end(), from.labels.begin(), from.labels.end());
    to.samples.insert(to.samples.end(), from.samples.begin(), from.samples.end());
}

MeanMetrics::Mean meanOf(
    const std::vector<ClassMetrics> &classes, std::optional<double> ClassMetrics::*figure)
{
    MeanMetrics::Mean mean;
    double sum = 0;
    for (const ClassMetrics &metrics : classes)
        if (const auto &value = metrics.*figure) {
            sum += *value;
            ++mean.classes;
        }
    if (mean.classes > 0)
        mean.value = sum / double(mean.classes);
    return mean;
}

/// The first version wrote U+FFFD for what is not UTF-8; its models still know their classes.
std::string asFirstWritten(const std::string &name)
{
    using nlohmann::json;
    return json::parse(json(nameBytes(name)).dump(-1, ' ', false, json::error_handler_t::replace))
        .get<std::string>();
}

} // namespace

ImageSet imagesOf(const TrainingData &data, std::optional<Split> split)
{
    if (split)
        return data.split(*split);
    ImageSet all;
    all.shape = data.train.shape;
    for (const Split each : { Split::Train, Split::Validation, Split::Test })
        append(all, data.split(each));
    return all;
}

std::vector<ClassMetrics> metricsOf(const std::vector<std::vector<std::size_t>> &confusion)
{
    std::vector<ClassMetrics> classes;
    for (std::size_t k = 0; k < confusion.size(); ++k) {
        std::size_t truth = 0, predicted = 0;
        for (std::size_t i = 0; i < confusion.size(); ++i) {
            truth += confusion[k][i];
            predicted += confusion[i][k];
        }
        const std::size_t correct = confusion[k][k];
        classes.push_back({ .precision = ratio(correct, predicted),
            .recall = ratio(correct, truth),
            .f1 = ratio(2 * correct, truth + predicted),
            .support = truth });
    }
    return classes;
}

MeanMetrics meansOf(const std::vector<ClassMetrics> &classes)
{
    MeanMetrics means { .precision = meanOf(classes, &ClassMetrics::precision),
        .recall = meanOf(classes, &ClassMetrics::recall),
        .f1 = meanOf(classes, &ClassMetrics::f1) };
    for (const ClassMetrics &metrics : classes)
        means.support += metrics.support;
    return means;
}

void relabel(
    ImageSet &set, const std::vector<std::string> &from, const std::vector<std::string> &to)
{
    std::vector<int> target;
    for (const std::string &name : from) {
        auto found = std::ranges::find(to, name);
        if (found == to.end())
            found = std::ranges::find(to, asFirstWritten(name));
        target.push_back(static_cast<int>(found - to.begin()));
    }
    for (int &label : set.labels) {
        const std::string &name = from[std::size_t(label)];
        label = target[std::size_t(label)];
        if (label == static_cast<int>(to.size()))
            throw Error("class '" + name + "' is not one of the " + std::to_string(to.size())
                + " that this network was trained on (" + to.front()
                + ", …); judge it on images of those, or train a network on these");
    }
}

bool isAnswer(std::span<const float> probabilities)
{
    return std::ranges::all_of(probabilities, [](float value) { return std::isfinite(value); });
}

void requireAnswer(std::span<const float> probabilities)
{
    if (!isAnswer(probabilities))
        throw Error("the network has no answer: its numbers got out of hand, and a probability is "
                    "not a finite number; take its state of another moment, or train it anew");
}

Evaluation evaluate(
    const TrainedModel &trained, const ImageSet &set, ThreadPool &pool, const Progress &progress)
{
    Model model(trained.spec);
    model.setParameterValues(trained.parameters);
    const std::size_t classes = trained.classes.size();
    Evaluation e;
    e.names = trained.classes;
    e.images = set.size();
    e.confusion.assign(classes, std::vector<std::size_t>(classes, 0));
    std::vector<double> losses(kBatch);
    for (std::size_t first = 0; first < set.size(); first += kBatch) {
        if (!progress(first, set.size()))
            throw Cancelled();
        const std::size_t count = std::min(kBatch, set.size() - first);
        Scalar *input = model.input(static_cast<int>(count));
        pool.run(static_cast<int>(count), [&](int i, int) {
            normalizePixels(set.image(first + std::size_t(i)), trained.preprocessing,
                { input + std::size_t(i) * set.shape.size(), set.shape.size() });
        });
        static_cast<void>(set.pixels.data()); // throws where some were lost
        const std::span<const int> labels = std::span(set.labels).subspan(first, count);
        e.loss += model.evaluate(labels, pool, losses).loss;
        requireAnswer(model.probabilities());
        for (std::size_t i = 0; i < count; ++i) {
            const auto own = model.probabilities().subspan(i * classes, classes);
            const auto top = std::ranges::max_element(own);
            const auto predicted = static_cast<int>(top - own.begin());
            ++e.confusion[std::size_t(labels[i])][std::size_t(predicted)];
            e.samples.push_back({ first + i, labels[i], predicted, double(*top), losses[i],
                rankOf(std::size_t(labels[i]), std::size_t(predicted), own) });
        }
    }
    const auto upToRank = [&](int most) {
        return std::size_t(std::ranges::count_if(
            e.samples, [most](const SampleResult &sample) { return sample.rank <= most; }));
    };
    e.accuracy = ratio(upToRank(0), e.images).value_or(0);
    e.topTwo = ratio(upToRank(1), e.images).value_or(0);
    e.loss = e.images ? e.loss / double(e.images) : 0;
    e.classes = metricsOf(e.confusion);
    e.macro = meansOf(e.classes);
    progress(set.size(), set.size());
    return e;
}

} // namespace convscope
