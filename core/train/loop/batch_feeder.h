// SPDX-License-Identifier: GPL-3.0-or-later
// BatchFeeder: writes the images of the next batch while the current one is trained. Used by one
// thread; what is written does not depend on when.
#pragma once
#include "core/tensor/tensor.h"
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

namespace convscope {

class BatchFeeder {
public:
    /// Writes the images `which` of `epoch`; called from a thread of the feeder.
    using Write = std::function<void(std::span<const std::uint32_t> which, int epoch, Scalar *out)>;

    /// For batches of at most `images` with `values` numbers each. All memory is taken here.
    BatchFeeder(std::size_t images, std::size_t values, Write write);
    ~BatchFeeder();
    BatchFeeder(const BatchFeeder &) = delete;
    BatchFeeder &operator=(const BatchFeeder &) = delete;

    /// Begins to write them. What was begun before is forgotten.
    void begin(std::span<const std::uint32_t> which, int epoch);
    /// Copies what begin() was called for last to `out`, waiting until it is written. False when
    /// that were other images, as after a run was resumed.
    bool take(std::span<const std::uint32_t> which, int epoch, Scalar *out);

private:
    void work();
    void waitUntilIdle(std::unique_lock<std::mutex> &lock);

    const std::size_t m_values;
    const Write m_write;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    // Written by the feeder's thread while m_busy, else by the owner's; m_busy by m_mutex.
    Buffer m_images;
    std::vector<std::uint32_t> m_which;
    int m_epoch = 0;
    bool m_busy = false, m_stopping = false;
    std::jthread m_thread; // last: it uses everything above
};

} // namespace convscope
