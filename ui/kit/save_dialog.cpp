// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/save_dialog.h"
#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>

namespace convscope {

namespace {

QString chosenIn(QFileDialog &dialog, const QString &suggested)
{
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.selectFile(QFileInfo(suggested).fileName());
    return dialog.exec() == QDialog::Accepted ? dialog.selectedFiles().value(0) : QString();
}

} // namespace

QString askForFile(
    QWidget *window, const QString &title, const QString &suggested, const QString &filter)
{
    const QFileInfo file(suggested);
    QFileDialog dialog(window, title, file.absolutePath(), filter);
    dialog.setDefaultSuffix(file.suffix());
    return chosenIn(dialog, suggested);
}

QString askForNewFolder(QWidget *window, const QString &title, const QString &suggested)
{
    QFileDialog dialog(window, title, QFileInfo(suggested).absolutePath());
    dialog.setFileMode(QFileDialog::AnyFile);
    dialog.setOption(QFileDialog::ShowDirsOnly);
    dialog.setLabelText(QFileDialog::FileName,
        QCoreApplication::translate("convscope::SaveDialog", "&New folder:"));
    return chosenIn(dialog, suggested);
}

} // namespace convscope
