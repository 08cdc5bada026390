// SPDX-License-Identifier: GPL-3.0-or-later
// The training images nearest to another one, with the set they are of. Plain data.
#pragma once
#include "core/inspect/studies/nearest_images.h"

namespace convscope {

struct FoundNearestImages {
    std::vector<NearestImage> images;
    ImageSet set;
    std::vector<std::string> classes; ///< that the set's labels count in
    std::size_t looked = 0, all = 0; ///< at so many of so many
    std::int64_t batch = 0; ///< the batch of the model that compared them
};

} // namespace convscope
