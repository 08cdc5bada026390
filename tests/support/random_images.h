// SPDX-License-Identifier: GPL-3.0-or-later
// Images of noise for a model, as a set that is prepared for it.
#pragma once
#include "core/base/rng.h"
#include "core/data/prepare/training_data.h"
#include "core/train/setup/trained_model.h"

namespace convscope::test {

inline ImageSet randomImages(const TrainedModel &model, std::size_t count, Rng &rng)
{
    ImageSet set;
    set.shape = model.preprocessing.shape();
    std::vector<std::uint8_t> pixels;
    for (std::size_t i = 0; i < count * set.shape.size(); ++i)
        pixels.push_back(std::uint8_t(rng.below(256)));
    for (std::size_t i = 0; i < count; ++i) {
        set.labels.push_back(int(rng.below(std::uint32_t(model.classes.size()))));
        set.samples.push_back(i);
    }
    set.pixels = std::move(pixels);
    return set;
}

} // namespace convscope::test
