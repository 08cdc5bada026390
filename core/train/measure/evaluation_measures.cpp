// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/measure/evaluation_measures.h"
#include "core/base/words.h"
#include <algorithm>
#include <cmath>
#include <numeric>

namespace convscope {

namespace {

/// Two classes, and how many images of either were taken for the other.
struct Mixture {
    std::size_t first = 0, second = 0, images = 0;
};

std::vector<Mixture> mixtures(const Evaluation &evaluation)
{
    std::vector<Mixture> all;
    const auto &confusion = evaluation.confusion;
    for (std::size_t i = 0; i < confusion.size(); ++i)
        for (std::size_t k = i + 1; k < confusion.size(); ++k)
            if (const std::size_t images = confusion[i][k] + confusion[k][i])
                all.push_back({ i, k, images });
    std::ranges::stable_sort(all, std::greater(), &Mixture::images);
    return all;
}

/// Lays the classes out in chains: the most frequent mixture is joined first, and each class gets
/// a neighbour on either side at most. (The greedy way to a heavy path.)
std::vector<std::size_t> chained(const Evaluation &evaluation)
{
    std::vector<std::vector<std::size_t>> chains; // some emptied into others
    std::vector<std::size_t> chainOf(evaluation.names.size(), evaluation.names.size());
    const auto chainWith = [&](std::size_t k) {
        if (chainOf[k] == chainOf.size()) {
            chainOf[k] = chains.size();
            chains.push_back({ k });
        }
        return chainOf[k];
    };
    const auto isInside = [&](std::size_t k) {
        const auto &chain = chains[chainOf[k]];
        return chain.front() != k && chain.back() != k;
    };
    for (const Mixture &mixture : mixtures(evaluation)) {
        const std::size_t left = chainWith(mixture.first), right = chainWith(mixture.second);
        if (left == right || isInside(mixture.first) || isInside(mixture.second))
            continue;
        auto &to = chains[std::min(left, right)], &from = chains[std::max(left, right)];
        const auto isEnd = [&mixture](std::size_t k) {
            return k == mixture.first || k == mixture.second;
        };
        if (!isEnd(to.back()))
            std::ranges::reverse(to);
        if (!isEnd(from.front()))
            std::ranges::reverse(from);
        for (const std::size_t k : from)
            chainOf[k] = std::min(left, right);
        to.insert(to.end(), from.begin(), from.end());
        from.clear();
    }
    std::vector<std::size_t> order;
    for (const auto &chain : chains)
        order.insert(order.end(), chain.begin(), chain.end());
    for (std::size_t k = 0; k < chainOf.size(); ++k)
        if (chainOf[k] == chainOf.size()) // never mixed up
            order.push_back(k);
    return order;
}

} // namespace

Calibration calibrationOf(const Evaluation &evaluation)
{
    Calibration result;
    for (const SampleResult &sample : evaluation.samples) {
        const double place = std::ceil(sample.probability * double(kCalibrationBins)) - 1;
        auto &bin = result.bins[std::size_t(std::clamp(place, 0.0, double(kCalibrationBins - 1)))];
        ++bin.images;
        bin.confidence += sample.probability;
        bin.accuracy += sample.truth == sample.predicted ? 1 : 0;
    }
    for (CalibrationBin &bin : result.bins) {
        if (bin.images == 0)
            continue;
        result.expectedError
            += std::abs(bin.accuracy - bin.confidence) / double(evaluation.samples.size());
        bin.confidence /= double(bin.images);
        bin.accuracy /= double(bin.images);
    }
    return result;
}

std::vector<std::size_t> orderedClasses(const Evaluation &evaluation, ClassOrder order)
{
    if (order == ClassOrder::MixedUp)
        return chained(evaluation);
    std::vector<std::size_t> classes(evaluation.names.size());
    std::iota(classes.begin(), classes.end(), std::size_t(0));
    if (order == ClassOrder::Weakest)
        std::ranges::stable_sort(
            classes, {}, [&](std::size_t k) { return evaluation.classes[k].recall.value_or(2.0); });
    return classes;
}

std::string countedClasses(std::size_t classes)
{
    return grouped(classes) + (classes == 1 ? " class" : " classes");
}

std::string meanTitle(const MeanMetrics &means)
{
    const auto number = [](const MeanMetrics::Mean &mean) {
        return std::to_string(mean.classes);
    };
    const std::size_t all = means.f1.classes;
    if (means.precision.classes == all && means.recall.classes == all)
        return "mean of " + countedClasses(all);
    return "mean of " + number(means.precision) + ", " + number(means.recall) + " and "
        + number(means.f1) + " classes";
}

std::vector<SampleResult> samplesOf(const Evaluation &evaluation, std::optional<ConfusionCell> cell)
{
    std::vector<SampleResult> requested;
    std::ranges::copy_if(
        evaluation.samples, std::back_inserter(requested), [&](const SampleResult &sample) {
            return cell ? ConfusionCell { sample.truth, sample.predicted } == *cell
                        : sample.truth != sample.predicted;
        });
    if (cell && cell->truth == cell->predicted)
        std::ranges::stable_sort(requested, {}, &SampleResult::probability);
    else
        std::ranges::stable_sort(requested, std::greater(), &SampleResult::probability);
    return requested;
}

} // namespace convscope
