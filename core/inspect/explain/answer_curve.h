// SPDX-License-Identifier: GPL-3.0-or-later
// How a network's answer follows one setting of an edit over its whole range.
#pragma once
#include "core/base/progress.h"
#include "core/inspect/network/image_edit.h"
#include "core/inspect/network/instrumented_model.h"

namespace convscope {

struct AnswerCurve {
    std::size_t kind = 0; ///< index into adjustmentKinds()
    std::vector<double> settings; ///< ascending; among them the present one and the unchanged one
    std::vector<std::vector<float>> probabilities; ///< one list a setting: one a class
    std::size_t present = 0; ///< index of the setting as it is in the edit
    std::int64_t batch = 0; ///< the model's batch
};

/// The probabilities of `image` under `edit`, by the path of everything that is classified; the
/// factors that `network` has hold. @throws Cancelled.
std::vector<float> answerTo(InstrumentedModel &network, const Image &image);

/// `edit` with one setting of its adjustment over its range, about `steps` even ones.
/// @throws Cancelled.
AnswerCurve answerCurve(InstrumentedModel &network, const Image &image, const ImageEdit &edit,
    std::size_t kind, int steps, const Progress &progress = noProgress);

} // namespace convscope
