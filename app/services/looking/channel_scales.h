// SPDX-License-Identifier: GPL-3.0-or-later
// ChannelScales: which maps of the network that is looked at are switched off or scaled. GUI thread
// only.
#pragma once
#include "app/services/runs/training_service.h"
#include "ui/maps/ablation_steps.h"

namespace convscope {

class Inspection;

class ChannelScales : public QObject {
    Q_OBJECT
public:
    ChannelScales(TrainingService &training, Inspection &inspection, QObject *parent = nullptr);
    AblationSteps &steps() { return m_steps; }

Q_SIGNALS:
    void dropped(); ///< with the network before: what was done is undone
    /// The layers of a network of its own, not of Chelsea's filters; after steps() know them.
    void layersChanged(const std::vector<convscope::LayerSummary> &layers);

private:
    AblationSteps m_steps;
};

} // namespace convscope
