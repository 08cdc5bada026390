// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/prepare/split.h"
#include "core/base/rng.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <string_view>

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

/// Samples that stay together: a group's, or one that is in none.
struct Together {
    std::vector<std::size_t> samples;
    std::map<std::size_t, std::size_t> counts; // by class
};

/// The largest first, those of one size in an order that the seed draws.
std::vector<Together> inOrder(const std::vector<Sample> &samples,
    const std::vector<std::size_t> &pool, const std::vector<std::string> &groups,
    std::uint64_t seed)
{
    std::vector<Together> all;
    std::map<std::string_view, std::size_t> places;
    for (const std::size_t i : pool) {
        const bool isAlone = groups[i].empty();
        const std::size_t place
            = isAlone ? all.size() : places.emplace(groups[i], all.size()).first->second;
        if (place == all.size())
            all.emplace_back();
        all[place].samples.push_back(i);
        ++all[place].counts[static_cast<std::size_t>(samples[i].label)];
    }
    Rng(seed, 0).shuffle(std::span(all));
    std::stable_sort(all.begin(), all.end(),
        [](const Together &a, const Together &b) { return a.samples.size() > b.samples.size(); });
    return all;
}

/// Deals groups out to the three lists, and knows what is in each of them.
class GroupDealer {
public:
    GroupDealer(std::vector<Together> all, std::size_t classes, const SplitShares &shares)
        : m_all(std::move(all))
        , m_shares { 1 - shares.validation - shares.test, shares.validation, shares.test }
        , m_in(m_all.size())
        , m_totals(classes)
    {
        m_counts.fill(std::vector<std::size_t>(classes));
        for (const Together &each : m_all)
            for (const auto &[label, count] : each.counts)
                m_totals[label] += count;
    }

    void deal()
    {
        for (std::size_t i = 0; i < m_all.size(); ++i) {
            std::size_t best = kTrain;
            for (std::size_t to = 1; to < m_shares.size(); ++to)
                if (m_shares.at(to) > 0 && need(i, to) > need(i, best) + 1e-9)
                    best = to;
            put(i, best);
        }
        for (std::size_t label = 0; label < m_totals.size(); ++label)
            keepForTraining(label);
        for (std::size_t to = 1; to < m_shares.size(); ++to)
            if (m_shares.at(to) > 0 && std::ranges::count(m_in, to) == 0)
                takeSmallest(to);
    }

    void addTo(SplitIndices &result) const
    {
        const std::array lists { &result.train, &result.validation, &result.test };
        for (std::size_t i = 0; i < m_all.size(); ++i)
            lists.at(m_in[i])->insert(
                lists.at(m_in[i])->end(), m_all[i].samples.begin(), m_all[i].samples.end());
    }

private:
    static constexpr std::size_t kTrain = 0;

    /// How much a list lacks of the classes of a group, as a share of each class.
    double need(std::size_t i, std::size_t to) const
    {
        double sum = 0;
        for (const auto &[label, count] : m_all[i].counts) {
            const auto total = double(m_totals[label]);
            sum += double(count) * (m_shares.at(to) - double(m_counts.at(to)[label]) / total);
        }
        return sum;
    }

    void put(std::size_t i, std::size_t to)
    {
        m_in[i] = to;
        for (const auto &[label, count] : m_all[i].counts)
            m_counts.at(to)[label] += count;
    }

    void move(std::size_t i, std::size_t to)
    {
        for (const auto &[label, count] : m_all[i].counts)
            m_counts.at(m_in[i])[label] -= count;
        put(i, to);
    }

    /// The smallest group with the class comes back where training has none of it.
    void keepForTraining(std::size_t label)
    {
        if (m_totals[label] == 0 || m_counts.at(kTrain)[label] > 0)
            return;
        for (std::size_t i = m_all.size(); i-- > 0;)
            if (m_all[i].counts.contains(label))
                return move(i, kTrain);
    }

    /// A share that was asked for is not empty where a group can be spared.
    void takeSmallest(std::size_t to)
    {
        for (std::size_t i = m_all.size(); i-- > 0;)
            if (m_in[i] == kTrain && std::ranges::all_of(m_all[i].counts, [&](const auto &own) {
                    return m_counts.at(kTrain)[own.first] > own.second;
                }))
                return move(i, to);
    }

    std::vector<Together> m_all;
    std::array<double, 3> m_shares; // of train, validation, test
    std::vector<std::size_t> m_in; // the list of each group
    std::array<std::vector<std::size_t>, 3> m_counts; // [list][class] images
    std::vector<std::size_t> m_totals; // a class
};

} // namespace

SplitIndices splitSamples(const std::vector<Sample> &samples, std::size_t classes,
    const SplitShares &shares, const std::vector<std::string> &groups)
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
    if (groups.empty()) {
        divide(byClass(samples, classes, pool), taken, result);
    } else {
        GroupDealer dealer(inOrder(samples, pool, groups, shares.seed), classes, taken);
        dealer.deal();
        dealer.addTo(result);
    }
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
