// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/prepare/split.h"
#include "core/base/rng.h"
#include <algorithm>
#include <cmath>
#include <numeric>

namespace convscope {

namespace {

using Groups = std::vector<std::vector<std::size_t>>; // [class][…] indices into the samples

Groups byClass(const std::vector<Sample> &samples, std::size_t classes,
    const std::vector<std::size_t> &indices)
{
    Groups groups(classes);
    for (const std::size_t i : indices)
        groups[static_cast<std::size_t>(samples[i].label)].push_back(i);
    return groups;
}

/// How many each group gives so that together it is `share` of all, rounded. `available` is what a
/// group can give.
std::vector<std::size_t> seats(
    const Groups &groups, double share, const std::vector<std::size_t> &available)
{
    std::vector<std::size_t> result(groups.size());
    std::vector<double> remainders(groups.size());
    std::size_t all = 0;
    for (std::size_t c = 0; c < groups.size(); ++c) {
        // The small addend keeps 0.2 × 15 = 2.9999… from losing an image.
        const double quota = static_cast<double>(groups[c].size()) * share + 1e-9;
        result[c] = std::min(static_cast<std::size_t>(quota), available[c]);
        remainders[c] = quota - std::floor(quota);
        all += groups[c].size();
    }
    std::vector<std::size_t> order(groups.size());
    std::iota(order.begin(), order.end(), std::size_t { 0 });
    std::stable_sort(order.begin(), order.end(),
        [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b] + 1e-9; });
    const auto requested = static_cast<std::size_t>(std::llround(static_cast<double>(all) * share));
    std::size_t given = std::accumulate(result.begin(), result.end(), std::size_t { 0 });
    for (const std::size_t c : order) {
        if (given < requested && result[c] < available[c]) {
            ++result[c];
            ++given;
        }
    }
    return result;
}

void appendSlice(std::vector<std::size_t> &to, const std::vector<std::size_t> &group,
    std::size_t first, std::size_t count)
{
    const auto begin = group.begin() + static_cast<std::ptrdiff_t>(first);
    to.insert(to.end(), begin, begin + static_cast<std::ptrdiff_t>(count));
}

/// Divides `pool` among the three lists of `result`.
void divide(Groups pool, const SplitShares &shares, SplitIndices &result)
{
    std::vector<std::size_t> available(pool.size());
    for (std::size_t c = 0; c < pool.size(); ++c)
        available[c] = pool[c].empty() ? 0 : pool[c].size() - 1;
    const auto test = seats(pool, shares.test, available);
    for (std::size_t c = 0; c < pool.size(); ++c)
        available[c] -= test[c];
    const auto validation = seats(pool, shares.validation, available);
    for (std::size_t c = 0; c < pool.size(); ++c) {
        Rng rng(
            shares.seed, c + 1); // a stream a class, so that one more image moves no other class
        rng.shuffle(std::span(pool[c]));
        const std::size_t used = test[c] + validation[c];
        appendSlice(result.test, pool[c], 0, test[c]);
        appendSlice(result.validation, pool[c], test[c], validation[c]);
        appendSlice(result.train, pool[c], used, pool[c].size() - used);
    }
}

} // namespace

SplitIndices splitSamples(
    const std::vector<Sample> &samples, std::size_t classes, const SplitShares &shares)
{
    SplitIndices result;
    std::vector<std::size_t> pool;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const Split split = samples[i].split.value_or(Split::Train);
        (split == Split::Train         ? pool
                : split == Split::Test ? result.test
                                       : result.validation)
            .push_back(i);
    }
    SplitShares taken = shares;
    if (!result.validation.empty())
        taken.validation = 0;
    if (!result.test.empty())
        taken.test = 0;
    divide(byClass(samples, classes, pool), taken, result);
    for (auto *list : { &result.train, &result.validation, &result.test })
        std::sort(list->begin(), list->end());
    return result;
}

std::vector<std::size_t> limitEvenly(const std::vector<Sample> &samples, std::size_t classes,
    const std::vector<std::size_t> &indices, std::size_t limit)
{
    if (limit == 0 || indices.size() <= limit)
        return indices;
    const Groups groups = byClass(samples, classes, indices);
    std::vector<std::size_t> result;
    result.reserve(limit);
    // Round by round one of each class: what a small class lacks goes to the others.
    for (std::size_t round = 0; result.size() < limit; ++round)
        for (std::size_t c = 0; c < classes && result.size() < limit; ++c)
            if (round < groups[c].size())
                result.push_back(groups[c][round]);
    std::sort(result.begin(), result.end());
    return result;
}

} // namespace convscope
