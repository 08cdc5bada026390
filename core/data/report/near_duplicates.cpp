// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/report/near_duplicates.h"
#include <algorithm>
#include <array>
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
constexpr double kAlike = 0.95; // see lookAlike()
constexpr int kClear = 2; // a difference of two neighbouring grey values that is no noise
constexpr double kDetail = 0.5; // share of such steps below which an image is a mere drawing

// Hashes that differ in so many bits are looked at closer.
constexpr int kMaxBits = 10;
// Bounds of the time where thousands of hashes are much alike: of those with a byte in common, each
// is compared with so many that follow it in the order of the hashes, and given up after so many
// images that do not look alike after all.
constexpr std::size_t kWindow = 1024;
constexpr int kMaxVain = 32;

constexpr std::size_t kSteps = 2 * kThumbnailSide * (kThumbnailSide - 1);

/// An image as it is compared: the signed square roots of the steps from each pixel of its
/// thumbnail to the right and to the lower neighbour. Roots, so that a few long edges, such as a
/// silhouette on a white ground, do not decide alone.
struct Profile {
    std::array<std::int8_t, kSteps> roots {};
    double length = 0; // the length of `roots`
    bool detailed = false;
};

/// √0 to √255, times 7 so that they fill 8 bits.
std::array<std::int8_t, 256> scaledRoots()
{
    std::array<std::int8_t, 256> roots {};
    for (std::size_t i = 0; i < roots.size(); ++i)
        roots[i] = static_cast<std::int8_t>(std::lround(7 * std::sqrt(double(i))));
    return roots;
}

Profile profileOf(const Thumbnail &thumbnail)
{
    static const auto roots = scaledRoots();
    Profile profile;
    std::size_t next = 0;
    std::size_t clear = 0;
    int squares = 0;
    const auto add = [&](int step) {
        const int size = std::abs(step);
        const int root = roots[static_cast<std::size_t>(size)];
        clear += size >= kClear ? 1 : 0;
        squares += root * root;
        profile.roots.at(next++) = static_cast<std::int8_t>(step < 0 ? -root : root);
    };
    for (std::size_t i = 0; i < thumbnail.size(); ++i) {
        if (i % kThumbnailSide + 1 < kThumbnailSide)
            add(thumbnail[i + 1] - thumbnail[i]);
        if (i + kThumbnailSide < thumbnail.size())
            add(thumbnail[i + kThumbnailSide] - thumbnail[i]);
    }
    profile.length = std::sqrt(double(squares));
    profile.detailed = double(clear) >= kDetail * double(kSteps);
    return profile;
}

/// By the cosine of the angle between the two, which knows no brightness and no contrast.
bool lookAlike(const Profile &a, const Profile &b)
{
    int product = 0;
    for (std::size_t i = 0; i < kSteps; ++i)
        product += a.roots[i] * b.roots[i];
    return product >= kAlike * a.length * b.length;
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

struct Candidate {
    std::uint64_t look = 0;
    std::size_t sample = 0;
    std::size_t profile = 0;
};

struct Candidates {
    std::vector<Candidate> all;
    std::vector<Profile> profiles;
};

/// One of each kind of equal images, of those that have something to compare.
Candidates candidatesOf(const std::vector<ImageFacts> &facts)
{
    Candidates found;
    std::unordered_set<std::uint64_t> seen;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        if (facts[i].width == 0 || !seen.insert(facts[i].pixels).second)
            continue;
        const Profile profile = profileOf(facts[i].thumbnail);
        if (!profile.detailed)
            continue;
        found.all.push_back({ facts[i].look, i, found.profiles.size() });
        found.profiles.push_back(profile);
    }
    return found;
}

/// Compares those that have the hash's byte at `shift` in common: hashes that differ in at most
/// seven bits have one of the eight bytes in common.
void uniteByByte(Candidates &candidates, unsigned shift, Sets &sets)
{
    auto &all = candidates.all;
    const auto key = [shift](const Candidate &candidate) {
        return std::pair(candidate.look >> shift & 0xffU, candidate.look);
    };
    std::stable_sort(all.begin(), all.end(),
        [&](const Candidate &a, const Candidate &b) { return key(a) < key(b); });
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::size_t end = std::min(all.size(), i + 1 + kWindow);
        int vain = 0;
        for (std::size_t j = i + 1; j < end && vain < kMaxVain; ++j) {
            const std::uint64_t differing = all[i].look ^ all[j].look;
            if ((differing >> shift & 0xffU) != 0)
                break;
            if (std::popcount(differing) > kMaxBits
                || sets.of(all[i].sample) == sets.of(all[j].sample))
                continue;
            if (lookAlike(candidates.profiles[all[i].profile], candidates.profiles[all[j].profile]))
                sets.unite(all[i].sample, all[j].sample);
            else
                ++vain;
        }
    }
}

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

std::vector<ImageGroup> nearDuplicates(
    const std::vector<Sample> &samples, const std::vector<ImageFacts> &facts)
{
    Candidates candidates = candidatesOf(facts);
    const std::vector<Candidate> inOrder = candidates.all;
    Sets sets(facts.size());
    for (unsigned shift = 0; shift < 64; shift += 8)
        uniteByByte(candidates, shift, sets);
    std::map<std::size_t, ImageGroup> groups; // by their first image
    for (const Candidate &each : inOrder)
        groups[sets.of(each.sample)].samples.push_back(each.sample);
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
