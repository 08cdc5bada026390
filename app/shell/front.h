// SPDX-License-Identifier: GPL-3.0-or-later
// Front: the shell as the main window is one: its pages, its message, and the rooms in it. GUI
// thread only.
#pragma once
#include "app/shell/menus.h"
#include "app/shell/pages.h"
#include "app/shell/rooms.h"
#include "app/shell/undo_steps.h"

class QMainWindow;

namespace convscope {

class Front final : public Shell {
public:
    Front(QMainWindow &window, Services &services, Settings &preferences);
    ~Front() override;

    QWidget &window() override;
    Settings &preferences() override { return m_preferences; }
    MessageBar &message() override { return *m_message; }
    void enter() override { m_pages->enter(); }
    void show(const char *room) override;
    void showAlone(const char *room) override;
    bool shows(const char *room) const override { return m_pages->isUp(room); }
    void openDataset(const QString &location) override;
    void trigger(const char *action) override;
    bool takeTyped() override;
    void setQuitQuestion(std::function<bool()> question) override;

    Pages &pages() { return *m_pages; }
    bool mayQuit() const { return !m_askQuit || m_askQuit(); }
    /// The room that takes what is dropped on the window; null: none does.
    Room *takerOf(const QUrl &url) const;

private:
    void furnish();
    void place(const RoomInfo &info, Room &room);
    QWidget *pageOfMaps(QWidget *maps);
    void tellWhoIsShown();

    QMainWindow &m_window;
    Services &m_services;
    Settings &m_preferences;
    MessageBar *m_message;
    Pages *m_pages;
    UndoSteps *m_steps;
    std::function<bool()> m_askQuit;
    struct Placed {
        RoomInfo info;
        std::unique_ptr<Room> room;
    };
    std::vector<Placed> m_rooms;
};

} // namespace convscope
