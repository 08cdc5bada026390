// SPDX-License-Identifier: GPL-3.0-or-later
// TransferRate: how fast bytes come, over the last few seconds.
#pragma once
#include <cstdint>
#include <deque>

namespace convscope {

class TransferRate {
public:
    void restart() { m_marks.clear(); }

    /// `bytes` in all at `milliseconds` of any clock.
    void add(std::int64_t milliseconds, std::int64_t bytes)
    {
        m_marks.push_back({ milliseconds, bytes });
        while (m_marks.size() > 2 && milliseconds - m_marks[1].milliseconds >= kWindow)
            m_marks.pop_front();
    }

    /// 0 until there is something to tell it from.
    double bytesPerSecond() const
    {
        if (m_marks.empty())
            return 0;
        const auto time = m_marks.back().milliseconds - m_marks.front().milliseconds;
        const auto bytes = m_marks.back().bytes - m_marks.front().bytes;
        constexpr double kMillisecondsASecond = 1000;
        return time < kShortest || bytes <= 0 ? 0
                                              : double(bytes) * kMillisecondsASecond / double(time);
    }

private:
    static constexpr std::int64_t kWindow = 5000, kShortest = 200; // milliseconds
    struct Mark {
        std::int64_t milliseconds, bytes;
    };
    std::deque<Mark> m_marks;
};

} // namespace convscope
