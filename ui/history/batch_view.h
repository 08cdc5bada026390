// SPDX-License-Identifier: GPL-3.0-or-later
// BatchView: a batch of a run with the images it is about. Plain data.
#pragma once
#include "core/train/history/replay.h"

namespace convscope {

struct BatchView {
    BatchInspection inspection;
    std::shared_ptr<const TrainingData> data;
    std::optional<double> logged; ///< the loss the run reported then
    int classes() const { return static_cast<int>(data->classes.size()); }

    int label(std::size_t place) const
    {
        return data->train.labels[inspection.details.images[place]];
    }
    /// The most probable class, and how probable.
    std::pair<int, double> prediction(std::size_t place) const;
    std::span<const Scalar> input(std::size_t place) const
    {
        const std::size_t size = data->train.shape.size();
        return std::span(inspection.details.inputs).subspan(place * size, size);
    }
    /// The places, largest loss first.
    std::vector<std::size_t> byLoss() const;
    double meanLoss() const; ///< the mean over the images
};

} // namespace convscope
