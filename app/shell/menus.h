// SPDX-License-Identifier: GPL-3.0-or-later
// Menus: the menus and the toolbar, from what the rooms can do, and the dialogs that are the
// window's own. GUI thread only.
#pragma once
#include "app/shell/room.h"
#include "ui/kit/theme.h"

class QMainWindow;
class QMenu;
class QUndoGroup;

namespace convscope {

class Pages;

class Menus : public QObject {
    Q_OBJECT
public:
    Menus(QMainWindow &window, Settings &preferences, Pages &pages);

    void add(const std::vector<RoomAction> &actions)
    {
        m_actions.insert(m_actions.end(), actions.begin(), actions.end());
    }
    /// When all rooms have added theirs. `steps` are those of the Edit menu.
    void build(QUndoGroup &steps);

private:
    void fill(QMenu &menu, Menu which);
    void fillBar();
    void fillEdit(QUndoGroup &steps);
    void fillView(QMenu &menu);
    std::vector<RoomAction> of(Menu which) const;
    void useTheme(Theme theme);
    void showShortcuts();
    void showAbout();

    QMainWindow &m_window;
    Settings &m_preferences;
    Pages &m_pages;
    std::vector<RoomAction> m_actions;
    QAction *m_quit, *m_resetLayout, *m_shortcuts, *m_about;
};

} // namespace convscope
