// SPDX-License-Identifier: GPL-3.0-or-later
// The room of the runs on disk. GUI thread only.
#pragma once
#include "app/shell/room.h"

namespace convscope {

class RunActions;
class RunsPanel;

class RunsRoom final : public Room {
    Q_OBJECT
public:
    RunsRoom(Services &services, Shell &shell);
    QWidget *widget() override;

private:
    void connectLibrary();
    void saveReport(const QString &folder);
    void saveTable();

    RunsPanel *m_panel;
    RunActions *m_actions;
};

} // namespace convscope
