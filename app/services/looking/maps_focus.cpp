// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/looking/maps_focus.h"
#include "app/services/looking/inspection.h"

namespace convscope {

MapsFocus::MapsFocus(Inspection &inspection, QObject *parent)
    : QObject(parent)
{
    connect(&inspection, &Inspection::mapsReady, this,
        [this](const std::shared_ptr<const FeatureMaps> &maps) { m_maps = maps; });
    connect(&inspection, &Inspection::mapsForgotten, this, [this] { m_maps.reset(); });
    connect(&inspection.network(), &ShownNetwork::layersChanged, this, [this] { m_maps.reset(); });
}

void MapsFocus::setLayer(const QString &layer, bool hasFilters)
{
    m_layer = layer;
    m_hasFilters = hasFilters;
    Q_EMIT layerChanged();
}

} // namespace convscope
