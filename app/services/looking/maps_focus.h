// SPDX-License-Identifier: GPL-3.0-or-later
// MapsFocus: what of the feature maps a person looks at, and what others ask of their page. GUI
// thread only.
#pragma once
#include "core/inspect/network/feature_maps.h"
#include <QObject>
#include <QPoint>
#include <QString>

namespace convscope {

class Inspection;

class MapsFocus : public QObject {
    Q_OBJECT
public:
    explicit MapsFocus(Inspection &inspection, QObject *parent = nullptr);

    const QString &layer() const { return m_layer; } ///< the chosen one
    bool hasFilters() const { return m_hasFilters; } ///< that layer
    /// The maps of the pinned image, as told last; null: none of what is looked at now.
    const std::shared_ptr<const FeatureMaps> &maps() const { return m_maps; }
    void setLayer(const QString &layer, bool hasFilters);

Q_SIGNALS:
    void layerChanged();
    void menuRequested(const QString &layer, int map, const QPoint &global); ///< the menu of a map
    // Asked for, by whoever sends them:
    void layerRequested(const QString &layer);
    void blockRequested(); ///< the layers that belong to the chosen one beside it
    void mapRequested(const QString &layer, int map); ///< enlarged
    void imageRequested(); ///< the person wants to choose one
    /// Another image was pinned: its maps, without the value that was chosen in the one before.
    void otherImageRequested();

private:
    QString m_layer;
    bool m_hasFilters = false;
    std::shared_ptr<const FeatureMaps> m_maps;
};

} // namespace convscope
