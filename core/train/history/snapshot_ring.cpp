// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/history/snapshot_ring.h"
#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace convscope {

namespace {

constexpr std::size_t kMin = 3; // the first, the last, and one between

/// How far along a run of `end` batches the checkpoint after `batch` is, from 0 to 1, so that equal
/// steps are worth equally much. Half of it goes by the number of digits: what happens in the first
/// batches is seen batch by batch. The other half goes by the square root: late in a run the way
/// from one snapshot to the next, which has to be trained again, stays a small part of it.
double worth(std::int64_t batch, std::int64_t end)
{
    if (end <= 0)
        return 0;
    return 0.5 * std::log1p(double(batch)) / std::log1p(double(end))
        + 0.5 * std::sqrt(double(batch) / double(end));
}

} // namespace

SnapshotRing::SnapshotRing(SnapshotLimits limits)
    : m_limits(limits)
{
    assert(limits.count >= kMin);
}

bool SnapshotRing::wants(std::int64_t batch) const
{
    if (m_kept.empty())
        return true;
    const std::int64_t last = m_kept.back().batch;
    return batch > last && worth(batch, batch) - worth(last, batch) >= 1.0 / double(m_limits.count);
}

bool SnapshotRing::fits(std::uint64_t bytes) const
{
    return bytes <= m_limits.bytes / kMin;
}

std::uint64_t SnapshotRing::bytes() const
{
    std::uint64_t sum = 0;
    for (const Checkpoint &checkpoint : m_kept)
        sum += checkpoint.bytes;
    return sum;
}

bool SnapshotRing::isOver() const
{
    return m_kept.size() > m_limits.count || bytes() > m_limits.bytes;
}

/// The one whose neighbours are closest together once it is gone.
std::size_t SnapshotRing::leastMissed() const
{
    const std::int64_t end = m_kept.back().batch;
    std::size_t chosen = 1;
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 1; i + 1 < m_kept.size(); ++i) {
        const double gap = worth(m_kept[i + 1].batch, end) - worth(m_kept[i - 1].batch, end);
        if (gap < smallest) {
            smallest = gap;
            chosen = i;
        }
    }
    return chosen;
}

std::vector<std::int64_t> SnapshotRing::add(std::int64_t batch, std::uint64_t bytes)
{
    assert(m_kept.empty() || batch > m_kept.back().batch);
    m_kept.push_back({ batch, bytes });
    std::vector<std::int64_t> gone;
    while (isOver() && m_kept.size() > 2) {
        const auto out = m_kept.begin() + std::ptrdiff_t(leastMissed());
        gone.push_back(out->batch);
        m_kept.erase(out);
    }
    return gone;
}

void SnapshotRing::forget(std::int64_t batch)
{
    std::erase_if(
        m_kept, [batch](const Checkpoint &checkpoint) { return checkpoint.batch == batch; });
}

} // namespace convscope
