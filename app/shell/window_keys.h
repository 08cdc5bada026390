// SPDX-License-Identifier: GPL-3.0-or-later
// WindowKeys: where keys go in the main window, and that what was typed is not lost. GUI thread
// only.
#pragma once
#include <QObject>
#include <functional>

class QWidget;

namespace convscope {

/// Sees all events of the program. While a run goes on, Space is the window's wherever the focus
/// is, except where a text is edited; Return presses the button that has the focus. What the focus
/// comes to is scrolled into sight. A click leaves the field that is typed in, even on something
/// that takes no focus.
class WindowKeys : public QObject {
public:
    WindowKeys(QWidget &window, std::function<bool()> hasRun);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool isOfWindow(const QWidget &part) const;

    QWidget &m_window;
    std::function<bool()> m_hasRun;
};

} // namespace convscope
