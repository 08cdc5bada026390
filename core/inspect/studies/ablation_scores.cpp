// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/studies/ablation_scores.h"
#include "core/base/error.h"
#include "core/kinds/kinds.h"
#include "core/train/measure/evaluation.h"
#include <algorithm>
#include <cmath>
#include <numeric>

namespace convscope {

namespace {

/// Losses are added as whole numbers of 2⁻³⁰, so that their sum is the same in any order.
constexpr double kLossUnit = 1.0 / (1 << 30);
constexpr double kMaxLoss = 10'000; // for one image; a loss that is not finite counts as much

/// −log(softmax(logits)[truth]), from the logits, where nothing underflows.
double crossEntropy(std::span<const Scalar> logits, std::size_t truth)
{
    const auto top = double(*std::ranges::max_element(logits));
    double sum = 0;
    for (const Scalar logit : logits)
        sum += std::exp(double(logit) - top);
    const double loss = std::log(sum) + top - double(logits[truth]);
    return std::isfinite(loss) ? std::min(loss, kMaxLoss) : kMaxLoss;
}

/// How the images fared under one change of the network.
struct Tally {
    std::vector<std::size_t> right; // one a class
    std::int64_t loss = 0; // in kLossUnit

    void count(const InstrumentedModel &network, std::size_t truth)
    {
        const auto guess
            = std::ranges::max_element(network.probabilities()) - network.probabilities().begin();
        const bool isRight = std::size_t(guess) == truth && isAnswer(network.probabilities());
        right[truth] += isRight ? 1 : 0;
        loss += std::llround(crossEntropy(network.logits(), truth) / kLossUnit);
    }
    void add(const Tally &other)
    {
        std::ranges::transform(right, other.right, right.begin(), std::plus<> {});
        loss += other.loss;
    }
    std::size_t allRight() const
    {
        return std::accumulate(right.begin(), right.end(), std::size_t { 0 });
    }
};

/// One map that is switched off.
struct Change {
    std::size_t layer;
    int map;
};

/// From the last layer to the first: then all values before the next change are still those of the
/// whole network, and only what comes after it has to be run again.
std::vector<Change> changesOf(
    const InstrumentedModel &network, const std::vector<std::string> &layers)
{
    std::vector<Change> changes;
    for (const std::string &layer : layers) {
        const int index = network.indexOf(layer);
        if (index < 0)
            throw Error("the model has no layer '" + layer + "'");
        for (int map = 0; map < network.layers()[std::size_t(index)].output.c; ++map)
            changes.push_back({ std::size_t(index), map });
    }
    std::ranges::stable_sort(changes, std::greater<> {}, &Change::layer);
    return changes;
}

/// Counts how the network does with the map at zero, and leaves it as it was up to and including
/// the layer.
void countWithout(const Change &change, InstrumentedModel &network, std::size_t truth,
    std::vector<Scalar> &kept, Tally &tally)
{
    const std::size_t area = network.layers()[change.layer].output.area();
    const auto map = network.output(change.layer).subspan(std::size_t(change.map) * area, area);
    kept.assign(map.begin(), map.end());
    std::ranges::fill(map, Scalar(0));
    network.forward(change.layer + 1);
    tally.count(network, truth);
    std::ranges::copy(kept, map.begin());
}

double share(std::size_t part, std::size_t whole)
{
    return whole ? double(part) / double(whole) : 0;
}

AblationScore scoreOf(const Tally &whole, const Tally &without, const AblationScores &all)
{
    AblationScore score;
    for (std::size_t k = 0; k < whole.right.size(); ++k)
        score.classLost.push_back(
            share(whole.right[k], all.support[k]) - share(without.right[k], all.support[k]));
    score.accuracyLost = all.accuracy - share(without.allRight(), all.images);
    score.lossIncrease
        = all.images ? double(without.loss - whole.loss) * kLossUnit / double(all.images) : 0;
    return score;
}

/// [0]: with all maps; then one for each change.
std::vector<Tally> tallies(DatasetPass &walk, const ImageSet &set,
    const std::vector<Change> &changes, const Progress &progress)
{
    const Tally none { std::vector<std::size_t>(walk.network().logits().size()) };
    const auto workers = std::size_t(walk.workers());
    std::vector<std::vector<Tally>> perWorker(
        workers, std::vector<Tally>(changes.size() + 1, none));
    std::vector<std::vector<Scalar>> kept(workers);
    walk.run(set, spreadEvenly(set.size(), 0), progress,
        [&](InstrumentedModel &network, std::size_t place, std::size_t worker) {
            const auto truth = std::size_t(set.labels[place]);
            perWorker[worker][0].count(network, truth);
            for (std::size_t i = 0; i < changes.size(); ++i)
                countWithout(changes[i], network, truth, kept[worker], perWorker[worker][i + 1]);
        });
    for (std::size_t worker = 1; worker < workers; ++worker)
        for (std::size_t i = 0; i <= changes.size(); ++i)
            perWorker[0][i].add(perWorker[worker][i]);
    return perWorker[0];
}

} // namespace

std::vector<int> servedClasses(const AblationScore &score)
{
    constexpr std::size_t kMax = 3;
    std::vector<int> classes(score.classLost.size());
    std::iota(classes.begin(), classes.end(), 0);
    const auto lost = [&](int k) {
        return score.classLost[std::size_t(k)];
    };
    std::ranges::stable_sort(classes, std::greater<> {}, lost);
    std::size_t count = 0;
    while (count < std::min(kMax, classes.size()) && lost(classes[count]) > 0
        && lost(classes[count]) >= lost(classes[0]) / 2)
        ++count;
    classes.resize(count);
    return classes;
}

std::vector<std::string> layersToMeasure(const ModelSpec &spec)
{
    const std::vector<LayerSummary> layers = inferShapes(withNames(spec));
    std::vector<std::string> names;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (!has(layerKind(layers[i].kind), ParameterRole::Kernel))
            continue;
        std::size_t end = i;
        while (end + 1 < layers.size()
            && isElementwise(layerKind(layers[end + 1].kind), layers[end + 1].window))
            ++end;
        if (end + 1 < layers.size())
            names.push_back(layers[end].name);
    }
    return names;
}

AblationScores measureAblationScores(std::shared_ptr<const TrainedModel> model, const ImageSet &set,
    const std::vector<std::string> &layers, const Progress &progress)
{
    DatasetPass walk(model);
    const std::vector<Change> changes = changesOf(walk.network(), layers);
    const std::vector<Tally> results = tallies(walk, set, changes, progress);
    AblationScores scores { .model = std::move(model),
        .images = set.size(),
        .support = std::vector<std::size_t>(results[0].right.size()),
        .maps = {} };
    for (const int label : set.labels)
        ++scores.support[std::size_t(label)];
    scores.accuracy = share(results[0].allRight(), scores.images);
    scores.loss = scores.images ? double(results[0].loss) * kLossUnit / double(scores.images) : 0;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        AblationScore score = scoreOf(results[0], results[i + 1], scores);
        score.layer = walk.network().layers()[changes[i].layer].name;
        score.map = changes[i].map;
        scores.maps.push_back(std::move(score));
    }
    // Back to the order of the layers; within a layer the maps are in order already.
    std::ranges::stable_sort(scores.maps, {},
        [&](const AblationScore &score) { return walk.network().indexOf(score.layer); });
    return scores;
}

} // namespace convscope
