// SPDX-License-Identifier: GPL-3.0-or-later
// Divergence: a batch in which numbers got out of hand, and where this showed first.
#pragma once
#include "core/nn/model.h"
#include "core/optim/optimizer.h"
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace convscope {

struct Divergence {
    /// The number that is not finite any more.
    enum class Place { Output, Loss, Gradient, Weight };
    /// The most likely cause.
    enum class Cause {
        Rate, ///< the learning rate
        Start, ///< no step was made yet: the starting weights, or the numbers of the images
        Epsilon, ///< so small that weights with small gradients make giant steps
        Betas, ///< the second moment forgets faster than the first
        Momentum, ///< so large that steps add up to hundreds
    };
    std::int64_t batch = 0; ///< whose step was not made; 1 is the run's first
    int epoch = 0;
    Place place = Place::Loss;
    std::string layer; ///< "conv1"; empty where it is the loss itself
    double rate = 0; ///< the learning rate that was set
    Cause cause = Cause::Rate;
    double lowerRate() const { return rate / 10; } ///< worth a try
    friend bool operator==(const Divergence &, const Divergence &) = default;
};

/// The likeliest cause in a run with these settings that had made `steps` steps.
Divergence::Cause causeOf(
    Divergence::Place place, const OptimizerOptions &options, std::int64_t steps);

/// Says what happened and what to do, in one sentence.
std::string toString(const Divergence &divergence);

nlohmann::json toJson(const Divergence &divergence);
/// @throws Error when it is none.
Divergence divergenceFromJson(const nlohmann::json &json);

struct DivergencePlace {
    Divergence::Place place = Divergence::Place::Loss;
    std::string layer;
};
/// The first layer whose output is not finite in `forwarded`, which keeps its outputs; or else the
/// first whose gradient is not finite in `trained`, on the way back from the loss; or else the
/// loss. Both saw the same batch.
DivergencePlace findError(const Model &forwarded, const Model &trained);

/// The layer of the first of these ("conv1.weight", …) with a value that is not finite; empty:
/// none.
std::string layerWithError(const std::vector<NamedTensor> &values);

} // namespace convscope
