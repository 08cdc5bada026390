// SPDX-License-Identifier: GPL-3.0-or-later
// The room of images that are classified. GUI thread only.
#pragma once
#include "app/shell/room.h"

namespace convscope {

class NearestImagesStrip;
class ManyImages;
class PredictPanel;
class PredictionsPanel;

class PredictRoom final : public Room {
    Q_OBJECT
public:
    PredictRoom(Services &services, Shell &shell);
    QWidget *widget() override;

private:
    void connectInspection();
    void connectWhy();
    void connectChange();
    void connectNearestImages();
    void connectNearestSearch();
    void forget();
    void updateNearestImages();
    void classifyMany(const QStringList &paths);
    void buildTable();
    void saveTable();

    PredictPanel *m_panel;
    NearestImagesStrip *m_nearestImages;
    PredictionsPanel *m_table = nullptr; // made when it is first asked for
    ManyImages *m_many = nullptr; // the same
};

} // namespace convscope
