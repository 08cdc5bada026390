// SPDX-License-Identifier: GPL-3.0-or-later
// The room of a run's history: the bar to go through it, and single batches. GUI thread only.
#pragma once
#include "app/shell/room.h"

namespace convscope {

class BatchPanel;
class TimeBar;

class HistoryRoom final : public Room {
    Q_OBJECT
public:
    HistoryRoom(Services &services, Shell &shell);
    QWidget *widget() override;
    void shown(bool isShown) override;

private:
    void connectHistory();
    void connectMaps();
    void update();
    std::shared_ptr<const TrainedModel> presentModel() const; ///< null: the newest of the run
    void choose(qint64 batch);
    void inspectBatch(qint64 batch);
    void buildBatchPanel();
    void exportAnimation(bool filters, bool asGif);

    TimeBar *m_bar;
    BatchPanel *m_batchPanel = nullptr; // made when it is first asked for
    bool m_isShown = false;
};

} // namespace convscope
