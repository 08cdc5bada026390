// SPDX-License-Identifier: GPL-3.0-or-later
// The way of a run from snapshot to snapshot, as an animation or single images. Runs on any
// thread.
#pragma once
#include "app/services/looking/inspection.h"
#include "core/base/progress.h"
#include <filesystem>

namespace convscope {

struct AnimationRequest {
    std::filesystem::path run;
    std::shared_ptr<const TrainedModel> pattern; ///< any model of the run
    InspectedImage pinned; ///< the image the maps are of
    std::string layer;
    bool filters = false; ///< that layer's filters; else its maps
    std::filesystem::path target; ///< a file that ends in .gif; else a folder for images
    double seconds = 0.25; ///< an image
};

/// All images have one scale and one size. Returns how many there are. @throws Error, Cancelled.
std::size_t exportAnimation(const AnimationRequest &request, const Progress &progress);

} // namespace convscope
