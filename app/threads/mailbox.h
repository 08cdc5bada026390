// SPDX-License-Identifier: GPL-3.0-or-later
// Mailbox and Latest: how values cross from one thread to another. Thread-safe.
#pragma once
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <utility>
#include <vector>

namespace convscope {

/// Carries values from one thread to another, in order and without loss.
template<typename T>
class Mailbox {
public:
    void post(T value)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_values.push_back(std::move(value));
        }
        m_arrived.notify_one();
    }
    std::vector<T> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_values, {});
    }
    /// Blocks until something arrives or a stop is requested; then the result is empty.
    std::vector<T> waitAndTake(const std::stop_token &stop)
    {
        std::unique_lock lock(m_mutex);
        m_arrived.wait(lock, stop, [this] { return !m_values.empty(); });
        return std::exchange(m_values, {});
    }

private:
    std::mutex m_mutex;
    std::condition_variable_any m_arrived;
    std::vector<T> m_values; // guarded by m_mutex
};

/// Like Mailbox, but a newer value replaces one that nobody took.
template<typename T>
class Latest {
public:
    void put(T value)
    {
        const std::lock_guard lock(m_mutex);
        m_value = std::move(value);
    }
    T take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_value, T {});
    }

private:
    std::mutex m_mutex;
    T m_value {}; // guarded by m_mutex
};

} // namespace convscope
