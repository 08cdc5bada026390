// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/dialogs.h"
#include <QFileDialog>

namespace convscope {

QString askForExistingFile(
    QWidget *window, const QString &title, const QString &folder, const QString &filter)
{
    return QFileDialog::getOpenFileName(window, title, folder, filter);
}

QString askForExistingFolder(QWidget *window, const QString &title, const QString &folder)
{
    return QFileDialog::getExistingDirectory(window, title, folder);
}

} // namespace convscope
