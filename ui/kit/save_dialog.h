// SPDX-License-Identifier: GPL-3.0-or-later
// Asks where to save something. GUI thread only.
#pragma once
#include <QString>

class QWidget;

namespace convscope {

/// `suggested` is a path or a name; where the person writes no ending, its own is added before the
/// question whether to replace a file. Empty: nowhere after all.
QString askForFile(
    QWidget *window, const QString &title, const QString &suggested, const QString &filter);

/// A folder that need not be there yet. Empty: none after all.
QString askForNewFolder(QWidget *window, const QString &title, const QString &suggested);

} // namespace convscope
