// SPDX-License-Identifier: GPL-3.0-or-later
// The only place that asks for files and folders to be opened. GUI thread only.
#pragma once
#include <QString>

class QWidget;

namespace convscope {

// `folder` is where the dialog begins. Empty: none after all.
QString askForExistingFile(
    QWidget *window, const QString &title, const QString &folder, const QString &filter);
QString askForExistingFolder(QWidget *window, const QString &title, const QString &folder);

} // namespace convscope
