// SPDX-License-Identifier: GPL-3.0-or-later
// Makes an action of the window, which knows it by menu, toolbar and key. GUI thread only.
#pragma once
#include <QAction>
#include <QKeySequence>

namespace convscope {

struct ActionLook {
    const char *name; ///< objectName
    QString text;
    QString toolTip; ///< the key is added
    const char *icon = nullptr; ///< in :/icons
};

/// Belongs to the window. Before all else that it does, what was typed in a field is taken.
QAction *newAction(QWidget &window, const ActionLook &look, const QKeySequence &key = {});

} // namespace convscope
