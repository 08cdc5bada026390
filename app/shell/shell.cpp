// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/shell.h"
#include "app/shell/dialogs.h"
#include "ui/kit/message_bar.h"
#include "ui/kit/save_dialog.h"
#include "ui/kit/settings.h"
#include <QFileInfo>

namespace convscope {

namespace {

/// The next dialog begins in the folder that `path` is in.
QString remembered(Settings &preferences, const QString &path)
{
    if (!path.isEmpty())
        preferences.setLastFolder(QFileInfo(path).absolutePath());
    return path;
}

QString suggested(const Settings &preferences, const QString &name)
{
    return preferences.lastFolder() + QLatin1Char('/') + name;
}

} // namespace

void Shell::note(const QString &sentence)
{
    message().showNote(sentence);
}

void Shell::showError(const QString &sentence)
{
    message().showError(sentence);
}

void Shell::offer(
    const QString &sentence, const QString &button, const std::function<void()> &act, bool isError)
{
    message().offer(sentence, button, act, isError);
}

QString Shell::askSaveFile(const QString &title, const QString &name, const QString &filter)
{
    return remembered(
        preferences(), askForFile(&window(), title, suggested(preferences(), name), filter));
}

QString Shell::askSaveFolder(const QString &title, const QString &name)
{
    return remembered(
        preferences(), askForNewFolder(&window(), title, suggested(preferences(), name)));
}

QString Shell::askOpenFile(const QString &title, const QString &filter)
{
    return remembered(
        preferences(), askForExistingFile(&window(), title, preferences().lastFolder(), filter));
}

QString Shell::askOpenFolder(const QString &title)
{
    return remembered(
        preferences(), askForExistingFolder(&window(), title, preferences().lastFolder()));
}

} // namespace convscope
