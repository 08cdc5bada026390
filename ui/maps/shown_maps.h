// SPDX-License-Identifier: GPL-3.0-or-later
// ShownMaps: which of a network's maps a person looks at, and what follows from it. The panel of
// maps writes what was chosen and what has come, and reads the rest. Plain data, without widgets;
// one thread at a time.
#pragma once
#include "ui/maps/map_columns.h"
#include <QStringList>

namespace convscope {

/// Maps that were put aside, to be compared with those of another image or moment.
struct KeptView {
    std::shared_ptr<const FeatureMaps> maps; ///< never null
    QImage image;
    QString name; ///< of the image
};

/// "cat.png, after batch 120"
QString viewText(const QString &image, const FeatureMaps &maps);

struct ShownMaps {
    /// Shared with the titles of maps, which are made when they are first seen.
    std::shared_ptr<const std::vector<LayerSummary>> layers
        = std::make_shared<const std::vector<LayerSummary>>();
    std::shared_ptr<const FeatureMaps>
        maps; ///< of the pinned image; null: none of what is looked at
    std::shared_ptr<const TrainedModel> model; ///< for its filters; may be null
    std::optional<KeptView> kept;
    QString layer; ///< the chosen one, or one of the network's ends
    bool isUnfolded = false; ///< with others beside it:
    QString rangeEnd; ///< those up to this one; empty: its block
    int score = -1; ///< the class whose score the gradients are of; −1: values

    QStringList names() const; ///< of the chosen layer, and those unfolded with it
    QStringList unfolded() const; ///< the same where they are several, else empty
    bool hasFilters() const; ///< of the chosen layer
    /// The maps of the chosen layer; of a block that is unfolded, of the convolution it begins
    /// with. Null: none.
    const NamedTensor *filters() const;
    bool showsGradients() const; ///< once there are those that were asked for
    std::vector<MapColumn> columns() const;
    ColourScale overAllScale() const;
    QString text(const QString &image)
        const; ///< of what is shown, with marks; `image` is the pinned one's name

private:
    bool isKeptOf(const QString &name) const;
};

} // namespace convscope
