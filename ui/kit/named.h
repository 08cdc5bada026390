// SPDX-License-Identifier: GPL-3.0-or-later
// The names that every control needs besides its looks.
#pragma once
#include <QString>
#include <QWidget>

namespace convscope {

/// A name for tests, one for those who hear the window, and what the control is about.
template<typename T>
T *named(T *widget, const QString &objectName, const QString &accessibleName, const QString &tip)
{
    widget->setObjectName(objectName);
    widget->setAccessibleName(accessibleName);
    widget->setToolTip(tip);
    return widget;
}

/// A narrow panel does not grow with the longest text in a box.
template<typename Box>
void keepNarrow(Box &box)
{
    constexpr int kLetters = 8;
    box.setSizeAdjustPolicy(Box::AdjustToMinimumContentsLengthWithIcon);
    box.setMinimumContentsLength(kLetters);
}

} // namespace convscope
