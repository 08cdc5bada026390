// SPDX-License-Identifier: GPL-3.0-or-later
// The room of a run's settings. GUI thread only.
#pragma once
#include "app/shell/room.h"

namespace convscope {

class SettingsPanel;

class SettingsRoom final : public Room {
    Q_OBJECT
public:
    SettingsRoom(Services &services, Shell &shell);
    QWidget *widget() override;
    QWidget *fields() override { return widget(); }

private:
    SettingsPanel *m_panel;
};

} // namespace convscope
