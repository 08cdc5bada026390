// SPDX-License-Identifier: GPL-3.0-or-later
// KeptView: maps that were put aside, to be compared with those of another image or checkpoint.
#pragma once
#include "core/inspect/network/feature_maps.h"
#include <QImage>
#include <QString>

namespace convscope {

struct KeptView {
    std::shared_ptr<const FeatureMaps> maps; ///< never null
    QImage image;
    QString name; ///< the image's name
};

/// "cat.png, after batch 120"
QString viewText(const QString &image, const FeatureMaps &maps);

} // namespace convscope
