// SPDX-License-Identifier: GPL-3.0-or-later
// UpdateThrottle: merges many wishes to repaint into a few, and none while nobody can see.
#pragma once
#include <QTimer>
#include <QWidget>
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
    {
        m_timer.setSingleShot(true);
        m_timer.setInterval(interval);
        QObject::connect(&m_timer, &QTimer::timeout, &widget, [this] { run(); });
    }
    void request()
    {
        m_wanted = true;
        if (m_widget.isVisible() && !m_timer.isActive())
            m_timer.start();
    }
    void shown() { run(); }

private:
    void run()
    {
        if (!m_wanted || !m_widget.isVisible())
            return;
        m_wanted = false;
        m_update();
    }
    QWidget &m_widget;
    std::function<void()> m_update;
    QTimer m_timer;
    bool m_wanted = false;
};

} // namespace convscope
