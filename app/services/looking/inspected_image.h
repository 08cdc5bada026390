// SPDX-License-Identifier: GPL-3.0-or-later
// An image that is looked at, and where it comes from. Plain data; reading runs on any thread.
#pragma once
#include "core/data/dataset/dataset.h"
#include <QString>
#include <memory>
#include <vector>

namespace convscope {

struct InspectedImage {
    std::shared_ptr<const Image> decoded; ///< null: there is none
    QString name {};
    /// As a network gets it, where it is not prepared in the usual way. Null: prepare the image.
    std::shared_ptr<const std::vector<float>> values {};
    std::shared_ptr<const Dataset> set {}; ///< null: it is none of a dataset
    std::size_t sample = 0;
};

/// @throws Error naming the file.
InspectedImage readNamed(const QString &path);
/// @throws Error naming the image, which the decoder does not know.
InspectedImage readSample(const std::shared_ptr<const Dataset> &dataset, std::size_t sample);

} // namespace convscope
