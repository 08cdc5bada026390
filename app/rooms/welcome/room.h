// SPDX-License-Identifier: GPL-3.0-or-later
// The room of the first page: what can be begun with. GUI thread only.
#pragma once
#include "app/shell/room.h"
#include "core/io/run/run_list.h"

namespace convscope {

class WelcomePanel;

class WelcomeRoom final : public Room {
    Q_OBJECT
public:
    WelcomeRoom(Services &services, Shell &shell);

    QWidget *widget() override;
    std::vector<RoomAction> actions() override { return { { m_welcome, Menu::View, 0 } }; }
    void shown(bool isShown) override;

private:
    void setRuns(const std::vector<RunSummary> &runs);

    WelcomePanel *m_panel;
    QAction *m_welcome;
};

} // namespace convscope
