// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/looking/channel_scales.h"
#include "app/services/looking/inspection.h"

namespace convscope {

ChannelScales::ChannelScales(TrainingService &training, Inspection &inspection, QObject *parent)
    : QObject(parent)
{
    connect(&m_steps, &AblationSteps::changed, &inspection,
        [this, &inspection] { inspection.setFactors(m_steps.factors()); });
    // Chelsea's filters are nobody's: the network comes back after her.
    connect(&inspection.network(), &ShownNetwork::layersChanged, this,
        [this, &inspection](const std::vector<LayerSummary> &layers) {
            if (inspection.pinned().showsChelsea())
                return;
            const bool wasDone = m_steps.setLayers(layers);
            Q_EMIT layersChanged(layers);
            if (wasDone)
                Q_EMIT dropped();
        });
    // Another network with the same layers is another patient.
    connect(&training.run(), &RunModel::started, this, [this] {
        if (m_steps.clear())
            Q_EMIT dropped();
    });
}

} // namespace convscope
