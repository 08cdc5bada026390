// SPDX-License-Identifier: GPL-3.0-or-later
// WheelGuard: lets the wheel scroll a panel over its fields instead of changing them.
#pragma once
#include <QEvent>
#include <QWidget>

namespace convscope {

class WheelGuard : public QObject {
public:
    /// A field takes the wheel only once it was clicked or tabbed to.
    static void protect(QWidget &field)
    {
        field.setFocusPolicy(Qt::StrongFocus); // the wheel alone does not give it the focus
        field.installEventFilter(new WheelGuard(&field));
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::Wheel || static_cast<QWidget *>(watched)->hasFocus())
            return false;
        event->ignore(); // so that it reaches the scroll area
        return true;
    }

private:
    using QObject::QObject;
};

} // namespace convscope
