// SPDX-License-Identifier: GPL-3.0-or-later
// SnapshotRing: which checkpoints of a run are kept: dense at its beginning, ever further apart
// later, bounded in number and size. Pure policy; it neither takes nor stores anything.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace convscope {

struct SnapshotLimits {
    std::size_t count = 48; ///< most that are kept; at least 3
    std::uint64_t bytes = std::uint64_t { 512 } << 20U; ///< most bytes of all together
};

class SnapshotRing {
public:
    explicit SnapshotRing(SnapshotLimits limits = {});

    /// Whether the checkpoint after `batch` is far enough from the last one kept. Over a run these
    /// are a few hundred, however long it is.
    bool wants(std::int64_t batch) const;
    /// Whether a snapshot of so many bytes leaves room for enough others to be of use.
    bool fits(std::uint64_t bytes) const;
    /// Keeps the checkpoint after `batch`, the latest so far, and returns those it took the place
    /// of. The first and the last ones stay.
    std::vector<std::int64_t> add(std::int64_t batch, std::uint64_t bytes);
    /// It is lost.
    void forget(std::int64_t batch);

    struct Checkpoint {
        std::int64_t batch = 0;
        std::uint64_t bytes = 0;
    };
    const std::vector<Checkpoint> &kept() const { return m_kept; } ///< by batch
    std::uint64_t bytes() const;

private:
    bool isOver() const;
    std::size_t leastMissed() const;

    SnapshotLimits m_limits;
    std::vector<Checkpoint> m_kept;
};

} // namespace convscope
