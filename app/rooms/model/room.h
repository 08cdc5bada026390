// SPDX-License-Identifier: GPL-3.0-or-later
// The room of the network: choosing one, opening a trained one, its summary. GUI thread only.
#pragma once
#include "app/shell/room.h"

namespace convscope {

class ModelPanel;

class ModelRoom final : public Room {
    Q_OBJECT
public:
    ModelRoom(Services &services, Shell &shell);

    QWidget *widget() override;
    std::vector<RoomAction> actions() override;
    bool accepts(const QUrl &url) const override;
    void open(const QUrl &url) override;

private:
    void buildActions();
    void connectPanel();
    void update();
    void choose();
    void open(const QString &path);
    void saveSummary();

    ModelPanel *m_panel;
    QAction *m_model; ///< with a menu
    QAction *m_open;
    QAction *m_summary;
    std::vector<QAction *> m_presets;
};

} // namespace convscope
