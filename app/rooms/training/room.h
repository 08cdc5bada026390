// SPDX-License-Identifier: GPL-3.0-or-later
// The room of training: its charts, and beginning, steering and ending runs. GUI thread only.
#pragma once
#include "app/rooms/training/offers.h"
#include "app/shell/room.h"

namespace convscope {

class TrainingPanel;

class TrainingRoom final : public Room {
    Q_OBJECT
public:
    TrainingRoom(Services &services, Shell &shell);
    QWidget *widget() override;
    std::vector<RoomAction> actions() override;

private:
    void buildActions();
    void connectCharts();
    void connectHistory();
    void update();
    void showBaselines();
    void start(); ///< or go on
    void pause(); ///< or go on
    void step();

    TrainingPanel *m_panel;
    QAction *m_train, *m_pause, *m_step, *m_stop;
    Offers m_offers;
};

} // namespace convscope
