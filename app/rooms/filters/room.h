// SPDX-License-Identifier: GPL-3.0-or-later
// The room of Chelsea the cat, whose filters can be edited. GUI thread only.
#pragma once
#include "app/shell/room.h"

class QScrollArea;

namespace convscope {

class ChelseaDemo;
class FilterEditor;

class FiltersRoom final : public Room {
    Q_OBJECT
public:
    FiltersRoom(Services &services, Shell &shell);
    QWidget *widget() override;
    std::vector<RoomAction> actions() override { return { { m_show, Menu::File, 4 } }; }

private:
    void connectMaps();
    void begin();
    void follow();
    void saveFigures();

    QAction *m_show;
    QScrollArea *m_area;
    FilterEditor *m_editor;
    ChelseaDemo *m_demo;
};

} // namespace convscope
