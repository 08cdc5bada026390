// SPDX-License-Identifier: GPL-3.0-or-later
// UpdateThrottle: merges many wishes to repaint into a few, and none while nobody can see.
#pragma once
#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>
#include <algorithm>
#include <chrono>
#include <functional>

namespace convscope {

/// request() as often as you like; `update` runs at most every `interval`, and only once the widget
/// is visible. Call shown() from showEvent(), so that what was put off happens then.
class UpdateThrottle {
public:
    UpdateThrottle(
        QWidget &widget, std::chrono::milliseconds interval, std::function<void()> update)
        : m_widget(widget)
        , m_update(std::move(update))
        , m_interval(interval)
    {
        m_timer.setSingleShot(true);
        QObject::connect(&m_timer, &QTimer::timeout, &widget, [this] { run(); });
    }
    void request()
    {
        m_requested = true;
        if (!m_widget.isVisible() || m_timer.isActive())
            return;
        // At once where nothing happened lately: what a person did should not wait.
        const qint64 since = m_sinceUpdate.isValid() ? m_sinceUpdate.elapsed() : m_interval.count();
        m_timer.start(
            std::max(std::chrono::milliseconds(0), m_interval - std::chrono::milliseconds(since)));
    }
    void shown() { run(); }

private:
    void run()
    {
        if (!m_requested || !m_widget.isVisible())
            return;
        m_requested = false;
        m_sinceUpdate.start();
        m_update();
    }
    QWidget &m_widget;
    std::function<void()> m_update;
    std::chrono::milliseconds m_interval;
    QElapsedTimer m_sinceUpdate;
    QTimer m_timer;
    bool m_requested = false;
};

} // namespace convscope
