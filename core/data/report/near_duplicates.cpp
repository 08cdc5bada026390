// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/report/near_duplicates.h"
#include "core/base/threads/parallel_for.h"
#include "core/data/report/alignment.h"
#include "core/data/report/look_index.h"
#include <algorithm>
#include <cstdlib>
#include <map>
#include <numeric>
#include <unordered_set>

namespace convscope {

namespace {

// Measured on MNIST, the digits, CIFAR-10, photographs of blood cells, and copies planted among
// parts of a photograph and textures (tests/bench/alike_bench.cpp).
constexpr float kGrey = 0.9F, kSteps = 0.8F, kFineSteps = 0.75F; // see Likeness
constexpr float kFlatFineSteps = 0.88F;
constexpr double kDetail = 0.5; // see Detail
constexpr double kTurns = 2.5;
constexpr double kPlain = 0.25;
constexpr double kFewTurns = 2;
constexpr std::size_t kChunk = 4096; // pairs looked at closely before the next are chosen

/// What is in a thumbnail that could be alike by more than chance.
struct Detail {
    double steps = 0; ///< share of neighbours that differ
    double turns = 0; ///< how often a row or column turns from brighter to darker or back
    double ground = 0; ///< share of the most frequent grey value

    bool isEnough() const { return steps >= kDetail || (turns >= kTurns && ground <= kPlain); }
};

/// Turns of a line of the thumbnail; steps of one grey value are noise.
int turnsOf(const std::uint8_t *at, std::size_t stride)
{
    constexpr int kClear = 2;
    int turns = 0;
    int way = 0;
    int extreme = *at;
    for (std::size_t i = 1; i < kThumbnailSide; ++i) {
        const int value = at[i * stride];
        if ((way == 0 && std::abs(value - extreme) >= kClear) || (value - extreme) * way > 0) {
            way = value > extreme ? 1 : -1;
            extreme = value;
        } else if (way != 0 && (extreme - value) * way >= kClear) {
            ++turns;
            way = -way;
            extreme = value;
        }
    }
    return turns;
}

Detail detailOf(const Thumbnail &thumbnail)
{
    constexpr std::size_t kSide = kThumbnailSide;
    std::size_t steps = 0;
    for (std::size_t i = 0; i < thumbnail.size(); ++i) {
        steps += i % kSide + 1 < kSide && thumbnail[i + 1] != thumbnail[i] ? 1 : 0;
        steps += i + kSide < thumbnail.size() && thumbnail[i + kSide] != thumbnail[i] ? 1 : 0;
    }
    int turns = 0;
    for (std::size_t i = 0; i < kSide; ++i)
        turns += turnsOf(thumbnail.data() + i * kSide, 1) + turnsOf(thumbnail.data() + i, kSide);
    std::array<std::size_t, 256> counts {};
    for (const std::uint8_t value : thumbnail)
        ++counts[value];
    return { double(steps) / double(2 * kSide * (kSide - 1)), double(turns) / double(2 * kSide),
        double(*std::max_element(counts.begin(), counts.end())) / double(thumbnail.size()) };
}

/// Sets that grow together (union–find with path halving); the lowest number stands for a set.
class Sets {
public:
    explicit Sets(std::size_t count)
        : m_parent(count)
    {
        std::iota(m_parent.begin(), m_parent.end(), std::size_t { 0 });
    }

    std::size_t of(std::size_t i)
    {
        while (m_parent[i] != i)
            i = m_parent[i] = m_parent[m_parent[i]];
        return i;
    }

    void unite(std::size_t a, std::size_t b)
    {
        const std::size_t one = of(a);
        const std::size_t other = of(b);
        m_parent[std::max(one, other)] = std::min(one, other);
    }

private:
    std::vector<std::size_t> m_parent;
};

/// One of each kind of equal images, of those that have something to compare.
class Candidates {
public:
    explicit Candidates(const std::vector<ImageFacts> &facts)
    {
        std::unordered_set<std::uint64_t> seen;
        for (std::size_t i = 0; i < facts.size(); ++i) {
            if (facts[i].width == 0 || !seen.insert(facts[i].pixels).second)
                continue;
            const Detail detail = detailOf(facts[i].thumbnail);
            if (!detail.isEnough())
                continue;
            m_samples.push_back(i);
            m_thumbnails.push_back(&facts[i].thumbnail);
            m_tiny.push_back(tinyImage(facts[i].thumbnail));
            m_isFlat.push_back(detail.turns < kFewTurns ? 1 : 0);
        }
    }

