// SPDX-License-Identifier: GPL-3.0-or-later
// Room: one subject of the window, with all that it shows and asks. Rooms know the services and the
// shell, never each other. GUI thread only.
#pragma once
#include "app/services/services.h"
#include "app/shell/shell.h"
#include <QUrl>
#include <optional>
#include <vector>

class QAction;
class QUndoStack;

namespace convscope {

enum class Menu { File, View, Train, Model, Export, ToolBar };

/// Where an action stands. One that stands in several menus is there several times.
struct RoomAction {
    QAction *action;
    Menu menu;
    int place; ///< in the menu; the hundreds are its groups
    std::optional<Menu> opens = {}; ///< the menu that the action has
};

class Room : public QObject {
public:
    Room(Services &services, Shell &shell)
        : m_services(services)
        , m_shell(shell)
    {
    }

    /// The widget in the room's place; belongs to the shell's window. Null: there is none.
    virtual QWidget *widget() { return nullptr; }
    virtual QWidget *bar() { return nullptr; } ///< above the page that widget() is on
    virtual std::vector<RoomAction> actions() { return {}; }
    virtual QUndoStack *undo() { return nullptr; } ///< steps of the Edit menu
    virtual QWidget *fields() { return nullptr; } ///< that hold numbers no run begins without
    virtual void shown(bool) { } ///< its place has come into sight, or has gone
    /// Whether it is what a file or folder dropped on the window is for; open() follows then.
    virtual bool accepts(const QUrl &) const { return false; }
    virtual void open(const QUrl &) { }

protected:
    Services &m_services;
    Shell &m_shell;
};

} // namespace convscope
