// SPDX-License-Identifier: GPL-3.0-or-later
// Shell: what a room can ask of the window that it is in. GUI thread only.
#pragma once
#include <QString>
#include <functional>

class QWidget;

namespace convscope {

class MessageBar;
class Settings;

class Shell {
public:
    virtual ~Shell() = default;

    virtual QWidget &window() = 0; ///< parent of dialogs and widgets
    virtual Settings &preferences() = 0;
    virtual MessageBar &message() = 0; ///< above all pages

    virtual void enter() = 0; ///< from the welcome page to what was shown before
    /// Brings a room to the front, by its id in rooms.cpp.
    virtual void show(const char *room) = 0;
    /// Where nothing is open yet, the room alone; otherwise show().
    virtual void showAlone(const char *room) = 0;
    virtual bool shows(const char *room) const = 0; ///< it is the page in front
    virtual void openDataset(const QString &location) = 0;
    virtual void trigger(const char *action) = 0; ///< by its object name, if it is enabled
    /// Takes what is typed in the fields that a run needs; false: one of them holds no number, as
    /// the person was told.
    virtual bool takeTyped() = 0;
    /// Asked before the window closes on a run that goes on; true: close.
    virtual void setQuitQuestion(std::function<bool()> question) = 0;

    void note(const QString &sentence);
    void showError(const QString &sentence);
    /// With a button that does what it says.
    void offer(const QString &sentence, const QString &button, const std::function<void()> &act,
        bool isError = false);

    // Each begins where the last one ended. Empty: nowhere after all.
    /// The suffix is that of `filter` where the person writes none.
    QString askSaveFile(const QString &title, const QString &name, const QString &filter);
    QString askSaveFolder(const QString &title, const QString &name); ///< need not be there yet
    QString askOpenFile(const QString &title, const QString &filter = {});
    QString askOpenFolder(const QString &title);
};

} // namespace convscope
