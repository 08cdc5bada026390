// SPDX-License-Identifier: GPL-3.0-or-later
// The room of the feature maps. GUI thread only.
#pragma once
#include "app/shell/room.h"

namespace convscope {

class MapsPanel;
struct MapsFile;

class MapsRoom final : public Room {
    Q_OBJECT
public:
    MapsRoom(Services &services, Shell &shell);
    QWidget *widget() override;
    QWidget *bar() override; ///< the messages about the maps
    std::vector<RoomAction> actions() override;
    void shown(bool isShown) override;

private:
    void connectInspection();
    void connectPanel();
    void connectFormula();
    void connectFocus();
    void sayWhatIsPinned();
    void choosePinned();
    void save(const MapsFile &file);

    MapsPanel *m_panel;
    MessageBar *m_message;
};

} // namespace convscope
