// SPDX-License-Identifier: GPL-3.0-or-later
// ShownNetwork: the layers and kernels that are told of the network whose maps are shown. GUI
// thread only.
#pragma once
#include "core/train/setup/trained_model.h"
#include <QObject>
#include <memory>
#include <vector>

namespace convscope {

/// Inspection shows models here; rooms listen.
class ShownNetwork : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    void show(const std::shared_ptr<const TrainedModel> &model); ///< null: none
    void outdate() { m_isOutdated = true; } ///< there are newer kernels, which nobody was told of
    bool isOutdated() const { return m_isOutdated; }

Q_SIGNALS:
    void layersChanged(const std::vector<convscope::LayerSummary> &layers);
    void kernelsChanged(const std::shared_ptr<const convscope::TrainedModel> &model);

private:
    std::vector<LayerSummary> m_layers; // as told
    bool m_isOutdated = false;
};

} // namespace convscope
