// SPDX-License-Identifier: GPL-3.0-or-later
// The room of datasets that are fetched from the internet. GUI thread only.
#pragma once
#include "app/shell/room.h"

namespace convscope {

class GetDataset;

class DownloadRoom final : public Room {
    Q_OBJECT
public:
    DownloadRoom(Services &services, Shell &shell);
    std::vector<RoomAction> actions() override { return { { m_get, Menu::File, 2 } }; }

private:
    void showDialog();

    QAction *m_get;
    GetDataset *m_dialog = nullptr; // made when it is first asked for
};

} // namespace convscope
