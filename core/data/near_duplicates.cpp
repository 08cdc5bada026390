// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/near_duplicates.h"
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <map>
#include <numeric>
#include <unordered_set>

namespace convscope {

namespace {

// Measured on MNIST, Fashion-MNIST, CIFAR-10 and photographs of blood cells, each against itself
// and against copies of it: saved as JPEG, 80 % of the size, brighter.
constexpr double kAlike = 0.95; // correlation of two pictures' steps
constexpr int kStep = 2; // a difference of two neighbouring grey values that is no noise
constexpr double kDetail = 0.5; // share of such steps below which a picture is a mere drawing

// Hashes that differ in so many bits are looked at closer.
constexpr int kMostBits = 10;
// Of hashes with a byte in common, each is compared with so many that follow it in the order of the
// hashes. It bounds the time where thousands of pictures are all alike.
constexpr std::size_t kWindow = 1024;

constexpr std::size_t kSteps = 2 * kThumbnailSide * (kThumbnailSide - 1);

/// The steps from each pixel of a thumbnail to its right and its lower neighbour.
std::array<int, kSteps> stepsOf(const Thumbnail &thumbnail)
{
    std::array<int, kSteps> steps {};
    std::size_t next = 0;
    for (std::size_t y = 0; y < kThumbnailSide; ++y)
        for (std::size_t x = 0; x < kThumbnailSide; ++x) {
            const std::size_t here = y * kThumbnailSide + x;
            if (x + 1 < kThumbnailSide)
                steps.at(next++) = thumbnail[here + 1] - thumbnail[here];
            if (y + 1 < kThumbnailSide)
                steps.at(next++) = thumbnail[here + kThumbnailSide] - thumbnail[here];
        }
    return steps;
}

bool hasDetail(const Thumbnail &thumbnail)
{
    const auto steps = stepsOf(thumbnail);
    const auto clear = std::count_if(
        steps.begin(), steps.end(), [](int step) { return std::abs(step) >= kStep; });
    return static_cast<double>(clear) >= kDetail * static_cast<double>(kSteps);
}

/// The cosine of the angle between the signed square roots of the steps. Roots, so that a few long
/// edges, such as a silhouette on a white ground, do not decide alone.
bool lookAlike(const Thumbnail &a, const Thumbnail &b)
{
    const auto one = stepsOf(a);
    const auto other = stepsOf(b);
    double product = 0;
    int oneSquared = 0;
    int otherSquared = 0;
    for (std::size_t i = 0; i < kSteps; ++i) {
        const int both = one[i] * other[i];
        const double root = std::sqrt(static_cast<double>(std::abs(both)));
        product += both < 0 ? -root : root;
        oneSquared += std::abs(one[i]);
        otherSquared += std::abs(other[i]);
    }
    return product >= kAlike * std::sqrt(double(oneSquared) * double(otherSquared));
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
        const auto [low, high] = std::minmax(of(a), of(b));
        m_parent[high] = low;
    }

private:
    std::vector<std::size_t> m_parent;
};

struct Candidate {
    std::uint64_t look = 0;
    std::size_t sample = 0;
};

/// One of each kind of equal pictures, of those that have something to compare.
std::vector<Candidate> candidatesOf(const std::vector<PictureFacts> &facts)
{
    std::vector<Candidate> candidates;
    std::unordered_set<std::uint64_t> seen;
    for (std::size_t i = 0; i < facts.size(); ++i)
        if (facts[i].width > 0 && seen.insert(facts[i].pixels).second
            && hasDetail(facts[i].thumbnail))
            candidates.push_back({ facts[i].look, i });
    return candidates;
}

/// Compares those that have the hash's byte at `shift` in common: hashes that differ in at most
/// seven bits have one of the eight bytes in common.
void uniteByByte(std::vector<Candidate> &candidates, unsigned shift,
    const std::vector<PictureFacts> &facts, Sets &sets)
{
    const auto key = [shift](const Candidate &candidate) {
        return std::pair(
            std::rotr(candidate.look, static_cast<int>(shift)) & 0xffU, candidate.look);
    };
    std::stable_sort(candidates.begin(), candidates.end(),
        [&](const Candidate &a, const Candidate &b) { return key(a) < key(b); });
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const Candidate &one = candidates[i];
        const std::size_t end = std::min(candidates.size(), i + 1 + kWindow);
        for (std::size_t j = i + 1; j < end; ++j) {
            const std::uint64_t differing = one.look ^ candidates[j].look;
            if ((differing >> shift & 0xffU) != 0)
                break;
            if (std::popcount(differing) > kMostBits)
                continue;
            const std::size_t other = candidates[j].sample;
            if (sets.of(one.sample) != sets.of(other)
                && lookAlike(facts[one.sample].thumbnail, facts[other].thumbnail))
                sets.unite(one.sample, other);
        }
    }
}

} // namespace

void markCrossings(PictureGroup &group, const std::vector<Sample> &samples)
{
    const Sample &first = samples[group.samples.front()];
    for (const std::size_t i : group.samples) {
        group.acrossSplits |= samples[i].split != first.split;
        group.acrossClasses |= samples[i].label != first.label;
    }
}

std::vector<PictureGroup> nearDuplicates(
    const std::vector<Sample> &samples, const std::vector<PictureFacts> &facts)
{
    auto candidates = candidatesOf(facts);
    const auto inOrder = candidates;
    Sets sets(facts.size());
    for (unsigned shift = 0; shift < 64; shift += 8)
        uniteByByte(candidates, shift, facts, sets);
    std::map<std::size_t, PictureGroup> groups; // by their first picture
    for (const Candidate &each : inOrder)
        groups[sets.of(each.sample)].samples.push_back(each.sample);
    std::vector<PictureGroup> result;
    for (auto &[first, group] : groups) {
        if (group.samples.size() < 2)
            continue;
        markCrossings(group, samples);
        result.push_back(std::move(group));
    }
    return result;
}

} // namespace convscope
