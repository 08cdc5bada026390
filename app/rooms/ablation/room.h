// SPDX-License-Identifier: GPL-3.0-or-later
// The room of ablation: maps switched off or scaled, and what was found out about them. GUI thread
// only.
#pragma once
#include "app/rooms/ablation/map_menu.h"
#include "app/shell/room.h"

namespace convscope {

class AblationBar;
class AblationPanel;

class AblationRoom final : public Room {
    Q_OBJECT
public:
    AblationRoom(Services &services, Shell &shell);
    QWidget *widget() override; ///< the findings, hidden until asked for
    QWidget *bar() override; ///< the edits
    QUndoStack *undo() override;

private:
    void connectPanel();
    template<typename Page>
    void connectTask(BackgroundTask &task, Page &page);
    void connectStudies();
    void update();
    void findStrongest(const QString &layer, int map);
    void inspect(quint64 sample);

    AblationBar *m_bar;
    AblationPanel *m_panel;
    MapMenu m_menu;
};

} // namespace convscope
