// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/loop/batch_feeder.h"
#include <algorithm>
#include <cassert>

namespace convscope {

BatchFeeder::BatchFeeder(std::size_t images, std::size_t values, Write write)
    : m_values(values)
    , m_write(std::move(write))
    , m_images(images * values)
{
    m_which.reserve(images);
    m_thread = std::jthread([this] { work(); });
}

BatchFeeder::~BatchFeeder()
{
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
    m_changed.notify_all();
}

void BatchFeeder::begin(std::span<const std::uint32_t> which, int epoch)
{
    assert(which.size() <= m_which.capacity());
    std::unique_lock lock(m_mutex);
    waitUntilIdle(lock);
    m_which.assign(which.begin(), which.end());
    m_epoch = epoch;
    m_busy = true;
    m_changed.notify_all();
}

bool BatchFeeder::take(std::span<const std::uint32_t> which, int epoch, Scalar *out)
{
    std::unique_lock lock(m_mutex);
    waitUntilIdle(lock);
    if (which.empty() || epoch != m_epoch || !std::ranges::equal(which, m_which))
        return false;
    std::copy_n(m_images.data(), which.size() * m_values, out);
    return true;
}

void BatchFeeder::waitUntilIdle(std::unique_lock<std::mutex> &lock)
{
    m_changed.wait(lock, [this] { return !m_busy; });
}

void BatchFeeder::work()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_busy || m_stopping; });
        if (m_stopping)
            return;
        lock.unlock();
        try {
            m_write(m_which, m_epoch, m_images.data());
        } catch (...) {
            m_which.clear(); // take() has none, and who writes them then meets the same error
        }
        lock.lock();
        m_busy = false;
        m_changed.notify_all();
    }
}

} // namespace convscope
