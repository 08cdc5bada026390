// SPDX-License-Identifier: GPL-3.0-or-later
// The room of judging a model. GUI thread only.
#pragma once
#include "app/shell/room.h"

namespace convscope {

class EvaluationPanel;

class EvaluationRoom final : public Room {
    Q_OBJECT
public:
    EvaluationRoom(Services &services, Shell &shell);
    QWidget *widget() override;
    std::vector<RoomAction> actions() override { return { { m_report, Menu::Export, 100 } }; }

private:
    void connectTask();
    void showAvailable();
    void evaluateAnother(bool isFolder, bool best);
    QString askWhereToSave(const EvaluationExport &format);

    EvaluationPanel *m_panel;
    QAction *m_report;
};

} // namespace convscope
