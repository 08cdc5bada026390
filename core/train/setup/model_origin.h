// SPDX-License-Identifier: GPL-3.0-or-later
// ModelOrigin: which network of which run something is about, so that whatever is shown or written
// can say so. Plain data.
#pragma once
#include "core/train/setup/trained_model.h"
#include <filesystem>
#include <memory>
#include <string_view>

namespace convscope {

enum class ModelCheckpoint {
    File, ///< a model file; of which run, nobody knows
    Best, ///< the lowest validation loss of a run that is over
    BestSoFar, ///< the same of a run that went on then
    Last, ///< as a run left it
    Live, ///< in the middle of a run that went on then
};
/// "file", "best", "best", "last", "live"
std::string_view toString(ModelCheckpoint checkpoint);
/// Whether it is what a run that is over came to.
inline bool isOver(ModelCheckpoint checkpoint)
{
    return checkpoint == ModelCheckpoint::Best || checkpoint == ModelCheckpoint::Last;
}

struct ModelOrigin {
    std::filesystem::path run; ///< its folder; empty: none is known
    ModelCheckpoint checkpoint = ModelCheckpoint::File;
};

/// A network, and where it is from.
struct ModelOfRun {
    std::shared_ptr<const TrainedModel> model; ///< null: there is none
    ModelOrigin origin {};
};

/// "the best epoch, 17 (batch 612)"; numbers as in files, whatever the locale.
std::string describe(ModelCheckpoint checkpoint, const TrainedModel &model);

} // namespace convscope
