// SPDX-License-Identifier: GPL-3.0-or-later
// The room of the check before training. GUI thread only.
#pragma once
#include "app/shell/room.h"

namespace convscope {

class PreflightDialog;

class PreflightRoom final : public Room {
    Q_OBJECT
public:
    PreflightRoom(Services &services, Shell &shell);
    std::vector<RoomAction> actions() override { return { { m_check, Menu::Train, 100 } }; }

private:
    void check();
    void build();

    QAction *m_check;
    PreflightDialog *m_dialog = nullptr; // made when it is first asked for
};

} // namespace convscope