    const std::vector<std::size_t> &samples() const { return m_samples; }
    const std::vector<const Thumbnail *> &thumbnails() const { return m_thumbnails; }

    bool lookAlike(const LookIndex &index, std::size_t one, std::size_t other) const
    {
        const float fine = m_isFlat[one] + m_isFlat[other] > 0 ? kFlatFineSteps : kFineSteps;
        const auto ways = index.symmetries(one, other);
        return std::any_of(ways.begin(), ways.end(), [&](int way) {
            const Likeness likeness = likenessOf(
                *m_thumbnails[one], m_tiny[one], *m_thumbnails[other], m_tiny[other], way);
            return likeness.grey >= kGrey && likeness.steps >= kSteps && likeness.fineSteps >= fine;
        });
    }

private:
    std::vector<std::size_t> m_samples;
    std::vector<const Thumbnail *> m_thumbnails;
    std::vector<TinyImage> m_tiny;
    std::vector<char> m_isFlat;
};

struct Pair {
    std::size_t one, other;
};

/// Looks at pairs of candidates closely, many at a time, and unites those that look alike; not
/// at those that are united already. The result does not depend on the threads.
class Uniting {
public:
    Uniting(const Candidates &candidates, const LookIndex &index, int threads, Progress progress)
        : m_candidates(candidates)
        , m_index(index)
        , m_threads(threads)
        , m_progress(std::move(progress))
        , m_sets(candidates.samples().size())
    {
    }

    void add(const Pair &pair)
    {
        if (m_sets.of(pair.one) == m_sets.of(pair.other))
            return;
        m_pairs.push_back(pair);
        if (m_pairs.size() == kChunk)
            finish();
    }

    void finish()
    {
        std::vector<char> alike(m_pairs.size());
        parallelFor(m_pairs.size(), m_threads, m_progress, [&](std::size_t i) {
            alike[i] = m_candidates.lookAlike(m_index, m_pairs[i].one, m_pairs[i].other) ? 1 : 0;
        });
        for (std::size_t i = 0; i < m_pairs.size(); ++i)
            if (alike[i] != 0)
                m_sets.unite(m_pairs[i].one, m_pairs[i].other);
        m_pairs.clear();
    }

    Sets &sets() { return m_sets; }

private:
    const Candidates &m_candidates;
    const LookIndex &m_index;
    int m_threads;
    Progress m_progress;
    Sets m_sets;
    std::vector<Pair> m_pairs;
};

} // namespace

void markCrossings(ImageGroup &group, const std::vector<Sample> &samples)
{
    const Sample &first = samples[group.samples.front()];
    const auto splitOf = [](const Sample &sample) {
        return sample.split.value_or(Split::Train); // until it is drawn by lot
    };
    for (const std::size_t i : group.samples) {
        group.acrossSplits |= splitOf(samples[i]) != splitOf(first);
        group.acrossClasses |= samples[i].label != first.label;
    }
}

std::vector<ImageGroup> nearDuplicates(const std::vector<Sample> &samples,
    const std::vector<ImageFacts> &facts, int threads, const Progress &progress)
{
    const Candidates candidates(facts);
    const LookIndex index(candidates.thumbnails());
    const auto likely = index.likely(threads, progress);
    Uniting uniting(candidates, index, threads, progress);
    // The likeliest of each come first: they unite most of a large group at once.
    bool isMore = true;
    for (std::size_t rank = 0; isMore; ++rank) {
        isMore = false;
        for (std::size_t one = 0; one < likely.size(); ++one)
            if (rank < likely[one].size()) {
                uniting.add({ one, likely[one][rank].other });
                isMore = true;
            }
    }
    uniting.finish();
    std::map<std::size_t, ImageGroup> groups; // by their first image
    for (std::size_t i = 0; i < likely.size(); ++i)
        groups[uniting.sets().of(i)].samples.push_back(candidates.samples()[i]);
    std::vector<ImageGroup> result;
    for (auto &[first, group] : groups) {
        if (group.samples.size() < 2)
            continue;
        markCrossings(group, samples);
        result.push_back(std::move(group));
    }
    return result;
}

} // namespace convscope
