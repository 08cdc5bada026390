// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/evaluation.h"
#include "core/base/error.h"
#include "core/nn/model.h"
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

constexpr std::size_t kBatch = 64;

double ratio(std::size_t part, std::size_t whole)
{
    return whole ? double(part) / double(whole) : 0.0;
}

/// How many classes are likelier than `truth`; of equal ones the first counts as likelier.
int rankOf(std::size_t truth, std::size_t predicted, std::span<const Scalar> probabilities)
{
    if (truth == predicted)
        return 0;
    if (!std::isfinite(probabilities[truth])) // a model that fell apart knows nothing
        return static_cast<int>(probabilities.size()) - 1;
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

void addMetrics(Evaluation &e)
{
    const std::size_t count = e.names.size();
    for (std::size_t k = 0; k < count; ++k) {
        const std::size_t hits = e.confusion[k][k];
        std::size_t truth = 0, predicted = 0;
        for (std::size_t i = 0; i < count; ++i) {
            truth += e.confusion[k][i];
            predicted += e.confusion[i][k];
        }
        ClassMetrics metrics { .precision = ratio(hits, predicted),
            .recall = ratio(hits, truth),
            .f1 = 0,
            .support = truth };
        const double sum = metrics.precision + metrics.recall;
        metrics.f1 = sum > 0 ? 2 * metrics.precision * metrics.recall / sum : 0;
        e.classes.push_back(metrics);
        e.macro.precision += metrics.precision / double(count);
        e.macro.recall += metrics.recall / double(count);
        e.macro.f1 += metrics.f1 / double(count);
        e.macro.support += truth;
    }
}

} // namespace

ImageSet picturesOf(const TrainingData &data, std::optional<Split> split)
{
    if (split)
        return data.split(*split);
    ImageSet all;
    all.shape = data.train.shape;
    for (const Split each : { Split::Train, Split::Validation, Split::Test })
        append(all, data.split(each));
    return all;
}

void relabel(
    ImageSet &set, const std::vector<std::string> &from, const std::vector<std::string> &to)
{
    std::vector<int> target;
    for (const std::string &name : from)
        target.push_back(static_cast<int>(std::ranges::find(to, name) - to.begin()));
    for (int &label : set.labels) {
        const std::string &name = from[std::size_t(label)];
        label = target[std::size_t(label)];
        if (label == static_cast<int>(to.size()))
            throw Error("class '" + name
                + "' is not one that the model knows; rename or leave out its folder");
    }
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
        const std::span<const int> labels = std::span(set.labels).subspan(first, count);
        e.loss += model.evaluate(labels, pool, losses).loss;
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
    e.accuracy = ratio(upToRank(0), e.images);
    e.topTwo = ratio(upToRank(1), e.images);
    e.loss = e.images ? e.loss / double(e.images) : 0;
    addMetrics(e);
    progress(set.size(), set.size());
    return e;
}

} // namespace convscope
